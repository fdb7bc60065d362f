import type { Problem } from './problem.ts';
import type { Retried } from './state.ts';
import type { Reason, Usage, Verdict } from './verdict.ts';

export const UNMEASURED: Usage = { cpuEfficiency: null, maxRssBytes: null };

/** The contract's words for each way of failing (`compat.md` 9.2), and ours where it has none. */
const WORDS: Readonly<Record<Reason, string>> = {
  completed: '',
  exit: 'Non-zero exit code',
  signal: 'Killed by a signal',
  timeout: 'Exceeded walltime',
  'out-of-memory': 'Out of memory (OOM killed)',
  cancelled: 'Cancelled',
  'node-failure': 'Node failure',
  preempted: 'Preempted',
  deadline: 'Deadline passed before the job could end',
  'boot-failure': 'The node did not start',
  'submission-refused': 'The scheduler refused the job',
  lost: 'Lost',
  'bad-generated-tasks': 'Its generated tasks were refused',
  'unknown-failure': 'Failed for a reason that the scheduler does not tell',
};

export function wordsOf(reason: Reason): string {
  return WORDS[reason];
}

/** Why there is a further attempt, and with what. */
export function retriedWords({ because, memory, timeLimit }: Retried): string {
  const asked = [memory, timeLimit && `a time limit of ${timeLimit}`].filter((words) => words);
  const more = asked.length === 0 ? '' : `, now with ${asked.join(' and ')}`;
  const why = wordsOf(because);
  return `tried again after: ${why.slice(0, 1).toLowerCase()}${why.slice(1)}${more}`;
}

export function refusedVerdict(problem: Problem, at: number): Verdict {
  return ownVerdict('submission-refused', problem.message, at);
}

export function withdrawnVerdict(by: string, at: number): Verdict {
  return {
    ...ownVerdict('cancelled', WORDS.cancelled, at),
    raw: `cancelled by ${by} before it was submitted`,
  };
}

function ownVerdict(reason: Reason, sentence: string, at: number): Verdict {
  return {
    reason,
    exitCode: null,
    signal: null,
    source: 'scripthut',
    raw: '',
    startedAt: null,
    finishedAt: at,
    sentence,
  };
}
