import { randomBytes } from 'node:crypto';
import type { Token } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import type { Host } from '../../transport/host.ts';
import { ARRAY_FUNCTIONS } from '../array.ts';
import type { Backend, SubmissionRequest } from '../backend.ts';
import { ledgerEntry } from '../entries.ts';
import { findSubmissions } from '../find.ts';
import { DEFAULT_ROOT } from '../job-files.ts';
import { schedulerBackend } from '../scheduler-backend.ts';
import { RECORD } from '../separators.ts';
import { type Submitter, submitThroughLedger } from '../submit.ts';
import { elementIds } from './array-ids.ts';
import { cancelJobs } from './cancel.ts';
import { siteCapacity } from './capacity.ts';
import { LOOK_UP, submitWords } from './commands.ts';
import { type Dialect, dialectFinder } from './dialect.ts';
import { pbsFinder } from './find.ts';
import { inquireEndings, type Witnesses } from './inquire.ts';
import { listQueue } from './queue.ts';
import { parseSubmittedId, submitFailure } from './refusal.ts';
import { rehearse } from './rehearse.ts';
import { pbsArray, pbsScript, type ScriptRules } from './script.ts';
import type { PbsSettings } from './settings.ts';
import { siteFigures, siteLimits } from './site.ts';
import { jobTracer } from './trace.ts';

export interface PbsOptions {
  /** Where the jobs' files are kept on the cluster. Default `~/.cache/scripthut`. */
  readonly root?: string;
}

/** OpenPBS, PBS Pro and Torque, wherever their commands can be run: on this machine or behind SSH. */
export function openPbs(settings: PbsSettings, host: Host, options: PbsOptions = {}): Backend {
  const root = options.root ?? DEFAULT_ROOT;
  // Drawn anew each time the backend is opened, so that no job's variables can hold it by chance or malice.
  const mark = RECORD + randomBytes(6).toString('hex');
  const dialects = dialectFinder(host);
  const witnesses: Witnesses = { host, root, mark, dialects, tracer: jobTracer(host, mark) };
  const rules = scriptRules(settings, root, () => dialects.known());
  const shared = schedulerBackend(settings, host, root);
  return {
    ...shared,
    rehearse: (jobs) => rehearse(host, settings.queue, jobs),
    limits: () => siteLimits(host, dialects),
    prepareRun: async (request) => {
      // What is found out here, scripts are made by. Where nobody answers, they are in the form that all take.
      await dialects.find();
      return shared.prepareRun(request);
    },
    script: (job) => pbsScript(job, rules),
    submit: (submissions, answer) => submit(witnesses, rules, submissions, answer),
    find: (submissions) => findSubmissions(host, root, submissions, pbsFinder(witnesses)),
    list: () => listQueue(host, mark),
    inquire: (jobs) => inquireEndings(witnesses, jobs),
    cancel: (jobs) => cancelJobs(host, jobs),
    figures: () => siteFigures(host, settings.cloneDir),
    capacity: () => siteCapacity(host, settings.cloneDir),
  };
}

/**
 * `nodes=1:ppn=4` is taken by all, also by OpenPBS, which translates it; but GPUs in it only by Torque.
 */
function scriptRules(settings: PbsSettings, root: string, dialect: () => Dialect | null): ScriptRules {
  return {
    root,
    queue: settings.queue,
    style: (gres) => {
      if (settings.resourceStyle !== null) return settings.resourceStyle;
      return gres !== null && dialect()?.family === 'openpbs' ? 'select' : 'nodes';
    },
  };
}

/** How jobs are handed over depends on what kind of PBS it is: while nobody tells, nothing is. */
async function submit(
  { host, root, dialects }: Witnesses,
  rules: ScriptRules,
  submissions: readonly SubmissionRequest[],
  answer: (token: Token, answer: SubmitAnswer) => void,
): Promise<void> {
  const dialect = await dialects.find();
  if (dialect.ok)
    return submitThroughLedger(host, submitter(root, rules, dialect.value), submissions, answer);
  for (const { token } of submissions) answer(token, { is: 'deferred', problem: dialect.problem });
}

function submitter(root: string, rules: ScriptRules, dialect: Dialect): Submitter {
  return {
    entry: (submission) =>
      ledgerEntry(submission, root, {
        script: (job) => pbsScript(job, rules),
        array: (jobs, scripts) => pbsArray(jobs, scripts, rules),
        words: () => submitWords(submission, dialect, root),
        isPattern: () => false,
      }),
    functions: LOOK_UP + ARRAY_FUNCTIONS,
    programs: { handOver: 'qsub', lookUp: 'qstat' },
    jobsOf: (said, size) => {
      const id = parseSubmittedId(said);
      return id === null ? null : elementIds(id, size);
    },
    failure: submitFailure,
  };
}
