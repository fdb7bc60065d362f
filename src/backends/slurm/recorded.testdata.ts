import { readFileSync } from 'node:fs';
import { UNIT } from '../separators.ts';
import { ACCOUNTING_FIELDS } from './parse-accounting.ts';
import { QUEUE_FIELDS } from './parse-queue.ts';

/** For tests: what Slurm printed, as it was recorded. */
export function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

/** Rows of a recorded `sacct -P`, put into our columns: by its header, or where it has none by these names. */
export function recordedAccounting(name: string, header?: string): string[] {
  const all = recorded(name).trimEnd().split('\n');
  const lines = header === undefined ? all.slice(1) : all;
  const columns = (header ?? all[0] ?? '').split('|');
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

/** Rows of a recorded `squeue -o '%i|%T|%r'`, put into our columns as one answer, all of others. */
export function recordedStates(name: string, format: string, mark: string): string {
  const letters = format.split('|');
  const rows = recorded(name)
    .split('\n')
    .filter((line) => /^\d+\|/.test(line))
    .map((line) => {
      const values = line.split('|');
      return `${mark}${QUEUE_FIELDS.map((letter) => values[letters.indexOf(letter)] ?? '').join(UNIT)}\n`;
    });
  return `ada\n${rows.join('')}${mark}end`;
}
