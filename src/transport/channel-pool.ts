import { performance } from 'node:perf_hooks';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel, ChannelAnswer } from './channel.ts';
import type { Command } from './command.ts';
import type { Outcome } from './outcome.ts';

export interface ChannelPoolOptions {
  /** For problems: the machine. */
  readonly label: string;
  /** No more channels than this at a time. */
  readonly size: number;
  /** A problem means that nothing was run. */
  readonly open: () => Promise<Result<Channel>>;
  /** A command on it passed its time limit: lets go of the channel and hangs up on what runs there. */
  readonly hangUp: (channel: Channel) => void;
}

/** So long those that are at work are waited for before a further channel is opened. */
const COMES_BACK_MS = 100;

/** The machine allowed no more, or there was a moment's trouble: so long after, more are tried for again. */
const AGAIN_MS = 5 * 60_000;

/** Runs commands on a few channels, which are opened when first needed and then kept. */
export class ChannelPool {
  readonly #options: ChannelPoolOptions;
  readonly #idle: Channel[] = [];
  readonly #busy = new Set<Channel>();
  /** Calls that wait until there may be a channel, or are told why there is none; oldest first. */
  readonly #waiting: ((none: Problem | null) => void)[] = [];
  #opening = 0;
  /** Less than `options.size` while the machine allows no more. */
  #size: number;
  /** When it became less. */
  #shrunkAt = 0;
  #closed = false;

  constructor(options: ChannelPoolOptions) {
    this.#options = options;
    this.#size = options.size;
  }

  async run(command: Command): Promise<Outcome> {
    if (command.patient && !(await this.#canSpareOne())) {
      if (this.#mayTryAgain()) void this.#open();
      return notRun(this.#noneToSpare());
    }
    let taken = await this.#take();
    while (taken.ok && !taken.value.isOpen) {
      this.#giveBack(taken.value);
      taken = await this.#take();
    }
    if (!taken.ok) return notRun(taken.problem);
    const channel = taken.value;
    try {
      const startedAt = performance.now();
      const answer = await channel.run(command);
      if (answer.is === 'late') this.#options.hangUp(channel);
      return this.#outcome(command, answer, performance.now() - startedAt);
    } finally {
      this.#giveBack(channel);
    }
  }

  /** Drops all channels: commands under way are answered with `no-answer`, later ones are not run. */
  close(): void {
    this.#closed = true;
    for (const channel of [...this.#idle, ...this.#busy]) channel.drop();
    this.#wake();
  }

  /**
   * Most commands are through sooner than a further channel is opened, which costs the machine a session: whoever finds all at
   * work waits a moment before one is opened, and takes the first that is free, whether it was given back or opened.
   */
  async #take(): Promise<Result<Channel>> {
    const growing = setInterval(() => this.#grow(), COMES_BACK_MS);
    try {
      for (;;) {
        if (this.#closed) return failed(this.#closedProblem());
        const idle = this.#takeIdle();
        if (idle !== undefined) return ok(idle);
        const woken = new Promise<Problem | null>((resolve) => this.#waiting.push(resolve));
        if (this.#busy.size === 0) this.#grow();
        const none = await woken;
        if (none !== null) return failed(none);
      }
    } finally {
      clearInterval(growing);
    }
  }

  /**
   * For what only waits, and keeps its channel for long: it has a further one opened, if there may be one, and leaves to the other
   * commands what they have.
   */
  async #canSpareOne(): Promise<boolean> {
    const open = this.#count();
    if (open > 0 && open < this.#size && this.#idle.length < 2 && this.#opening === 0) await this.#open();
    return this.#size > 1;
  }

  #grow(): void {
    if (this.#closed || this.#opening > 0) return;
    if (this.#count() < this.#size || this.#mayTryAgain()) void this.#open();
  }

  /** Once in a while. The size stays as it is until there is one more. */
  #mayTryAgain(): boolean {
    if (this.#size === this.#options.size || performance.now() - this.#shrunkAt < AGAIN_MS) return false;
    this.#shrunkAt = performance.now();
    return true;
  }

  #takeIdle(): Channel | undefined {
    for (;;) {
      const channel = this.#idle.pop();
      if (channel?.isOpen) this.#busy.add(channel);
      if (channel === undefined || channel.isOpen) return channel;
    }
  }

  /** What was opened is free for anybody who waits. */
  async #open(): Promise<void> {
    this.#opening += 1;
    const opened = await this.#options.open().catch((error: unknown) => failed(this.#broken(error)));
    this.#opening -= 1;
    if (opened.ok && this.#closed) return opened.value.drop();
    if (opened.ok) {
      this.#idle.push(opened.value);
      if (this.#count() > this.#size) this.#size = this.#options.size;
      return this.#wake();
    }
    // While others are open, or about to be, the machine may allow no more (sshd's MaxSessions): those will do.
    this.#size = this.#count();
    this.#shrunkAt = performance.now();
    if (this.#size > 0) return;
    this.#size = this.#options.size;
    for (const resolve of this.#waiting.splice(0)) resolve(opened.problem);
  }

  #giveBack(channel: Channel): void {
    this.#busy.delete(channel);
    if (channel.isOpen) this.#idle.push(channel);
    this.#growWhenEmpty();
    this.#wake();
  }

  #growWhenEmpty(): void {
    if (this.#count() > 0) return;
    this.#size = this.#options.size;
    this.#wake();
  }

  #count(): number {
    return this.#idle.filter((channel) => channel.isOpen).length + this.#busy.size + this.#opening;
  }

  /** As many of the waiting as there can be channels for. */
  #wake(): void {
    const free = Math.max(this.#idle.length, this.#size - this.#busy.size - this.#opening);
    const woken = this.#closed ? this.#waiting.length : free;
    for (const resolve of this.#waiting.splice(0, woken)) resolve(null);
  }

  #noneToSpare(): Problem {
    return problem('unsupported', `${this.#options.label}: the machine allows no session that only waits`);
  }

  /** Nobody but those who wait would hear of it. */
  #broken(error: unknown): Problem {
    return problem('unreachable', `${this.#options.label}: no session could be begun: ${String(error)}`);
  }

  #closedProblem(): Problem {
    return problem('unreachable', `${this.#options.label}: the connection was closed here`);
  }

  #outcome(command: Command, answer: ChannelAnswer, durationMs: number): Outcome {
    const { is, exitCode, stdout, stderr, outputCut } = answer;
    const why = {
      answered: null,
      late: `gave no answer within ${command.timeLimitMs / 1000} s`,
      ended: 'was cut off by the end of the connection',
    }[is];
    const message = `${this.#options.label}: "${command.purpose}" ${why}; whether it was done is not known`;
    return {
      exitCode,
      stdout,
      stderr,
      durationMs: Math.round(durationMs),
      outputCut,
      problem: why === null ? null : problem('no-answer', message),
    };
  }
}

function notRun(problem: Problem): Outcome {
  return { exitCode: null, stdout: '', stderr: '', durationMs: 0, outputCut: false, problem };
}
