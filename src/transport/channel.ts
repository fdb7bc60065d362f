import { randomBytes } from 'node:crypto';
import type { Command } from './command.ts';
import { type ChannelAnswer, Exchange, type ExchangeAnswer } from './exchange.ts';
import { frame } from './frame.ts';
import type { Meter } from './meter.ts';
import { type ProcessEnd, type RunningProcess, startProcess } from './process.ts';

/** One long-lived POSIX `sh`, here or behind `ssh`, that runs one command after the other. */
export interface Channel {
  /** The process id of the shell, on the machine where it runs. Its process group has the same number. */
  readonly shellPid: number;
  /** False as soon as it can take no further command. */
  readonly isOpen: boolean;
  /**
   * A command that is sent while others are under way is run when those have ended, and its time limit counts from then. After
   * a passed time limit the channel is no longer open, and what was sent behind is answered with `ended`.
   */
  run(command: Command): Promise<ChannelAnswer>;
  /** Lets go of the process on this side at once; commands under way are answered with `ended`. */
  drop(): void;
  /** Resolves when the process on this side has ended. */
  readonly ended: Promise<ProcessEnd>;
}

export type OpenedChannel =
  | { readonly ok: true; readonly channel: Channel }
  | { readonly ok: false; readonly failure: OpenFailure };

/** What is known of a shell that did not answer; nothing was run. */
export interface OpenFailure {
  readonly timedOut: boolean;
  readonly exitCode: number | null;
  readonly startError: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChannelOptions {
  /** The command that becomes a shell reading commands from its standard input. */
  readonly argv: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly directory?: string;
  /** The shell must answer within so many milliseconds. */
  readonly openLimitMs: number;
  /** What the processes on this side get when the channel is dropped. */
  readonly dropSignal: NodeJS.Signals;
  /** Stops the opening; without effect on a channel that is open. */
  readonly signal?: AbortSignal;
  /** Counts the session, and the bytes that go over it. */
  readonly meter?: Meter;
}

/** Starts a shell and waits until it answers. What it prints before that is passed over. */
export async function openChannel(options: ChannelOptions): Promise<OpenedChannel> {
  const channel = new ShellChannel(options);
  const greeting = { script: 'echo $$', purpose: 'open a channel', timeLimitMs: options.openLimitMs };
  const abort = (): void => channel.drop();
  options.signal?.addEventListener('abort', abort);
  const { is, stdout, noise } = await channel.exchange(greeting);
  options.signal?.removeEventListener('abort', abort);
  if (is === 'answered') {
    channel.shellPid = Number(stdout);
    options.meter?.session();
    return { ok: true, channel };
  }
  channel.drop();
  const end = is === 'ended' ? await channel.ended : { exitCode: null, startError: null };
  return { ok: false, failure: { timedOut: is === 'late', ...end, ...noise } };
}

class ShellChannel implements Channel {
  shellPid = 0;
  readonly #dropSignal: NodeJS.Signals;
  readonly #process: RunningProcess;
  readonly #meter: Meter | undefined;
  /** In the order in which they were sent: the first is run. */
  readonly #exchanges: Exchange[] = [];
  #open = true;

  constructor(options: ChannelOptions) {
    this.#dropSignal = options.dropSignal;
    this.#meter = options.meter;
    this.#process = startProcess({
      ...options,
      onStdout: (chunk) => this.#read('stdout', chunk),
      onStderr: (chunk) => this.#read('stderr', chunk),
    });
    void this.ended.then(() => this.#end());
  }

  get ended(): Promise<ProcessEnd> {
    return this.#process.ended;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  run(command: Command): Promise<ChannelAnswer> {
    return this.exchange(command);
  }

  exchange(command: Command): Promise<ExchangeAnswer> {
    if (!this.#open) throw new Error('a channel runs commands while it is open');
    const mark = randomBytes(16).toString('hex');
    const text = frame(command.script, mark);
    const exchange = new Exchange(command, mark);
    this.#exchanges.push(exchange);
    if (this.#exchanges.length === 1) this.#beginFirst();
    this.#meter?.sent(Buffer.byteLength(text));
    this.#process.write(text);
    return exchange.answered;
  }

  drop(): void {
    this.#process.drop(this.#dropSignal);
    this.#end();
  }

  #beginFirst(): void {
    this.#exchanges[0]?.begin(() => {
      this.#exchanges.shift()?.finish('late');
      this.#end();
    });
  }

  #end(): void {
    this.#open = false;
    for (const exchange of this.#exchanges.splice(0)) exchange.finish('ended');
  }

  #read(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this.#meter?.received(chunk.length);
    // What a command left in the background prints between commands belongs to nobody.
    let rest = chunk;
    for (const exchange of this.#exchanges) rest = exchange[stream].push(rest);
    while (this.#exchanges[0]?.isComplete) {
      this.#exchanges.shift()?.finish('answered');
      this.#beginFirst();
    }
  }
}
