import { type Problem, problem } from '../engine/problem.ts';
import type { SourceFile } from './source.ts';

/** Larger ones are not read: no document with fewer than a hundred thousand tasks comes near. */
export const MOST_BYTES = 64 * 1024 * 1024;
/** The same for files at the top, which people write by hand. */
export const MOST_TOP_BYTES = 1024 * 1024;
/** More are not listed. */
const MOST_FILES = 1_000;
/** So many files with odd names are told one by one. */
const MOST_ODD = 10;

export interface FoundFiles {
  readonly files: readonly SourceFile[];
  /** What was left out, and why. */
  readonly warnings: readonly string[];
}

/** Sorted by path; without those that cannot be named in an address or on a line, and without the end of a list too long. */
export function tidyList<T extends { readonly path: string }>(
  found: readonly T[],
  glob: { readonly pattern: string },
): { readonly files: readonly T[]; readonly warnings: readonly string[] } {
  const odd = found.filter(hasOddName);
  const sound = found.filter((file) => !hasOddName(file)).toSorted(byPath);
  const warnings = odd
    .slice(0, MOST_ODD)
    .map(({ path }) => `${JSON.stringify(path)} is left out: its name holds a line break or the like`);
  if (sound.length <= MOST_FILES) return { files: sound, warnings };
  const [count, first] = [sound.length, MOST_FILES].map((number) => number.toLocaleString('en-US'));
  const tooMany = `${glob.pattern} matches ${count} files, of which the first ${first} are listed: narrow it`;
  return { files: sound.slice(0, MOST_FILES), warnings: [tooMany, ...warnings] };
}

function hasOddName({ path }: { readonly path: string }): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}\ufffd]/u.test(path);
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

/** The last part of a path: what files are called by (`compat.md` 12.2). */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function tooLarge(path: string): Problem {
  return problem('bad-document', `${path} has more than ${MOST_BYTES / 1024 / 1024} MB, which is not read`, {
    hint: 'Let a task generate its further tasks (generates_source), or split the workflow.',
  });
}

/** `place` is the repository or folder. */
export function topTooLarge(name: string, place: string): Problem {
  const limit = `${MOST_TOP_BYTES / 1024 / 1024} MB`;
  const message = `${name} at the top of ${place} has more than ${limit}, which is not read`;
  return problem('bad-document', message, { hint: 'Make it smaller.' });
}

export function topNoFile(name: string, place: string): Problem {
  const message = `${name} at the top of ${place} is no regular file, or a link that leads to none inside of it`;
  return problem('bad-document', message, { hint: 'Put the file itself there, or remove what is there.' });
}
