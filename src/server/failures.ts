import type { TaskState } from '../engine/state.ts';
import type { Verdict } from '../engine/verdict.ts';
import type { FailureReason } from '../wire/tasks.ts';

/** Why a task failed: in one word for programs, in a few for people. */
export interface Failure {
  readonly reason: FailureReason;
  /** `exit code 3`, `signal 11 (SIGSEGV)`, `cancelled by ada`. */
  readonly words: string;
  /** A sentence, where the words do not say all: what the scheduler answered, what was refused. */
  readonly detail: string;
  /** The scheduler's own words; empty where it said nothing. */
  readonly raw: string;
  readonly cancelledBy: string | null;
}

/** Who cancelled a run, and when, in milliseconds since 1970. */
export type Cancel = { readonly by: string; readonly at: number } | null;

/** Null for everything but a failure. `cancel` is the run's: the scheduler only knows which account has cancelled. */
export function failureOf(state: TaskState, cancel: Cancel): Failure | null {
  if (state.is === 'failed') return failureOfVerdict(state.verdict, cancel);
  if (state.is !== 'blocked') return null;
  const words = `dependency failed: ${state.because}`;
  return { reason: 'dependency-failed', words, detail: '', raw: '', cancelledBy: null };
}

export function failureOfVerdict(verdict: Verdict, cancel: Cancel): Failure | null {
  const { reason, raw } = verdict;
  if (reason === 'completed') return null;
  const cancelledBy = reason === 'cancelled' ? whoCancelled(verdict, cancel) : null;
  const words = wordsOf(reason, verdict, cancelledBy);
  const detail = isTold(reason) ? verdict.sentence : reason === 'exit' ? shellWords(verdict.exitCode) : '';
  return { reason, words, detail, raw, cancelledBy };
}

/**
 * What a shell means by a code that it makes itself; empty where the code is the program's own affair.
 * https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
 */
function shellWords(code: number | null): string {
  if (code === 126) return 'the shell could not execute a command';
  if (code === 127) return 'the shell did not find a command';
  const signal = code === null ? undefined : SIGNALS[code - 128];
  return signal === undefined ? '' : `as shells tell that ${signal} ended a program`;
}

/** Reasons of which the sentence says more than the words. */
function isTold(reason: FailureReason): boolean {
  return reason === 'submission-refused' || reason === 'lost' || reason === 'bad-generated-tasks';
}

const WORDS: Readonly<Record<FailureReason, string>> = {
  exit: 'non-zero exit code',
  signal: 'killed by a signal',
  timeout: 'timeout',
  'out-of-memory': 'out of memory',
  cancelled: 'cancelled',
  'node-failure': 'node failure',
  preempted: 'preempted',
  deadline: 'deadline passed',
  'boot-failure': 'node did not boot',
  'submission-refused': 'submission refused',
  lost: 'lost',
  'bad-generated-tasks': 'bad generated tasks',
  'unknown-failure': 'failed, and nobody says why',
  'dependency-failed': 'dependency failed',
};

function wordsOf(reason: FailureReason, { exitCode, signal }: Verdict, cancelledBy: string | null): string {
  if (reason === 'exit' && exitCode !== null) return `exit code ${exitCode}`;
  if (reason === 'signal' && signal !== null) return `signal ${signal}${signalName(signal)}`;
  return cancelledBy === null ? WORDS[reason] : `cancelled by ${cancelledBy}`;
}

/** The clocks of backends may be off by so much. */
const CLOCK_SKEW_MS = 60_000;

function whoCancelled({ raw, finishedAt }: Verdict, cancel: Cancel): string | null {
  if (cancel !== null && (finishedAt === null || finishedAt >= cancel.at - CLOCK_SKEW_MS)) return cancel.by;
  // Slurm: `CANCELLED by 1000`; ours: `cancelled by ada before it was submitted`.
  const by = /cancelled by (.+?)(?: before |$)/i.exec(raw)?.[1];
  if (by === undefined) return null;
  return /^\d+$/.test(by) ? `user ${by}` : by;
}

/** https://man7.org/linux/man-pages/man7/signal.7.html, those that end jobs; their numbers are the same on x86 and ARM. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

function signalName(signal: number): string {
  const name = SIGNALS[signal];
  return name === undefined ? '' : ` (${name})`;
}
