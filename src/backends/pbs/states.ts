import type { QueueState } from '../../engine/evidence.ts';

/**
 * The letters of a job's state, what they mean in the queue, and words for people (`compat.md` 9.4; qstat(1B) of OpenPBS,
 * qstat(1) of Torque).
 */
interface Meaning {
  /** A held job waits, also one that has run and was put back: shown as suspended, it is no more than pending. */
  readonly queue: QueueState;
  /** As people are shown it. */
  readonly word: string;
  /** Why it does not run; empty where it runs or has ended. */
  readonly sentence: string;
  /** Whether it will begin, or begin again, whatever it has told of an end. */
  readonly willBegin: boolean;
}

const WAITING = { queue: 'pending', word: 'PENDING', willBegin: true } as const;
const RUNNING = { queue: 'running', word: 'RUNNING', sentence: '', willBegin: false } as const;
const SUSPENDED = { queue: 'suspended', word: 'SUSPENDED', willBegin: false } as const;
const ENDED = { queue: 'ended', word: 'COMPLETED', sentence: '', willBegin: false } as const;

const STATES: Readonly<Record<string, Meaning>> = {
  Q: { ...WAITING, sentence: 'Queued' },
  H: { ...WAITING, word: 'SUSPENDED', sentence: 'Held' },
  W: { ...WAITING, sentence: 'Waiting for its time' },
  T: { ...RUNNING, sentence: 'On its way to another queue', willBegin: true },
  R: RUNNING,
  /** An array of which elements have begun. */
  B: RUNNING,
  M: { ...RUNNING, sentence: 'Moved to another server' },
  E: { queue: 'completing', word: 'COMPLETING', sentence: '', willBegin: false },
  S: { ...SUSPENDED, sentence: 'Suspended' },
  U: { ...SUSPENDED, sentence: 'Suspended while its machine is in use' },
  F: ENDED,
  /** An element of an array that has ended, while the array lives. */
  X: ENDED,
  /** Of Torque. */
  C: ENDED,
};

/** What a state's letter means; others are `unknown`, and shown as they are. */
export function meaningOf(letter: string): Meaning {
  const known = Object.hasOwn(STATES, letter) ? STATES[letter] : undefined;
  return known ?? { queue: 'unknown', word: letter, sentence: '', willBegin: false };
}
