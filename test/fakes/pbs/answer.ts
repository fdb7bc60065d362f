/** What a client prints and how it ends. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export function printed(stdout: string): Answer {
  return { stdout, stderr: '', exitCode: 0 };
}

export function refused(exitCode: number, stderr: string): Answer {
  return { stdout: '', stderr: `${stderr}\n`, exitCode };
}

/** How a client was called. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
}
