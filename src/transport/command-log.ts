import type { Command } from './command.ts';
import type { LoggedCommand } from './host.ts';
import type { Outcome } from './outcome.ts';
import { quote } from './quote.ts';

const ENTRIES = 200;
const HEAD_CHARACTERS = 4096;

/** The last commands of one host, for people: the heads of script and output, without secrets. */
export class CommandLog {
  readonly #entries: LoggedCommand[] = [];

  /** Enters a command that was sent. `at` is in milliseconds since the epoch. */
  add(command: Command, outcome: Outcome, at: number): void {
    const show = (text: string): string => head(redact(text, command));
    const stderr =
      outcome.problem === null ? outcome.stderr : `${outcome.stderr}[${outcome.problem.message}]`;
    this.#entries.push({
      at,
      purpose: command.purpose,
      script: show(command.script),
      exitCode: outcome.exitCode,
      durationMs: outcome.durationMs,
      stdout: show(outcome.stdout),
      stderr: show(stderr),
    });
    if (this.#entries.length > ENTRIES) this.#entries.shift();
  }

  /** Newest last. */
  entries(): readonly LoggedCommand[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

function redact(text: string, command: Command): string {
  // A secret with quotes in it stands in the script in its quoted form.
  const values = (command.secrets ?? []).map((secret) => secret.reveal()).filter((value) => value !== '');
  return values.flatMap((value) => [quote(value), value]).reduce(replaceByRedacted, text);
}

function replaceByRedacted(text: string, value: string): string {
  return text.replaceAll(value, () => '[redacted]');
}

function head(text: string): string {
  if (text.length <= HEAD_CHARACTERS) return text;
  // By way of bytes: a slice alone would keep the whole text in memory.
  const start = Buffer.from(text.slice(0, HEAD_CHARACTERS)).toString();
  return `${start}\n[… ${text.length - HEAD_CHARACTERS} more characters]`;
}
