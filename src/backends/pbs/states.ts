import type { QueueState } from '../../engine/evidence.ts';

/**
 * The letters of a job's state, what they mean in the queue, and a sentence for people where they say why a job does not
 * run (`compat.md` 9.4; qstat(1B) of OpenPBS, qstat(1) of Torque). A held job waits, as a pending one does, and so does one
 * that is on its way to another queue.
 */
interface Meaning {
  readonly queue: QueueState;
  /** Empty where the job runs or has ended. */
  readonly sentence: string;
}

const STATES: Readonly<Record<string, Meaning>> = {
  Q: { queue: 'pending', sentence: 'Queued' },
  H: { queue: 'pending', sentence: 'Held' },
  W: { queue: 'pending', sentence: 'Waiting for its time' },
  T: { queue: 'pending', sentence: 'On its way to another queue' },
  R: { queue: 'running', sentence: '' },
  /** An array of which elements have begun. */
  B: { queue: 'running', sentence: '' },
  M: { queue: 'running', sentence: 'Moved to another server' },
  E: { queue: 'completing', sentence: '' },
  S: { queue: 'suspended', sentence: 'Suspended' },
  U: { queue: 'suspended', sentence: 'Suspended while its machine is in use' },
  F: { queue: 'ended', sentence: '' },
  /** An element of an array that has ended, while the array lives. */
  X: { queue: 'ended', sentence: '' },
  /** Of Torque. */
  C: { queue: 'ended', sentence: '' },
};

const UNKNOWN: Meaning = { queue: 'unknown', sentence: '' };

/** What a state's letter means; others are `unknown`. */
export function meaningOf(letter: string): Meaning {
  return (Object.hasOwn(STATES, letter) ? STATES[letter] : undefined) ?? UNKNOWN;
}
