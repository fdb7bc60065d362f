import type { QueueState } from '../../engine/evidence.ts';
import type { Reason } from '../../engine/verdict.ts';

/**
 * Slurm's words for the state of a job, long and short, what they mean in the queue, and how a job in this state has
 * ended (null: it has not). https://slurm.schedmd.com/squeue.html, "JOB STATE CODES"
 */
interface Meaning {
  readonly short: string;
  readonly queue: QueueState;
  readonly ended: Reason | null;
}

const STATES: Readonly<Record<string, Meaning>> = {
  PENDING: { short: 'PD', queue: 'pending', ended: null },
  CONFIGURING: { short: 'CF', queue: 'pending', ended: null },
  REQUEUED: { short: 'RQ', queue: 'pending', ended: null },
  REQUEUE_FED: { short: 'RF', queue: 'pending', ended: null },
  REQUEUE_HOLD: { short: 'RH', queue: 'pending', ended: null },
  RESV_DEL_HOLD: { short: 'RD', queue: 'pending', ended: null },
  SPECIAL_EXIT: { short: 'SE', queue: 'pending', ended: null },
  RUNNING: { short: 'R', queue: 'running', ended: null },
  RESIZING: { short: 'RS', queue: 'running', ended: null },
  SIGNALING: { short: 'SI', queue: 'running', ended: null },
  SUSPENDED: { short: 'S', queue: 'suspended', ended: null },
  STOPPED: { short: 'ST', queue: 'suspended', ended: null },
  COMPLETING: { short: 'CG', queue: 'completing', ended: null },
  STAGE_OUT: { short: 'SO', queue: 'completing', ended: null },
  // Another cluster of the federation runs it: gone from here, and not ended.
  REVOKED: { short: 'RV', queue: 'unknown', ended: null },
  COMPLETED: { short: 'CD', queue: 'ended', ended: 'completed' },
  FAILED: { short: 'F', queue: 'ended', ended: 'exit' },
  CANCELLED: { short: 'CA', queue: 'ended', ended: 'cancelled' },
  TIMEOUT: { short: 'TO', queue: 'ended', ended: 'timeout' },
  OUT_OF_MEMORY: { short: 'OOM', queue: 'ended', ended: 'out-of-memory' },
  NODE_FAIL: { short: 'NF', queue: 'ended', ended: 'node-failure' },
  PREEMPTED: { short: 'PR', queue: 'ended', ended: 'preempted' },
  DEADLINE: { short: 'DL', queue: 'ended', ended: 'deadline' },
  BOOT_FAIL: { short: 'BF', queue: 'ended', ended: 'boot-failure' },
};

const UNKNOWN: Meaning = { short: '', queue: 'unknown', ended: null };
const BY_SHORT = new Map(Object.values(STATES).map((meaning) => [meaning.short, meaning]));

/**
 * What a state means: the first word counts (`CANCELLED by 1000`), abbreviations and words cut by a narrow column
 * (`OUT_OF_ME+`) are understood, every other word is `unknown`.
 */
export function meaningOf(state: string): Meaning {
  const word = /^\S*/.exec(state.trim())?.[0] ?? '';
  if (word.endsWith('+')) return meaningOfCut(word.slice(0, -1));
  return (Object.hasOwn(STATES, word) ? STATES[word] : BY_SHORT.get(word)) ?? UNKNOWN;
}

function meaningOfCut(start: string): Meaning {
  const [only, ...others] = Object.keys(STATES).filter((word) => word.startsWith(start));
  return (others.length === 0 && only !== undefined ? STATES[only] : undefined) ?? UNKNOWN;
}
