import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { ask } from '../on-host.ts';
import { RECORD } from '../separators.ts';
import { parseBlocks, valuesOf } from './attributes.ts';
import { parseWhole } from './fields.ts';

/** What kind of PBS answers, as it says itself. */
export interface Dialect {
  readonly family: 'openpbs' | 'torque';
  /** Whether it tells of jobs that have ended: OpenPBS with `job_history_enable`, Torque with `keep_completed`. */
  readonly remembers: boolean;
  /** Whether a job's output can be written where it belongs from the beginning (`-k oed`), instead of at its end. */
  readonly writesLogsAtOnce: boolean;
  /** Elements of one array; null where it does not tell. */
  readonly largestArray: number | null;
}

/** Asks once, and remembers what was answered. */
export interface DialectFinder {
  readonly find: () => Promise<Result<Dialect>>;
  /** What was answered last; null before the first answer. */
  readonly known: () => Dialect | null;
  /** For an answer that does not fit any more: the next `find` asks again. */
  readonly forget: () => void;
}

const TIME_LIMIT_MS = 60_000;

/** The version, which the client tells without its server, then what the server says of itself. */
const SCRIPT = `qstat --version 2>&1
printf '\\036'
qstat -B -f
`;

export function dialectFinder(host: Host): DialectFinder {
  let known: Dialect | null = null;
  let isFresh = false;
  return {
    known: () => known,
    forget: () => {
      isFresh = false;
    },
    find: async () => {
      if (known !== null && isFresh) return ok(known);
      const answer = await ask(host, {
        script: SCRIPT,
        purpose: 'ask which PBS this is',
        timeLimitMs: TIME_LIMIT_MS,
        calls: { qstat: 2 },
      });
      if (!answer.ok) return answer;
      const dialect = parseDialect(answer.value.stdout);
      if (dialect === null)
        return failed(problem('unreadable', `${host.label}: the PBS server did not say what it is`));
      known = dialect;
      isFresh = true;
      return ok(dialect);
    },
  };
}

/** Attributes of a server that Torque does not have. */
const OF_OPENPBS =
  /^(job_history_enable|license_count|pbs_license_\w+|max_array_size|default_chunk\..*|resv_enable)$/;

/**
 * OpenPBS prints `pbs_version = 23.06.06` (PBS Pro `PBSPro_13.1.1`), Torque `Version: 6.1.2`; a wrapper may print something
 * else. Null for another answer.
 */
export function parseDialect(output: string): Dialect | null {
  const [version = '', said = ''] = output.split(RECORD);
  const server = parseBlocks(said, 'Server')[0];
  if (server === undefined) return null;
  const values = valuesOf(server.attributes);
  const openpbs = /^pbs_version = \D*(\d+)/m.exec(version);
  const isOpenPbs = openpbs !== null || [...values.keys()].some((name) => OF_OPENPBS.test(name));
  if (!isOpenPbs && !/^version\b/im.test(version) && !values.has('keep_completed')) return null;
  if (isOpenPbs) {
    const release = openpbs?.[1] ?? /\d+/.exec(values.get('pbs_version') ?? '')?.[0];
    return {
      family: 'openpbs',
      remembers: values.get('job_history_enable') === 'True',
      // Since 18.2, https://openpbs.org, "Direct write of spool files"; years are version numbers too.
      writesLogsAtOnce: Number(release ?? 0) >= 19,
      largestArray: parseWhole(values.get('max_array_size')),
    };
  }
  return {
    family: 'torque',
    remembers: (parseWhole(values.get('keep_completed')) ?? 0) > 0,
    writesLogsAtOnce: false,
    largestArray: parseWhole(values.get('max_job_array_size')),
  };
}
