import { randomBytes } from 'node:crypto';
import type { Listing } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { SiteLimits } from '../../engine/submission.ts';
import type { Host } from '../../transport/host.ts';
import { ARRAY_FUNCTIONS } from '../array.ts';
import type { Backend, Figures } from '../backend.ts';
import { type Handover, ledgerEntry } from '../entries.ts';
import { findSubmissions } from '../find.ts';
import { DEFAULT_ROOT } from '../job-files.ts';
import { ask, diskLines, parseDisk } from '../on-host.ts';
import { inParts } from '../parts.ts';
import { rehearse } from '../rehearsals.ts';
import { schedulerBackend } from '../scheduler-backend.ts';
import { RECORD } from '../separators.ts';
import { type Submitter, submitThroughLedger } from '../submit.ts';
import { elementIds } from './array-ids.ts';
import { siteCapacity } from './capacity.ts';
import { CPUS_SCRIPT, cancelScript, LIMITS_SCRIPT, LOOK_UP, queueScript, submitWords } from './commands.ts';
import { slurmFinder } from './find.ts';
import { inquireEndings } from './inquire.ts';
import { parseCpus } from './parse-cpus.ts';
import { parseLimits } from './parse-limits.ts';
import { parseQueue } from './parse-queue.ts';
import { parseSubmittedId, submitFailure } from './refusal.ts';
import { REHEARSAL_WORDS, REHEARSER } from './rehearse.ts';
import { slurmArray, slurmScript } from './script.ts';
import type { SlurmSettings } from './settings.ts';

export interface SlurmOptions {
  /** Where the jobs' files are kept on the cluster. Default `~/.cache/scripthut`. */
  readonly root?: string;
}

const SCHEDULER_MS = 120_000;
const JOBS_PER_CANCEL = 1000;

/** Slurm, wherever its commands can be run: on this machine or behind SSH. */
export function openSlurm(settings: SlurmSettings, host: Host, options: SlurmOptions = {}): Backend {
  const root = options.root ?? DEFAULT_ROOT;
  // Drawn anew each time the backend is opened, so that no job's name can hold it by chance or malice.
  const mark = RECORD + randomBytes(6).toString('hex');
  const submitter = slurmSubmitter(root);
  return {
    ...schedulerBackend(settings, host, root),
    rehearse: (jobs) =>
      rehearse(
        host,
        jobs.map((job) => ({ text: slurmScript(job, root).text, command: REHEARSAL_WORDS })),
        REHEARSER,
      ),
    limits: () => limits(host),
    script: (job) => slurmScript(job, root),
    submit: (submissions, answer) => submitThroughLedger(host, submitter, submissions, answer),
    find: (submissions) => findSubmissions(host, root, submissions, slurmFinder(host, mark)),
    list: () => list(host, mark),
    inquire: (jobs) => inquireEndings(host, root, jobs),
    cancel: (jobs) => cancel(host, jobs),
    figures: () => figures(host, settings.cloneDir),
    capacity: (withStanding) => siteCapacity(host, settings.cloneDir, withStanding),
  };
}

function slurmSubmitter(root: string): Submitter {
  const handover: Handover = {
    script: (job) => slurmScript(job, root),
    array: (jobs, scripts) => slurmArray(jobs, scripts, root),
    words: ({ token }) => submitWords(token),
    isPattern: (folder) => folder.includes('%'),
  };
  return {
    entry: (submission) => ledgerEntry(submission, root, handover),
    functions: LOOK_UP + ARRAY_FUNCTIONS,
    programs: { handOver: 'sbatch', lookUp: 'squeue' },
    jobsOf: (said, size) => {
      const id = parseSubmittedId(said);
      return id === null ? null : elementIds(id, size);
    },
    failure: submitFailure,
  };
}

async function limits(host: Host): Promise<Result<SiteLimits>> {
  const answer = await ask(host, {
    script: LIMITS_SCRIPT,
    purpose: 'ask for the limits of the site',
    timeLimitMs: SCHEDULER_MS,
    calls: { scontrol: 1, sinfo: 1 },
  });
  if (!answer.ok) return answer;
  const said = parseLimits(answer.value.stdout);
  if (said !== null) return ok(said);
  return failed(problem('unreadable', `${host.label}: the limits of the site were not told as expected`));
}

async function list(host: Host, mark: string): Promise<Result<Listing>> {
  const answer = await ask(host, {
    script: queueScript(mark),
    purpose: 'list the queue',
    timeLimitMs: SCHEDULER_MS,
    calls: { squeue: 1 },
  });
  if (!answer.ok) return answer;
  const jobs = parseQueue(answer.value.stdout, mark);
  if (jobs === null) {
    return failed(problem('unreadable', `${host.label}: the answer of squeue was cut off before its end`));
  }
  return ok({ jobs });
}

async function cancel(host: Host, jobs: readonly JobId[]): Promise<Result<void>> {
  for (const some of inParts(jobs, JOBS_PER_CANCEL)) {
    const answer = await ask(host, {
      script: cancelScript(some),
      purpose: 'cancel jobs',
      timeLimitMs: SCHEDULER_MS,
      calls: { scancel: 1 },
    });
    if (!answer.ok && !isAboutEnded(answer.problem.message)) return answer;
  }
  return ok(undefined);
}

/** Newer releases complain of jobs that have ended meanwhile, which is what was wanted. */
function isAboutEnded(message: string): boolean {
  return (
    /already completing or completed|Invalid job id specified/i.test(message) &&
    !/contact|timed out|denied/i.test(message)
  );
}

async function figures(host: Host, cloneDir: string): Promise<Result<Figures>> {
  const script = `cpus=$(${CPUS_SCRIPT.trim()}) || exit\nprintf '%s\\036' "$cpus"\n${diskLines(cloneDir)}`;
  const about = { purpose: 'ask for cluster figures', timeLimitMs: SCHEDULER_MS, calls: { sinfo: 1 } };
  const answer = await ask(host, { script, ...about });
  if (!answer.ok) return answer;
  const [cpus = '', disk = ''] = answer.value.stdout.split(RECORD);
  return ok({ cpus: parseCpus(cpus), disk: parseDisk(disk, cloneDir) });
}
