import { readFileSync } from 'node:fs';
import { UNIT } from '../separators.ts';
import { ACCOUNTING_FIELDS } from './parse-accounting.ts';
import { QUEUE_FIELDS } from './parse-queue.ts';

/** For tests: what Slurm printed, as it was recorded. */
export function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

/** Rows of a recorded `sacct -P` with a header, put into our columns. */
export function recordedAccounting(name: string): string[] {
  const [header = '', ...lines] = recorded(name).trimEnd().split('\n');
  const columns = header.split('|');
  return lines.map((line) => {
    const values = line.split('|');
    return ACCOUNTING_FIELDS.map((field) => values[columns.indexOf(field)] ?? '').join(UNIT);
  });
}

/** `squeue-unit-separator.txt`: `squeue -h -t all -o $'\x1e%i\x1f%T\x1f%k\x1f%j'`, put into our columns, all of one user. */
export function recordedQueue(mark: string, user: string): string {
  const rows = recorded('squeue-unit-separator.txt').split('\u001e').slice(1);
  return rows
    .map((row) => {
      const [id = '', state = '', comment = '', ...name] = row.replace(/\n$/, '').split(UNIT);
      const fields: Partial<Record<(typeof QUEUE_FIELDS)[number], string>> = {
        '%i': id,
        '%u': user,
        '%T': state,
        '%k': comment,
        '%j': name.join(UNIT),
      };
      return `${mark}${QUEUE_FIELDS.map((letter) => fields[letter] ?? '').join(UNIT)}\n`;
    })
    .join('');
}
