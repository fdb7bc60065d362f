import type { Listing } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { SiteLimits } from '../../engine/submission.ts';
import type { Host } from '../../transport/host.ts';
import type { Backend, Figures } from '../backend.ts';
import { findSubmissions } from '../find.ts';
import { DEFAULT_ROOT } from '../job-files.ts';
import { ask, diskLines, parseDisk } from '../on-host.ts';
import { inParts } from '../parts.ts';
import { rehearse } from '../rehearsals.ts';
import { schedulerBackend } from '../scheduler-backend.ts';
import { RECORD } from '../separators.ts';
import { siteCapacity } from './capacity.ts';
import { cancelScript, detailsScript, LIMITS_SCRIPT, QUEUE_SCRIPT, SLOTS_SCRIPT } from './commands.ts';
import { sgeFinder } from './find.ts';
import { inquireEndings } from './inquire.ts';
import { environmentFinder } from './parallel.ts';
import { parseQueue } from './parse-queue.ts';
import { arraysThatWait, withReasons } from './reasons.ts';
import { REHEARSER } from './rehearse.ts';
import { sgeScript } from './script.ts';
import type { SgeSettings } from './settings.ts';
import { parseLimits, parseSlots } from './site.ts';
import { commandOptions, submitJobs } from './submit-jobs.ts';

export interface SgeOptions {
  /** Where the jobs' files are kept on the cluster. Default `~/.cache/scripthut`. */
  readonly root?: string;
}

const SCHEDULER_MS = 120_000;
/** The listing is there already and waits for them. */
const DETAILS_MS = 20_000;
const JOBS_PER_CANCEL = 1000;
/** So many jobs that wait are asked about at a time. */
const MOST_DETAILS = 50;

/** Grid Engine, wherever its commands can be run: on this machine or behind SSH. */
export function openSge(settings: SgeSettings, host: Host, options: SgeOptions = {}): Backend {
  const root = options.root ?? DEFAULT_ROOT;
  const forScripts = { ...settings, root };
  const findEnvironment = environmentFinder(host, settings.parallelEnvironment);
  return {
    ...schedulerBackend(settings, host, root),
    limits: () => limits(host),
    figures: () => figures(host, settings.cloneDir),
    capacity: (withStanding) => siteCapacity(host, settings.cloneDir, withStanding),
    script: (job) => sgeScript(job, forScripts),
    submit: (submissions, answer) => submitJobs({ host, forScripts, findEnvironment }, submissions, answer),
    rehearse: async (jobs) => {
      const environment = await findEnvironment(jobs);
      const name = environment.ok ? environment.value : null;
      const asked = jobs.map((job) => {
        const { text } = sgeScript(job, forScripts);
        return { text, command: `qsub -w v${commandOptions(job, text, name)}` };
      });
      return rehearse(host, asked, REHEARSER);
    },
    find: (submissions) => findSubmissions(host, root, submissions, sgeFinder(host)),
    list: () => list(host, settings.memoryResource),
    inquire: (jobs) => inquireEndings(host, root, jobs),
    cancel: (jobs) => cancel(host, jobs),
  };
}

async function limits(host: Host): Promise<Result<SiteLimits>> {
  const answer = await ask(host, {
    script: LIMITS_SCRIPT,
    purpose: 'ask for the limits of the site',
    timeLimitMs: SCHEDULER_MS,
    calls: { qconf: 2, qhost: 1 },
  });
  if (!answer.ok) return answer;
  const said = parseLimits(answer.value.stdout);
  return said === null ? failed(unreadable(host, 'qconf')) : ok(said);
}

async function list(host: Host, memoryResource: string): Promise<Result<Listing>> {
  const answer = await ask(host, {
    script: QUEUE_SCRIPT,
    purpose: 'list the queue',
    timeLimitMs: SCHEDULER_MS,
    calls: { qstat: 1 },
  });
  if (!answer.ok) return answer;
  const jobs = parseQueue(answer.value.stdout, memoryResource);
  if (jobs === null) return failed(unreadable(host, 'qstat'));
  const waiting = arraysThatWait(jobs).slice(0, MOST_DETAILS);
  return ok({ jobs: waiting.length === 0 ? jobs : withReasons(jobs, await details(host, waiting)) });
}

/** The reasons are an extra: without them the listing is as true as with them. */
async function details(host: Host, arrays: readonly string[]): Promise<string> {
  const answer = await ask(host, {
    script: detailsScript(arrays),
    purpose: 'ask why jobs wait',
    timeLimitMs: DETAILS_MS,
    calls: { qstat: 1 },
  });
  return answer.ok ? answer.value.stdout : '';
}

async function cancel(host: Host, jobs: readonly JobId[]): Promise<Result<void>> {
  for (const some of inParts(jobs, JOBS_PER_CANCEL)) {
    const script = cancelScript(some);
    const answer = await ask(host, {
      ...{ script, purpose: 'cancel jobs' },
      ...{ timeLimitMs: SCHEDULER_MS, calls: { qdel: 1 } },
    });
    if (!answer.ok) return answer;
  }
  return ok(undefined);
}

async function figures(host: Host, cloneDir: string): Promise<Result<Figures>> {
  const script = `slots=$(${SLOTS_SCRIPT.trim()}) || exit\nprintf '%s\\036' "$slots"\n${diskLines(cloneDir)}`;
  const about = { purpose: 'ask for cluster figures', timeLimitMs: SCHEDULER_MS, calls: { qstat: 1 } };
  const answer = await ask(host, { script, ...about });
  if (!answer.ok) return answer;
  const [slots = '', disk = ''] = answer.value.stdout.split(RECORD);
  return ok({ cpus: parseSlots(slots), disk: parseDisk(disk, cloneDir) });
}

function unreadable(host: Host, program: string): Problem {
  return problem('unreadable', `${host.label}: the answer of ${program} was cut off before its end`);
}
