import type { Calls, Command } from './command.ts';
import type { Outcome } from './outcome.ts';

/** What was asked of a machine over some time. */
export interface Tally {
  /** Calls of the scheduler's programs, by name. */
  readonly calls: Calls;
  /** Connections made, each with its authentication. To this machine there are none. */
  readonly logins: number;
  /** Shells opened; over SSH they are sessions of those connections. */
  readonly sessions: number;
  /** Scripts run in them. */
  readonly commands: number;
  /** To and from the shells, before encryption: scripts and answers with what frames them. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface TimedTally extends Tally {
  /** When its time begins, in milliseconds since 1970: an hour on the full hour of UTC. */
  readonly startsAt: number;
}

/** How much one backend's machine and scheduler were asked, since this process opened it. */
export interface Politeness {
  /** When counting began, in milliseconds since 1970. */
  readonly since: number;
  readonly total: Tally;
  /** The last 60 minutes, the one under way included. */
  readonly lastHour: Tally;
  /** The last 48 hours in which something was asked, oldest first. */
  readonly hours: readonly TimedTally[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURS = 48;

const NOTHING: Tally = { calls: {}, logins: 0, sessions: 0, commands: 0, bytesSent: 0, bytesReceived: 0 };

/** Counts what goes to one machine. The log of commands shows the same for the last few of them, with their texts. */
export class Meter {
  readonly #now: () => number;
  readonly #since: number;
  #total = NOTHING;
  readonly #hours = new Spans(HOUR_MS, HOURS);
  readonly #minutes = new Spans(MINUTE_MS, HOUR_MS / MINUTE_MS);

  /** `now` is in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  login(): void {
    this.#count({ logins: 1 });
  }

  session(): void {
    this.#count({ sessions: 1 });
  }

  /** A command that was sent. */
  command({ calls = {} }: Pick<Command, 'calls'>, { stdout }: Pick<Outcome, 'stdout'>): void {
    this.#count({ commands: 1, calls: typeof calls === 'function' ? calls(stdout) : calls });
  }

  sent(bytes: number): void {
    this.#count({ bytesSent: bytes });
  }

  received(bytes: number): void {
    this.#count({ bytesReceived: bytes });
  }

  politeness(): Politeness {
    const now = this.#now();
    const minutes = this.#minutes.list();
    const last = minutes.filter(({ startsAt }) => startsAt > now - HOUR_MS && startsAt <= now);
    return {
      since: this.#since,
      total: this.#total,
      lastHour: last.reduce(plus, NOTHING),
      hours: this.#hours.list(),
    };
  }

  #count(more: Partial<Tally>): void {
    const at = this.#now();
    this.#total = plus(this.#total, more);
    this.#hours.add(at, more);
    this.#minutes.add(at, more);
  }
}

/** Tallies by spans of time, of which a limited number is kept. */
class Spans {
  readonly #lengthMs: number;
  readonly #most: number;
  readonly #tallies = new Map<number, Tally>();

  constructor(lengthMs: number, most: number) {
    this.#lengthMs = lengthMs;
    this.#most = most;
  }

  add(at: number, more: Partial<Tally>): void {
    const startsAt = Math.floor(at / this.#lengthMs) * this.#lengthMs;
    this.#tallies.set(startsAt, plus(this.#tallies.get(startsAt) ?? NOTHING, more));
    // By the order in which they came, so that a clock that was set back does not make the newest one go.
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size > this.#most && oldest !== undefined) this.#tallies.delete(oldest);
  }

  /** Earliest first. */
  list(): TimedTally[] {
    const spans = [...this.#tallies].map(([startsAt, tally]) => ({ startsAt, ...tally }));
    return spans.toSorted((a, b) => a.startsAt - b.startsAt);
  }
}

function plus(tally: Tally, more: Partial<Tally>): Tally {
  const calls: Record<string, number> = { ...tally.calls };
  for (const [program, times] of Object.entries(more.calls ?? {}))
    calls[program] = (calls[program] ?? 0) + times;
  return {
    calls,
    logins: tally.logins + (more.logins ?? 0),
    sessions: tally.sessions + (more.sessions ?? 0),
    commands: tally.commands + (more.commands ?? 0),
    bytesSent: tally.bytesSent + (more.bytesSent ?? 0),
    bytesReceived: tally.bytesReceived + (more.bytesReceived ?? 0),
  };
}
