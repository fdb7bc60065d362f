import type { Ending } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { quote } from '../../transport/quote.ts';
import { ask } from '../on-host.ts';
import { inParts } from '../parts.ts';
import type { Dialect } from './dialect.ts';
import { verdictOf } from './exits.ts';
import { parseBytes, parseDuration, parseWhole } from './fields.ts';
import { limitsReached } from './statement.ts';

/** The last resort reads the server's logs, job by job, and only on its own machine: for no more than so many at a time. */
const MOST_TRACED = 10;
const TIME_LIMIT_MS = 120_000;
/** A job may have ended before midnight. */
const DAYS = 2;

/** What tracejob finds of these jobs' ends. A problem of code `unsupported` where there are no logs that it may read. */
export type Tracer = (
  dialect: Dialect,
  jobs: readonly JobId[],
) => Promise<Result<ReadonlyMap<JobId, Ending>>>;

const NO_LOGS = failed(problem('unsupported', 'The logs of the server cannot be read from here'));

/** One that gives up for good where there is nothing to be read. */
export function jobTracer(host: Host, mark: string): Tracer {
  let isInVain = false;
  return async ({ family }, jobs) => {
    if (isInVain) return NO_LOGS;
    const some = inParts(jobs, MOST_TRACED)[0] ?? [];
    const call = (job: JobId) => `TZ=UTC tracejob -n ${DAYS} ${quote(job)} 2> /dev/null\n`;
    const answer = await ask(host, {
      script: some.map((job) => `${call(job)}printf '${octal(mark)}'\n`).join(''),
      purpose: 'look for the ends of jobs in the logs of the server',
      timeLimitMs: TIME_LIMIT_MS,
      calls: { tracejob: some.length },
    });
    if (!answer.ok) return answer;
    const texts = answer.value.stdout.split(mark).slice(0, -1);
    isInVain = texts.every((text) => !LINE.test(text));
    if (isInVain) return NO_LOGS;
    const endings = some.map((job, index) => parseTrace(texts[index] ?? '', job, family === 'torque'));
    return ok(new Map(endings.filter((one) => one !== null).map((one) => [one.job, one])));
  };
}

function octal(mark: string): string {
  return mark.replace('\u001e', '\\036');
}

const LINE = /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d(?:\.\d+)? {1,2}([SLMA]) {2,}(.*)$/m;

/**
 * The end in what the server wrote (lines of `S`, `compat.md` 9.4); null where it began again later, or has not ended. What it
 * might use stands in the accounting (`A`), which not everybody may read.
 */
export function parseTrace(text: string, job: JobId, isTorque: boolean): Ending | null {
  let ending: Ending | null = null;
  let wasDeleted = false;
  const limits = [...text.matchAll(/ Resource_List\.(?:walltime|v?mem)=\S+/g)].join('');
  for (const line of text.split('\n')) {
    const [, writer, said = ''] = LINE.exec(line) ?? [];
    if (writer !== 'S') continue;
    // Lines of one second stand in any order; an end is never in that of its beginning.
    if (/^Job (Run|deleted to be rerun) at request of |^Job requeued/.test(said)) ending = null;
    if (/^Job (to be )?deleted at request of |^delete job request received/.test(said)) wasDeleted = true;
    if (said.startsWith('Exit_status=')) ending = endOf(said + limits, job, { isTorque, wasDeleted });
  }
  return ending;
}

function endOf(
  said: string,
  job: JobId,
  circumstances: { readonly isTorque: boolean; readonly wasDeleted: boolean },
): Ending | null {
  const values = new Map(
    said.split(' ').map((word) => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  const exit = parseWhole(values.get('Exit_status'));
  if (exit === null) return null;
  const used = parseDuration(values.get('resources_used.cput'));
  const elapsed = parseDuration(values.get('resources_used.walltime'));
  const cpus = parseWhole(values.get('resources_used.ncpus')) ?? 1;
  return {
    job,
    source: 'accounting',
    ...verdictOf(exit, { ...circumstances, ...limitsReached(values) }),
    startedAt: null,
    finishedAt: null,
    node: null,
    usage: {
      cpuEfficiency:
        used === null || !elapsed ? null : Math.round((used / (elapsed * Math.max(1, cpus))) * 1000) / 10,
      maxRssBytes: parseBytes(values.get('resources_used.mem')) || null,
    },
  };
}
