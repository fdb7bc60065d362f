import type { Ending, NotAsked } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { EndingQuestion, Inquiry } from '../backend.ts';
import { ask } from '../on-host.ts';
import { controllerScript } from './commands.ts';
import { parseController } from './parse-controller.ts';
import { cut, endingsScript, parseEndings } from './parse-endings.ts';
import { byJob, type Statements } from './statement.ts';
import { isDoubtful, weigh } from './weigh.ts';

const TIME_LIMIT_MS = 120_000;
const JOBS_PER_CALL = 1000;
/** What sacct and scontrol take as an id; anything else would spoil the whole answer. */
const ID = /^\d+(_\d+)?$/;

/**
 * How these jobs ended: the jobs' own end records and accounting (`compat.md` 9.2), in one call, and for those that
 * stay in doubt the controller, as long as it remembers them (`MinJobAge`).
 */
export async function inquireEndings(
  host: Host,
  root: string,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const inquiries: Inquiry[] = [];
  const sound = questions.filter(({ job }) => ID.test(job));
  for (let first = 0; first < sound.length; first += JOBS_PER_CALL) {
    const some = await inquireSome(host, root, sound.slice(first, first + JOBS_PER_CALL));
    if (!some.ok) return some;
    inquiries.push(some.value);
  }
  return ok(joined(inquiries));
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
    accounting: accounting.ok ? accounting.value.get(job) : undefined,
  }));
  const controller = await askController(
    host,
    said.filter(isDoubtful).map(({ job }) => job),
  );
  const remembered: Statements = controller?.ok ? controller.value : new Map();
  const endings = said.flatMap((one) => weigh({ ...one, controller: remembered.get(one.job) }));
  return ok(inquiry(endings, { record: ok(records), accounting, queue: controller }));
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

type Answerers = Readonly<Record<Ending['source'], Result<unknown> | null>>;

function inquiry(endings: readonly Ending[], answerers: Answerers): Inquiry {
  const answers = Object.entries(answerers) as [Ending['source'], Result<unknown> | null][];
  const asked = answers.flatMap(([source, answer]) => (answer?.ok ? [source] : []));
  const notAsked = answers.flatMap(([source, answer]): NotAsked[] =>
    answer === null || answer.ok ? [] : [{ source, problem: answer.problem }],
  );
  return { endings, asked, notAsked };
}

/** Who did not answer once has not been asked. */
function joined(inquiries: readonly Inquiry[]): Inquiry {
  const notAsked = new Map(inquiries.flatMap((one) => one.notAsked.map((each) => [each.source, each])));
  const asked = new Set(inquiries.flatMap((one) => one.asked.filter((source) => !notAsked.has(source))));
  return {
    endings: inquiries.flatMap(({ endings }) => endings),
    asked: [...asked],
    notAsked: [...notAsked.values()],
  };
}
