import { type ChildProcess, spawn } from 'node:child_process';

/** A process that has its own process group, and its ends of three pipes. */
export interface RunningProcess {
  write(text: string): void;
  /** Signals the process and all that it started in its group, and no longer listens to it. */
  drop(signal: NodeJS.Signals): void;
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>;
}

export interface ProcessEnd {
  readonly exitCode: number | null;
  /** Why it could not even be started, in the system's words. */
  readonly startError: string | null;
}

export interface ProcessOptions {
  /** The words of the command; no shell is involved. */
  readonly argv: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly directory?: string;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
}

/** How long to go on reading after the process has ended, when something it started holds its pipes open. */
const DRAIN_MS = 500;

/** Starts a process. What goes wrong, now or later, is told by `ended`. */
export function startProcess(options: ProcessOptions): RunningProcess {
  const [program, ...words] = options.argv;
  const child: ChildProcess = spawn(program, words, {
    cwd: options.directory,
    env: options.environment ?? process.env,
    // A group of its own, away from the terminal: neither Ctrl-C nor a password prompt goes past us.
    detached: true,
  });
  // There are no pipes when no more files could be opened.
  child.stdout?.on('data', options.onStdout);
  child.stderr?.on('data', options.onStderr);
  // A write to a process that has ended: `ended` tells.
  child.stdin?.on('error', () => {});
  const closePipes = (): void => {
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy();
  };
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('error', (error) => resolve({ exitCode: null, startError: error.message }));
    child.once('close', (exitCode) => resolve({ exitCode, startError: null }));
    child.once('exit', (exitCode) => {
      setTimeout(() => {
        closePipes();
        resolve({ exitCode, startError: null });
      }, DRAIN_MS).unref();
    });
  });
  return {
    write: (text) => void child.stdin?.write(text),
    drop: (signal) => {
      signalGroup(child, signal);
      closePipes();
      // It may ignore any other signal and go on: that must not keep this process alive.
      if (signal !== 'SIGKILL') child.unref();
    },
    ended,
  };
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  // The number of a process that has ended can be somebody else's by now.
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended.
  }
}
