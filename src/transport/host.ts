import type { Problem } from '../engine/problem.ts';
import type { Command } from './command.ts';
import type { Politeness } from './meter.ts';
import type { Outcome } from './outcome.ts';

/** A machine on which commands can be run: this one, or one behind SSH. Never throws for what can go wrong there. */
export interface Host {
  /** For people: `this machine`, `ada@login.example.org`. */
  readonly label: string;
  /** Runs the command; concurrent calls do not wait for each other beyond a small pool. */
  run(command: Command): Promise<Outcome>;
  /** What is known of the way there, without asking. */
  connection(): Connection;
  /** The last commands, newest last, secrets redacted. */
  log(): readonly LoggedCommand[];
  clearLog(): void;
  /** How much it was asked so far. */
  politeness(): Politeness;
  close(): Promise<void>;
}

export type Connection =
  | { readonly is: 'unused' }
  | { readonly is: 'connected'; readonly since: number }
  /** No contact; the next attempt is not made before `retryAt`. */
  | { readonly is: 'broken'; readonly since: number; readonly problem: Problem; readonly retryAt: number };

export interface LoggedCommand {
  readonly at: number;
  readonly purpose: string;
  readonly script: string;
  readonly exitCode: number | null;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
}
