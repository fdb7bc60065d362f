import { availableParallelism, freemem, hostname, loadavg, totalmem, userInfo } from 'node:os';
import { present } from '../../engine/assert.ts';
import type { Listing } from '../../engine/evidence.ts';
import { backendName, type JobId, jobId, recordOf, type Token, tokenOf } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { Backend, EndingQuestion, Figures, Inquiry, JobRequest, SubmissionRequest } from '../backend.ts';
import type { Capacity } from '../capacity.ts';
import { hints } from '../hints.ts';
import { folderOf, runFiles, runOfToken } from '../job-files.ts';
import { type LedgerEntry, ledgerLookup, parseLedgerAnswers } from '../ledger.ts';
import { ask, diskLines, isDiskFull, onHost, parseDisk, prepareRun } from '../on-host.ts';
import { parseRecords, recordsScript } from '../record-scripts.ts';
import { RECORD } from '../separators.ts';
import { submitThroughLedger } from '../submit.ts';
import {
  cancelScript,
  endingsScript,
  type LocalFolders,
  listScript,
  localFolders,
  START_FUNCTIONS,
  startWords,
} from './commands.ts';
import { type Details, type Here, parseEndings, parseRunning, parseStartedId } from './parse.ts';
import { localScript } from './script.ts';
import type { LocalSettings } from './settings.ts';

export interface LocalOptions {
  /** Where the jobs' files are kept. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long a cancelled job has to end by itself. Default 10. */
  readonly killAfterSeconds?: number;
}

const SHORT_MS = 30_000;
/** Asking costs one `sh` on this machine. */
const POLL_INTERVAL_MS = 500;
const KILL_AFTER_SECONDS = 10;

/** What every function here works with. */
interface Local {
  readonly host: Host;
  readonly root: string;
  readonly folders: LocalFolders;
  readonly now: () => number;
  readonly killAfterSeconds: number;
}

/** Detached processes on this machine. They outlive the server, and the next one finds them again. */
export function openLocal(settings: LocalSettings, host: Host, options: LocalOptions): Backend {
  const local: Local = {
    killAfterSeconds: KILL_AFTER_SECONDS,
    ...options,
    host,
    folders: localFolders(options.root, settings.name),
  };
  const submitter = {
    entry: ({ jobs: [job] }: SubmissionRequest) => entry(local, present(job, 'a job of the submission')),
    functions: START_FUNCTIONS,
    jobsOf: startedJobs,
    failure,
  };
  return {
    name: backendName(settings.name),
    type: 'local',
    maxConcurrent: settings.maxConcurrent,
    account: null,
    loginShell: settings.loginShell,
    pollIntervalMs: POLL_INTERVAL_MS,
    arrays: null,
    rehearse: async (jobs) => ok(jobs.map(() => null)),
    limits: async () => ok({ largestArray: 0, partitions: {} }),
    prepareRun: (request) => prepareRun(host, local.root, request),
    script: (job) => localScript(job, local.root),
    submit: (submissions, answer) => submitThroughLedger(host, submitter, submissions, answer),
    find: (submissions) =>
      find(
        local,
        submissions.map(({ token }) => token),
      ),
    list: () => list(local),
    inquire: (jobs) => inquire(local, jobs),
    cancel: (jobs) => cancel(local, jobs),
    figures: () => figures(local, settings.cloneDir),
    capacity: () => capacity(local, settings.cloneDir),
    ...onHost(host),
    ...hints(host, local.root),
  };
}

function entry({ root, folders }: Local, job: JobRequest): LedgerEntry {
  const script = localScript(job, root);
  const { ledger, records, scripts } = runFiles(root, job.run.id);
  const { partition, cpus, memory } = job.task.resources;
  const details: Details = { token: job.token, name: job.task.name, partition, cpus, memory };
  const logs = [script.outputPath, script.errorPath].map(folderOf);
  return {
    token: job.token,
    ledger,
    folders: [...new Set([records, scripts, folders.running, ...logs])],
    command: startWords({
      scriptFile: `${scripts}/${job.token}`,
      running: folders.running,
      details: JSON.stringify(details),
      loginShell: job.run.loginShell,
    }),
    script: script.text,
  };
}

function startedJobs(said: string): readonly JobId[] | null {
  const job = parseStartedId(said);
  return job === null ? null : [job];
}

