import type { JobId } from '../../engine/ids.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { EndingQuestion, Inquiry } from '../backend.ts';
import { inquireInParts, inquiry } from '../inquiry.ts';
import { ask } from '../on-host.ts';
import { restOf } from './array-ids.ts';
import { controllerScript } from './commands.ts';
import { parseController } from './parse-controller.ts';
import { cut, endingsScript, parseEndings } from './parse-endings.ts';
import { byJob, type Statement, type Statements } from './statement.ts';
import { isDoubtful, weigh } from './weigh.ts';

const TIME_LIMIT_MS = 120_000;
const JOBS_PER_CALL = 1000;
/** What sacct and scontrol take as an id; anything else would spoil the whole answer. */
const ID = /^\d+(_\d+)?$/;

/**
 * How these jobs ended: the jobs' own end records and accounting (`compat.md` 9.2), in one call, and for those that
 * stay in doubt the controller, as long as it remembers them (`MinJobAge`).
 */
export function inquireEndings(
  host: Host,
  root: string,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const sound = questions.filter(({ job }) => ID.test(job));
  return inquireInParts(sound, JOBS_PER_CALL, (some) => inquireSome(host, root, some));
}

async function inquireSome(
  host: Host,
  root: string,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const answer = await ask(host, {
    script: endingsScript(root, questions),
    purpose: 'ask how jobs ended',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { sacct: 1 },
  });
  if (!answer.ok) return answer;
  const { records, accounting } = parseEndings(answer.value.stdout, answer.value.stderr);
  const said = questions.map(({ job, record }) => ({
    job,
    record: records.get(record),
    accounting: accounting.ok ? statementOn(job, accounting.value) : undefined,
  }));
  const controller = await askController(
    host,
    said.filter(isDoubtful).map(({ job }) => job),
  );
  const remembered: Statements = controller?.ok ? controller.value : new Map();
  const endings = said.flatMap((one) => weigh({ ...one, controller: remembered.get(one.job) }));
  return ok(inquiry(endings, { record: ok(records), accounting, queue: controller }));
}

/**
 * Elements that did not begin share one row, and may stand in it as the rest of their array. A row with the array's own
 * id is no such row: accounting has it for the last element, until it has heard that there is an array.
 */
function statementOn(job: JobId, statements: Statements): Statement | undefined {
  const rest = statements.get(restOf(job));
  const ofRest = rest && { ...rest, job, ending: rest.ending && { ...rest.ending, job } };
  return statements.get(job) ?? ofRest;
}

/** Null when there is nothing to ask. */
async function askController(host: Host, jobs: readonly JobId[]): Promise<Result<Statements> | null> {
  if (jobs.length === 0) return null;
  const answer = await ask(host, {
    script: controllerScript(jobs),
    purpose: 'ask the controller how jobs ended',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { scontrol: jobs.length },
  });
  if (!answer.ok) return answer;
  const statements = parseController(answer.value.stdout);
  return statements === null ? failed(cut('scontrol')) : ok(byJob(statements));
}
