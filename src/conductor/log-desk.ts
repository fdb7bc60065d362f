import type { LogFiles, LogMatches, LogPart, LogPlace, LogSearch, LogState } from '../backends/log-files.ts';
import { elapsed } from '../engine/patience.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Clock } from './clock.ts';
import { messageOf } from './report.ts';

/** Parts are read by so many commands at a time: the scheduler must not have to wait for readers of logs. */
const READERS = 2;
/** Looking through a large log takes long. */
const SEARCHERS = 1;
/** Logs that one waiting looks at; where more are followed, they take turns. */
const MOST_AT_ONCE = 50;
/** After so long without news a follower is told that there was none, in milliseconds. */
const QUIET_MS = 2_000;

/** One who follows a log. */
interface Waiter {
  readonly path: string;
  readonly seen: LogState | null;
  readonly since: number;
  readonly tell: (news: 'changed' | 'quiet') => void;
}

/** The log commands of one backend: a few at a time, and a single one that waits for all logs that are followed. */
export class LogDesk {
  readonly #backend: LogFiles;
  readonly #clock: Clock;
  readonly #reading = new Lane(READERS);
  readonly #searching = new Lane(SEARCHERS);
  readonly #waiters = new Set<Waiter>();
  #isWaiting = false;

  constructor(backend: LogFiles, clock: Clock) {
    this.#backend = backend;
    this.#clock = clock;
  }

  readPart(path: string, place: LogPlace): Promise<Result<LogPart | null>> {
    return this.#reading.run(() => this.#backend.readLogPart(path, place));
  }

  search(path: string, search: LogSearch): Promise<Result<LogMatches | null>> {
    return this.#searching.run(() => this.#backend.searchLog(path, search));
  }

  countLines(path: string, before: number): Promise<Result<number | null>> {
    // There is nothing to look for before the first byte.
    if (before === 0) return Promise.resolve(ok(0));
    return this.#searching.run(() => this.#backend.countLogLines(path, before));
  }

  /** Resolves when the log is not as it was seen, and otherwise after some seconds or when the signal says so. */
  news(path: string, seen: LogState | null, signal: AbortSignal): Promise<'changed' | 'quiet'> {
    return new Promise((resolve) => {
      const leave = () => waiter.tell('quiet');
      const waiter: Waiter = {
        path,
        seen,
        since: this.#clock.now(),
        tell: (news) => {
          this.#waiters.delete(waiter);
          signal.removeEventListener('abort', leave);
          resolve(news);
        },
      };
      if (signal.aborted) return resolve('quiet');
      signal.addEventListener('abort', leave);
      this.#waiters.add(waiter);
      void this.#wait();
    });
  }

  /** Some seconds without asking anybody. */
  quiet(signal: AbortSignal): Promise<'quiet'> {
    return new Promise((resolve) => {
      const stop = this.#clock.after(QUIET_MS, () => finish());
      const finish = () => {
        stop();
        signal.removeEventListener('abort', finish);
        resolve('quiet');
      };
      if (signal.aborted) finish();
      else signal.addEventListener('abort', finish);
    });
  }

  async #wait(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    try {
      while (this.#waiters.size > 0) await this.#waitOnce([...this.#waiters].slice(0, MOST_AT_ONCE));
    } finally {
      this.#isWaiting = false;
    }
  }

  async #waitOnce(asked: readonly Waiter[]): Promise<void> {
    const states = await this.#backend.awaitLogs(asked).catch(broke);
    // Where nobody can wait (a single session, no contact), the followers look by themselves, after a pause.
    if (!states.ok) await this.quiet(new AbortController().signal);
    asked.forEach((waiter, index) => {
      const isSame = states.ok && areSame(states.value[index] ?? null, waiter.seen);
      if (!isSame) waiter.tell('changed');
      else if (elapsed(waiter.since, this.#clock.now()) >= QUIET_MS) waiter.tell('quiet');
      else if (this.#waiters.delete(waiter)) this.#waiters.add(waiter);
    });
  }
}

/** A backend must not throw: those who wait read for themselves, and hear of it. */
function broke(error: unknown): Result<never> {
  return failed(problem('unreadable', messageOf(error)));
}

function areSame(now: LogState | null, seen: LogState | null): boolean {
  return now?.file === seen?.file && now?.size === seen?.size;
}

/** Lets a few calls go on at a time; the others wait in their order. */
class Lane {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  async run<Value>(call: () => Promise<Value>): Promise<Value> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
