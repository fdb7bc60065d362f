import { performance } from 'node:perf_hooks';
import type { Command } from './command.ts';
import { FramedOutput } from './frame.ts';

export interface ChannelAnswer {
  /** `late`: the time limit passed. `ended`: the shell, or the way to it, ended before the command did. */
  readonly is: 'answered' | 'late' | 'ended';
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputCut: boolean;
  /** Milliseconds since its turn came; 0 where it did not. */
  readonly durationMs: number;
}

export type ExchangeAnswer = ChannelAnswer & {
  readonly noise: { readonly stdout: string; readonly stderr: string };
};

const DEFAULT_OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** A command that was sent to a shell, and what has come of its answer. */
export class Exchange {
  readonly stdout: FramedOutput;
  readonly stderr: FramedOutput;
  readonly #timeLimitMs: number;
  readonly #answer = Promise.withResolvers<ExchangeAnswer>();
  #begunAt: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(command: Command, mark: string) {
    const limitBytes = command.outputLimitBytes ?? DEFAULT_OUTPUT_LIMIT_BYTES;
    this.stdout = new FramedOutput(mark, limitBytes, command.encoding);
    this.stderr = new FramedOutput(mark, limitBytes);
    this.#timeLimitMs = command.timeLimitMs;
  }

  get answered(): Promise<ExchangeAnswer> {
    return this.#answer.promise;
  }

  get isComplete(): boolean {
    return this.stdout.complete && this.stderr.complete;
  }

  /** Its turn has come; `late` is called when its time limit passes. */
  begin(late: () => void): void {
    this.#begunAt = performance.now();
    this.#timer = setTimeout(late, this.#timeLimitMs);
  }

  finish(is: ChannelAnswer['is']): void {
    clearTimeout(this.#timer);
    const { stdout, stderr } = this;
    this.#answer.resolve({
      is,
      exitCode: is === 'answered' ? stdout.exitCode : null,
      stdout: stdout.text(),
      stderr: stderr.text(),
      outputCut: stdout.cut || stderr.cut,
      durationMs: this.#begunAt === null ? 0 : performance.now() - this.#begunAt,
      noise: { stdout: stdout.noise(), stderr: stderr.noise() },
    });
  }
}
