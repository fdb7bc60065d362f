import { performance } from 'node:perf_hooks';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel } from './channel.ts';
import type { Command } from './command.ts';
import type { ChannelAnswer } from './exchange.ts';
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

/** So many commands in a row are on their way to one channel: one that is run, and one that is there when it ends. */
const MOST_IN_ROW = 2;

/** So long those that are at work are waited for before a further channel is opened. */
const COMES_BACK_MS = 100;

/** The machine allowed no more, or there was a moment's trouble: so long after, more are tried for again. */
const AGAIN_MS = 5 * 60_000;

/** A command on its way to a channel. */
interface Turn {
  readonly channel: Channel;
  readonly command: Command;
  readonly sentAt: number;
}

/** It gets its turn, or is told why there is none. */
interface Waiting {
  readonly command: Command;
  readonly resolve: (turn: Result<Turn>) => void;
}

/** Runs commands on a few channels, which are opened when first needed and then kept. */
export class ChannelPool {
  readonly #options: ChannelPoolOptions;
  readonly #idle: Channel[] = [];
  /** With what is under way on each, oldest first. */
  readonly #busy = new Map<Channel, readonly Turn[]>();
  /** Oldest first. */
  readonly #waiting: Waiting[] = [];
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
    let taken = await this.#take(command);
    while (taken.ok && !taken.value.channel.isOpen) {
      this.#giveBack(taken.value);
      taken = await this.#take(command);
    }
    if (!taken.ok) return notRun(taken.problem);
    const { channel } = taken.value;
    try {
      const answer = await channel.run(command);
      if (answer.is === 'late') this.#options.hangUp(channel);
      return this.#outcome(command, answer);
    } finally {
      this.#giveBack(taken.value);
    }
  }

  /** Drops all channels: commands under way are answered with `no-answer`, later ones are not run. */
  close(): void {
    this.#closed = true;
    for (const channel of [...this.#idle, ...this.#busy.keys()]) channel.drop();
    this.#refuse(this.#closedProblem());
  }

  /**
   * Most commands are through sooner than a further channel is opened, which costs the machine a session: whoever finds all at
   * work waits a moment before one is opened, and gets the first that is free, whether it was given back or opened.
   */
  async #take(command: Command): Promise<Result<Turn>> {
    if (this.#closed) return failed(this.#closedProblem());
    const { promise, resolve } = Promise.withResolvers<Result<Turn>>();
    this.#waiting.push({ command, resolve });
    this.#serve();
    const growing = setInterval(() => this.#grow(), COMES_BACK_MS);
    try {
      return await promise;
    } finally {
      clearInterval(growing);
    }
  }

  /** Gives what there is to those who came first. */
  #serve(): void {
    for (const { command, resolve } of [...this.#waiting]) {
      const channel = this.#takeIdle() ?? this.#endOfRow(command);
      if (channel === undefined) break;
      this.#waiting.shift();
      resolve(ok(this.#begin(channel, command)));
    }
    if (this.#waiting.length > 0 && this.#busy.size === 0) this.#grow();
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
      if (channel === undefined || channel.isOpen) return channel;
    }
  }

  /** A channel with nothing but a command that this one may be sent behind. */
  #endOfRow({ inRow }: Command): Channel | undefined {
    if (!inRow) return;
    const rows = this.#busy.entries();
    const isRow = (turns: readonly Turn[]): boolean =>
      turns.length < MOST_IN_ROW && turns.every(({ command }) => command.inRow);
    return rows.find(([channel, turns]) => channel.isOpen && isRow(turns))?.[0];
  }

  #begin(channel: Channel, command: Command): Turn {
    const turn = { channel, command, sentAt: performance.now() };
    this.#busy.set(channel, [...(this.#busy.get(channel) ?? []), turn]);
    return turn;
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
      return this.#serve();
    }
    // While others are open, or about to be, the machine may allow no more (sshd's MaxSessions): those will do.
    this.#size = this.#count();
    this.#shrunkAt = performance.now();
    if (this.#size > 0) return;
    this.#size = this.#options.size;
    this.#refuse(opened.problem);
  }

  #giveBack(turn: Turn): void {
    const { channel } = turn;
    const left = this.#busy.get(channel)?.filter((other) => other !== turn) ?? [];
    const [next] = left;
    if (next === undefined) {
      this.#busy.delete(channel);
      if (channel.isOpen) this.#idle.push(channel);
    } else {
      this.#busy.set(channel, left);
      if (performance.now() - next.sentAt >= COMES_BACK_MS) this.#grow();
    }
    if (this.#count() === 0) this.#size = this.#options.size;
    this.#serve();
  }

  #count(): number {
    return this.#idle.filter((channel) => channel.isOpen).length + this.#busy.size + this.#opening;
  }

  /** All that wait. */
  #refuse(reason: Problem): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(failed(reason));
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

  #outcome(command: Command, answer: ChannelAnswer): Outcome {
    const { is, exitCode, stdout, stderr, outputCut, durationMs } = answer;
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
