import type { Ending } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { EndingQuestion, Inquiry } from '../backend.ts';
import { inquireInParts, inquiry } from '../inquiry.ts';
import { ask } from '../on-host.ts';
import { parseRecords, recordsScript } from '../record-scripts.ts';
import { isJobId } from './array-ids.ts';
import type { DialectFinder } from './dialect.ts';
import { askMemory, type Memory } from './memory.ts';
import type { Tracer } from './trace.ts';
import { endedByItself, weigh } from './weigh.ts';

const RECORDS_MS = 60_000;
const JOBS_PER_CALL = 500;

/** Who is asked, and how. */
export interface Witnesses {
  readonly host: Host;
  readonly root: string;
  readonly mark: string;
  readonly dialects: DialectFinder;
  readonly tracer: Tracer;
}

/**
 * How these jobs ended: their own end records first; then what the server remembers, in one call for all, where it can tell
 * more; and for those that nobody knows, the server's logs (`compat.md` 9.4).
 */
export async function inquireEndings(
  witnesses: Witnesses,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const sound = questions.filter(({ job }) => isJobId(job));
  return inquireInParts(sound, JOBS_PER_CALL, (some) => inquireSome(witnesses, some));
}

async function inquireSome(
  witnesses: Witnesses,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const { host, root, mark, dialects } = witnesses;
  const names = questions.map(({ record }) => record);
  const answer = await ask(host, {
    script: recordsScript(root, names, ['end']),
    purpose: 'read the end records of jobs',
    timeLimitMs: RECORDS_MS,
  });
  if (!answer.ok) return answer;
  const records = parseRecords(answer.value.stdout);
  const doubtful = questions.filter(({ job, record }) => !endedByItself(records.get(record), job));
  // Of an end that the job told itself a server that remembers still knows what was used, and whether it begins anew.
  const remembers = dialects.known()?.remembers !== false;
  const asked = (remembers ? questions : doubtful).map(({ job }) => job);
  const memory = asked.length === 0 ? null : await askMemory(host, mark, dialects, asked);
  const traced = await trace(witnesses, doubtful, memory);
  const endings = questions.flatMap(({ job, record }) =>
    weigh({
      job,
      record: records.get(record),
      memory: memory?.ok ? memory.value.statements.get(job) : undefined,
      trace: traced?.ok ? traced.value.get(job) : undefined,
    }),
  );
  const queue = memory?.ok && memory.value.doubt !== null ? failed(memory.value.doubt) : memory;
  return ok(inquiry(endings, { record: ok(records), accounting: traced, queue }));
}

/** Only of jobs that the server says it does not know. Null where there is none. */
async function trace(
  { tracer, dialects }: Witnesses,
  doubtful: readonly EndingQuestion[],
  memory: Result<Memory> | null,
): Promise<Result<ReadonlyMap<JobId, Ending>> | null> {
  const dialect = dialects.known();
  if (!memory?.ok || dialect === null) return null;
  const lost = doubtful.map(({ job }) => job).filter((job) => memory.value.unknown.has(job));
  return lost.length === 0 ? null : tracer(dialect, lost);
}
