import type { JobId, Token } from '../../src/engine/ids.ts';
import type { PretendedClock } from './pretended-clock.ts';

interface Lock {
  readonly since: number;
  holderLives: boolean;
}

const STALE_LOCK_MS = 60_000;

/** What the submission scripts keep on the pretended host: who got which jobs, and who is just at it. */
export class PretendedLedger {
  readonly #clock: PretendedClock;
  readonly #jobs = new Map<Token, readonly JobId[]>();
  readonly #locks = new Map<Token, Lock>();

  constructor(clock: PretendedClock) {
    this.#clock = clock;
  }

  known(token: Token): readonly JobId[] | undefined {
    return this.#jobs.get(token);
  }

  note(token: Token, jobs: readonly JobId[]): void {
    this.#jobs.set(token, jobs);
  }

  /** Not while its holder lives, and not before a dead one's lock is old. */
  canLock(token: Token): boolean {
    const lock = this.#locks.get(token);
    return lock === undefined || (!lock.holderLives && this.#clock.now() - lock.since > STALE_LOCK_MS);
  }

  isLocked(token: Token): boolean {
    return this.#locks.has(token);
  }

  /** Somebody is submitting it just now. */
  isBeingSubmitted(token: Token): boolean {
    return this.#locks.get(token)?.holderLives === true;
  }

  lock(token: Token): void {
    this.#locks.set(token, { since: this.#clock.now(), holderLives: true });
  }

  unlock(token: Token): void {
    this.#locks.delete(token);
  }

  /** The host dies, and the lock stays behind. */
  holderDies(token: Token): void {
    const lock = this.#locks.get(token);
    if (lock !== undefined) lock.holderLives = false;
  }
}
