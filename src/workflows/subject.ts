import type { z } from 'zod';
import { keyPath } from '../engine/faults.ts';
import type { TextPath } from '../text/written-text.ts';

/** Takes note of a fault of the document; the path leads to what is wrong. */
export type Report = (message: string, path: TextPath, hint?: string) => void;

/** A part of the document that is being read, and who is told what is wrong with it. */
export interface Subject {
  /** How messages call it in the middle of a sentence: `task 'sim.1'`. Empty for the document itself. */
  readonly label: string;
  readonly path: TextPath;
  readonly report: Report;
}

/** What the schema makes of a value of the subject; null when it is faulty, and all its faults have been reported. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  subject: Subject,
  keys: TextPath = [],
): z.output<Schema> | null {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const message =
      issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    reportFault(
      subject,
      [...keys, ...issue.path],
      message,
      needsQuotes(issue) ? 'Put quotes around it.' : undefined,
    );
  }
  return null;
}

/** `message` is read behind the name of the key: `cpus must be a number`. */
export function reportFault(
  { label, path, report }: Subject,
  keys: TextPath,
  message: string,
  hint?: string,
): void {
  const name = [capital(label), keyPath(keys)].filter((part) => part !== '').join(': ');
  report(`${name} ${message}`, [...path, ...keys], hint);
}

/** A text that somebody wrote so that it looks like a number or a truth value. */
function needsQuotes(issue: z.core.$ZodIssue): boolean {
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  return isText && /found (the number|true|false)/.test(issue.message);
}

export type Group = Readonly<Record<string, unknown>>;

export function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
