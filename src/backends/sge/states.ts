import type { QueueState } from '../../engine/evidence.ts';

/**
 * Grid Engine writes a job's state as letters, each for one thing that holds: `qw`, `hqw`, `Eqw`, `Rr`, `dr`.
 * qstat(1), "state"
 */
export function queueStateOf(letters: string): QueueState {
  if (!/^[A-Za-z]+$/.test(letters)) return 'unknown';
  const has = (wanted: string): boolean => [...wanted].some((letter) => letters.includes(letter));
  if (has('z')) return 'ended';
  if (has('d')) return 'completing';
  if (has('E')) return 'pending';
  // `N` and `P` are Univa's: suspended, and preempted.
  if (has('sSTNP')) return 'suspended';
  // `t` is on its way to its machine: it may have begun there, and even ended, before the master hears of it.
  if (has('rt')) return 'running';
  return has('qwh') ? 'pending' : 'unknown';
}

/** Whether it stays where it is until somebody clears the error (`qmod -cj`) or ends it. */
export function isInError(letters: string): boolean {
  return letters.includes('E') && !letters.includes('d');
}

/** Why a job waits, as far as its state says; empty where it only waits for its turn. */
export function waitingReason(letters: string): string {
  if (queueStateOf(letters) !== 'pending') return '';
  if (isInError(letters)) return 'in error, until qmod -cj clears it';
  if (letters.includes('h')) return 'held';
  return letters.includes('R') ? 'to be started again' : '';
}