/** The ledger, and for a start that came between two of its lines the record that the job wrote itself. */
async function find(
  { host, root }: Local,
  tokens: readonly Token[],
): Promise<Result<ReadonlyMap<Token, readonly JobId[]>>> {
  const entries = tokens.map((token) => ({ token, ledger: runFiles(root, runOfToken(token)).ledger }));
  const records = tokens.map((token) => recordOf(token, null));
  const script = `${ledgerLookup(entries)}${recordsScript(root, records, ['start'])}`;
  const answer = await ask(host, { script, purpose: 'look for submissions', timeLimitMs: SHORT_MS });
  if (!answer.ok) return answer;
  const found = new Map<Token, readonly JobId[]>();
  for (const [name, { job }] of parseRecords(answer.value.stdout)) found.set(tokenOf(name), [jobId(job)]);
  for (const [known, { said }] of parseLedgerAnswers(answer.value.stdout)) {
    const jobs = startedJobs(said);
    if (jobs !== null) found.set(known, jobs);
  }
  return ok(found);
}

async function list({ host, folders, now }: Local): Promise<Result<Listing>> {
  const answer = await ask(host, {
    script: listScript(folders.running),
    purpose: 'list jobs',
    timeLimitMs: SHORT_MS,
  });
  if (!answer.ok) return answer;
  const jobs = parseRunning(answer.value.stdout, hereNow(now));
  return jobs === null ? failed(cut(host)) : ok({ jobs });
}

function hereNow(now: () => number): Here {
  return { user: userInfo().username, node: hostname(), now: now() };
}

async function inquire(local: Local, questions: readonly EndingQuestion[]): Promise<Result<Inquiry>> {
  const asked = ['record', 'queue'] as const;
  if (questions.length === 0) return ok({ endings: [], asked, notAsked: [] });
  const script = endingsScript(local.root, local.folders, questions);
  const answer = await ask(local.host, { script, purpose: 'ask how jobs ended', timeLimitMs: SHORT_MS });
  if (!answer.ok) return answer;
  const endings = parseEndings(answer.value.stdout, questions);
  return endings === null ? failed(cut(local.host)) : ok({ endings, asked, notAsked: [] });
}

async function cancel(
  { host, folders, killAfterSeconds }: Local,
  jobs: readonly JobId[],
): Promise<Result<void>> {
  const sound = jobs.filter((job) => parseStartedId(job) === job);
  if (sound.length === 0) return ok(undefined);
  const answer = await ask(host, {
    script: cancelScript(folders, sound, killAfterSeconds),
    purpose: 'cancel jobs',
    timeLimitMs: SHORT_MS,
  });
  return answer.ok ? ok(undefined) : answer;
}

/** The disk, then what our jobs take: in one command. */
async function figures({ host, folders, now }: Local, cloneDir: string): Promise<Result<Figures>> {
  const answer = await ask(host, {
    script: diskLines(cloneDir) + listScript(folders.running),
    purpose: 'ask for disk space and jobs',
    timeLimitMs: SHORT_MS,
  });
  if (!answer.ok) return answer;
  const { stdout } = answer.value;
  const jobs = parseRunning(stdout, hereNow(now));
  if (jobs === null) return failed(cut(host));
  const total = availableParallelism();
  const wanted = jobs.reduce((sum, { cpus }) => sum + cpus, 0);
  const allocated = Math.min(wanted, total);
  const cpus = { allocated, idle: total - allocated, other: 0, total };
  return ok({ cpus, disk: parseDisk(stdout.split(RECORD, 1)[0] ?? '', cloneDir) });
}

/** CPUs are free when no job of ours has asked for them, whatever else runs here: the load tells of that. */
async function capacity(local: Local, cloneDir: string): Promise<Result<Capacity>> {
  const answer = await figures(local, cloneDir);
  if (!answer.ok) return answer;
  const { cpus, disk } = answer.value;
  const [load = 0] = loadavg();
  return ok({
    user: userInfo().username,
    whole: {
      nodes: null,
      cpus: cpus === null ? null : { total: cpus.total, free: cpus.idle },
      memory: { total: totalmem(), free: freemem() },
      gpus: null,
    },
    partitions: [],
    load,
    disk,
    standing: { limits: [], fairShares: [], untold: [] },
    untold: [],
  });
}

/** Nothing was started: there is an answer only when the job has an id. */
function failure(said: string, exitCode: number): SubmitAnswer {
  const message = `The job cannot be started: ${said || `exit code ${exitCode}`}`;
  if (isDiskFull(said)) return { is: 'deferred', problem: problem('no-space', message) };
  if (/fork|temporarily unavailable|Cannot allocate memory/i.test(said)) {
    return { is: 'deferred', problem: problem('busy', message) };
  }
  return { is: 'refused', problem: problem('refused', message) };
}

function cut(host: Host): Problem {
  return problem('unreadable', `${host.label}: the answer was cut off before its end`);
}
