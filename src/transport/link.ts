import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Connection } from './host.ts';

/** Wait before the next attempt after the first failure, and the most, in milliseconds. */
const WAITS = {
  /** `compat.md` 9.6: a refused login is not repeated soon, or the account may be locked. */
  refused: { firstMs: 60_000, mostMs: 600_000 },
  network: { firstMs: 1_000, mostMs: 30_000 },
} as const;

/** A connection that lasted so long was a good one: its loss does not lengthen the waits. */
const STEADY_MS = 60_000;

export interface LinkOptions<T> {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly connect: () => Promise<Result<T>>;
}

/**
 * One connection that all callers share: made when first needed, by one attempt at a time, and after a failure not
 * before a wait that grows.
 */
export class Link<T> {
  readonly #options: LinkOptions<T>;
  #state: Connection = { is: 'unused' };
  #value: T | null = null;
  #attempt: Promise<Result<T>> | null = null;
  /** Failures of one kind in a row. */
  #failures = 0;
  #kind: keyof typeof WAITS = 'network';

  constructor(options: LinkOptions<T>) {
    this.#options = options;
  }

  state(): Connection {
    return this.#state;
  }

  /** The connection, if there is one now. */
  current(): T | null {
    return this.#value;
  }

  /** The connection, made if need be; while it is broken, at once the problem known. */
  async get(): Promise<Result<T>> {
    if (this.#value !== null) return ok(this.#value);
    if (this.#attempt !== null) return this.#attempt;
    const state = this.#state;
    if (state.is === 'broken' && this.#mustWait(state.retryAt)) return failed(state.problem);
    this.#attempt = this.#connect();
    return this.#attempt;
  }

  /** What is further ahead than any wait was noted by a clock that has been set back since. */
  #mustWait(retryAt: number): boolean {
    const leftMs = retryAt - this.#options.now();
    return leftMs > 0 && leftMs <= WAITS[this.#kind].mostMs;
  }

  /** Tells that this connection has ended. Without effect when it is no longer the current one. */
  lost(value: T, problem: Problem): void {
    if (this.#value !== value) return;
    const steady = this.#state.is === 'connected' && this.#options.now() - this.#state.since >= STEADY_MS;
    if (steady) this.#failures = 0;
    this.#value = null;
    this.#broken(problem);
  }

  async #connect(): Promise<Result<T>> {
    const result = await this.#options.connect().catch(broken);
    this.#attempt = null;
    if (result.ok) {
      this.#value = result.value;
      this.#state = { is: 'connected', since: this.#options.now() };
    } else {
      this.#broken(result.problem);
    }
    return result;
  }

  #broken(problem: Problem): void {
    const now = this.#options.now();
    const refused = problem.code === 'not-authenticated' || problem.code === 'untrusted-host';
    const kind = refused ? 'refused' : 'network';
    if (kind !== this.#kind) this.#failures = 0;
    this.#kind = kind;
    const { firstMs, mostMs } = WAITS[kind];
    const waitMs = Math.min(firstMs * 2 ** this.#failures, mostMs);
    this.#failures += 1;
    const since = this.#state.is === 'broken' ? this.#state.since : now;
    this.#state = { is: 'broken', since, problem, retryAt: now + waitMs };
  }
}

/** Whoever makes a connection must not throw; an attempt that never ended would be the last one. */
function broken(error: unknown): Result<never> {
  return failed(problem('unreachable', `no connection could be made: ${String(error)}`));
}
