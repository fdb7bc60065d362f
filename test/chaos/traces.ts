import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line that a task appended to its file. */
export interface Line {
  readonly job: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** Parents that had not ended well when it began. */
  readonly missing: readonly string[];
}

/** What a task left behind on the cluster. */
export interface Trace {
  readonly lines: readonly Line[];
  /** When it ended well, in seconds since 1970; null when it did not. */
  readonly doneAt: number | null;
}

/** The traces of all tasks that have begun, by their ids. */
export function readTraces(folder: string): Map<string, Trace> {
  const names = readdirSync(folder);
  const done = new Set(names.filter((name) => name.endsWith('.done')));
  return new Map(
    names
      .filter((name) => name.endsWith('.line'))
      .map((name) => {
        const id = name.slice(0, -'.line'.length);
        const doneAt = done.has(`${id}.done`)
          ? Number(readFileSync(join(folder, `${id}.done`), 'utf8'))
          : null;
        return [id, { lines: readLines(join(folder, name)), doneAt }];
      }),
  );
}

export function countBegun(folder: string): number {
  return readdirSync(folder).filter((name) => name.endsWith('.line')).length;
}

function readLines(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [job = '', time, ...missing] = line.split(' ');
      return { job, time: Number(time), missing };
    });
}
