/** Where the program runs: what it may print to, ask and be told by. Tests give one that records. */
export interface Terminal {
  /** Data, for standard output. */
  out(text: string): void;
  /** Messages for people, for standard error. */
  err(text: string): void;
  /** Standard output is a terminal, on which lines can be drawn anew. */
  readonly isInteractive: boolean;
  /** Width in columns, asked at each use: windows change. */
  columns(): number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Aborted by Ctrl-C, or when the system asks the program to end. */
  readonly interrupted: AbortSignal;
}

/** The terminal of this process. From here on the signals that ask for an end are ours. */
export function processTerminal(): Terminal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort(signal));
  }
  // `scripthut run list | head` closes our output early: nobody is left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive: process.stdout.isTTY && process.env.TERM !== 'dumb',
    // Some terminals say 0.
    columns: () => process.stdout.columns || 80,
    env: process.env,
    readInput,
    interrupted: interruption.signal,
  };
}

async function readInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}
