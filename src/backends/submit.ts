import type { JobId, Token } from '../engine/ids.ts';
import type { SubmitAnswer } from '../engine/observation.ts';
import { type Problem, problem } from '../engine/problem.ts';
import type { Host } from '../transport/host.ts';
import type { SubmissionRequest } from './backend.ts';
import { holdsNul } from './job-script.ts';
import { type LedgerAnswer, type LedgerEntry, ledgerScript, parseLedgerAnswers } from './ledger.ts';
import { type LedgerPrograms, ledgerCalls } from './ledger-calls.ts';
import { isDiskFull } from './on-host.ts';

/** What a family brings to a submission through the ledger. */
export interface Submitter {
  readonly entry: (submission: SubmissionRequest) => LedgerEntry;
  /** Shell functions that the entries' commands use. */
  readonly functions?: string;
  /** Programs of the scheduler that commands and functions call, each once. */
  readonly programs?: LedgerPrograms;
  /** The ids of so many jobs (more than one are an array's) in what the command printed; null when there are none. */
  readonly jobsOf: (said: string, size: number) => readonly JobId[] | null;
  /** What the command's failure means for so many jobs. */
  readonly failure: (said: string, exitCode: number, size: number) => SubmitAnswer;
}

type Answer = (token: Token, answer: SubmitAnswer) => void;

const MOST_PER_SCRIPT = 50;
const BYTES_PER_SCRIPT = 1024 * 1024;
/** So few are soon through: the next script is better there when they are than on a session of its own. */
const FEW_PER_SCRIPT = 5;
const BASE_LIMIT_MS = 60_000;
const LIMIT_PER_CALL_MS = 2_000;
/** So many scripts are under way at once: the scheduler's answers are waited for most of the time. */
const LANES = 2;

/** Hands the submissions over in a few scripts, each answered when it is through. Every one is answered exactly once. */
export async function submitThroughLedger(
  host: Host,
  submitter: Submitter,
  submissions: readonly SubmissionRequest[],
  answer: Answer,
): Promise<void> {
  const hasNul = ({ jobs }: SubmissionRequest): boolean => jobs.some(holdsNul);
  for (const { token } of submissions.filter(hasNul)) answer(token, { is: 'refused', problem: NUL });
  const groups = scripts(
    submissions.filter((one) => !hasNul(one)),
    submitter,
  );
  let silence: Problem | null = null;
  const lane = async (): Promise<void> => {
    for (const group of groups) {
      if (silence === null) silence = await submitSome(host, submitter, group, answer);
      else for (const { token } of group) answer(token, { is: 'deferred', problem: silence });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const NUL = problem('refused', 'The task holds a NUL character, which no shell script can hold', {
  hint: 'Put the bytes into a file, or print them with printf.',
});

interface SizedEntry extends LedgerEntry {
  /** How many jobs it is. */
  readonly size: number;
}

/** Gives back why nothing more should be sent, if so. */
async function submitSome(
  host: Host,
  submitter: Submitter,
  entries: readonly SizedEntry[],
  answer: Answer,
): Promise<Problem | null> {
  const outcome = await host.run({
    script: ledgerScript(entries, submitter.functions),
    purpose: `submit ${entries.length} ${entries.length === 1 ? 'job' : 'jobs'}`,
    timeLimitMs: BASE_LIMIT_MS + entries.length * LIMIT_PER_CALL_MS,
    ...(entries.length <= FEW_PER_SCRIPT && { inRow: true }),
    ...(submitter.programs && { calls: ledgerCalls(submitter.programs, entries.length) }),
  });
  const answers = parseLedgerAnswers(outcome.stdout);
  for (const { token, size } of entries) {
    const said = answers.get(token);
    answer(
      token,
      said === undefined ? withoutAnswer(outcome.problem, outcome.stderr) : meaning(said, size, submitter),
    );
  }
  return outcome.problem;
}

const FOLDER_HINT =
  'Name files in `output_file` and `error_file` of the task whose folders you may make; without them logs go beside the git repository of the first task.';

/** Said of a file system that is not there just now. Nothing is wrong with the job. */
const AWAY =
  /Stale (NFS )?file handle|Input\/output error|Transport endpoint is not connected|Connection timed out|Host is down/i;

const NOT_RUN: readonly Problem['code'][] = ['unreachable', 'not-authenticated', 'untrusted-host'];

function withoutAnswer(reason: Problem | null, stderr: string): SubmitAnswer {
  if (reason !== null && NOT_RUN.includes(reason.code)) return { is: 'deferred', problem: reason };
  const message = `The submission was not answered: ${stderr.trim().slice(0, 2000) || 'the script ended before it'}`;
  return { is: 'unanswered', problem: reason ?? problem('no-answer', message) };
}

function meaning(answer: LedgerAnswer, size: number, submitter: Submitter): SubmitAnswer {
  switch (answer.is) {
    case 'accepted': {
      const jobs = submitter.jobsOf(answer.said, size);
      if (jobs !== null) return { is: 'accepted', jobs };
      const message = `The scheduler took the job, but there is no job id in what it said: '${answer.said}'`;
      return { is: 'unanswered', problem: problem('unreadable', message) };
    }
    case 'failed':
      return submitter.failure(answer.said, answer.exitCode, size);
    case 'skipped':
      return { is: 'deferred', problem: problem('busy', `The scheduler does not answer: ${answer.said}`) };
    case 'locked': {
      const message = `The submission is already being made by ${answer.said || 'somebody else'}`;
      return { is: 'unanswered', problem: problem('no-answer', message) };
    }
    case 'no-ledger': {
      const code = isDiskFull(answer.said) ? 'no-space' : 'no-access';
      return { is: 'deferred', problem: problem(code, `The ledger cannot be written: ${answer.said}`) };
    }
    case 'no-folder': {
      const code = isDiskFull(answer.said) ? 'no-space' : 'no-access';
      const is = code === 'no-space' || AWAY.test(answer.said) ? 'deferred' : 'refused';
      const message = `A folder for the job's files cannot be made: ${answer.said}`;
      return { is, problem: problem(code, message, is === 'refused' ? { hint: FOLDER_HINT } : {}) };
    }
  }
}

/** Groups entries so that no script becomes too long to be read at once, or takes too long to be answered. Made as they are sent. */
function* scripts(
  submissions: readonly SubmissionRequest[],
  submitter: Submitter,
): Generator<readonly SizedEntry[]> {
  let group: SizedEntry[] = [];
  let bytes = 0;
  for (const submission of submissions) {
    const entry = { ...submitter.entry(submission), size: submission.jobs.length };
    if (
      group.length >= MOST_PER_SCRIPT ||
      (group.length > 0 && bytes + entry.script.length > BYTES_PER_SCRIPT)
    ) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(entry);
    bytes += entry.script.length;
  }
  if (group.length > 0) yield group;
}
