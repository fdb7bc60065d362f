import { randomBytes } from 'node:crypto';
import type { Command } from './command.ts';
import { FramedOutput, frame } from './frame.ts';
import type { Meter } from './meter.ts';
import { type ProcessEnd, type RunningProcess, startProcess } from './process.ts';

/** One long-lived POSIX `sh`, here or behind `ssh`, that runs one command after the other. */
export interface Channel {
  /** The process id of the shell, on the machine where it runs. Its process group has the same number. */
  readonly shellPid: number;
  /** False as soon as it can take no further command. */
  readonly isOpen: boolean;
  /** One at a time. After a passed time limit the channel is no longer open. */
  run(command: Command): Promise<ChannelAnswer>;
  /** Lets go of the process on this side at once; a command that runs is answered with `ended`. */
  drop(): void;
  /** Resolves when the process on this side has ended. */
  readonly ended: Promise<ProcessEnd>;
}

export interface ChannelAnswer {
  /** `late`: the time limit passed. `ended`: the shell, or the way to it, ended before the command did. */
  readonly is: 'answered' | 'late' | 'ended';
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputCut: boolean;
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

const DEFAULT_OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

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

/** A command under way. */
interface Exchange {
  readonly stdout: FramedOutput;
  readonly stderr: FramedOutput;
  readonly finish: (is: ChannelAnswer['is']) => void;
}

type ExchangeAnswer = ChannelAnswer & {
  readonly noise: { readonly stdout: string; readonly stderr: string };
};

class ShellChannel implements Channel {
  shellPid = 0;
  readonly #dropSignal: NodeJS.Signals;
  readonly #process: RunningProcess;
  readonly #meter: Meter | undefined;
  #exchange: Exchange | null = null;
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
    if (this.#exchange !== null || !this.#open)
      throw new Error('a channel runs one command at a time, while open');
    const mark = randomBytes(16).toString('hex');
    const text = frame(command.script, mark);
    const limitBytes = command.outputLimitBytes ?? DEFAULT_OUTPUT_LIMIT_BYTES;
    const stdout = new FramedOutput(mark, limitBytes, command.encoding);
    const stderr = new FramedOutput(mark, limitBytes);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#open = false;
        this.#exchange?.finish('late');
      }, command.timeLimitMs);
      const finish = (is: ChannelAnswer['is']): void => {
        clearTimeout(timer);
        this.#exchange = null;
        resolve(answerOf(is, stdout, stderr));
      };
      this.#exchange = { stdout, stderr, finish };
      this.#meter?.sent(Buffer.byteLength(text));
      this.#process.write(text);
    });
  }

  drop(): void {
    this.#process.drop(this.#dropSignal);
    this.#end();
  }

  #end(): void {
    this.#open = false;
    this.#exchange?.finish('ended');
  }

  #read(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this.#meter?.received(chunk.length);
    const exchange = this.#exchange;
    // What a command left in the background prints between commands belongs to nobody.
    if (exchange === null) return;
    exchange[stream].push(chunk);
    if (exchange.stdout.complete && exchange.stderr.complete) exchange.finish('answered');
  }
}

function answerOf(is: ChannelAnswer['is'], stdout: FramedOutput, stderr: FramedOutput): ExchangeAnswer {
  return {
    is,
    exitCode: is === 'answered' ? stdout.exitCode : null,
    stdout: stdout.text(),
    stderr: stderr.text(),
    outputCut: stdout.cut || stderr.cut,
    noise: { stdout: stdout.noise(), stderr: stderr.noise() },
  };
}
