import type { WrittenTask } from './document.ts';

/** What `working_dir` is when the author leaves it out: the login directory, or the base where there is one. */
const LEFT_OUT = '~';

/**
 * The directory that a task runs in (`compat.md` 5). `base` is the clone or folder that the document came from, or the
 * generator's own directory; null when there is none, and the value then stays as written. Nothing is normalised.
 */
export function resolveWorkingDir(written: string, base: string | null): string {
  if (base === null) return written;
  if (written === LEFT_OUT) return base;
  return isAnchored(written) ? written : `${base}/${written}`;
}

/** Whether a path means the same wherever one stands. */
export function isAnchored(path: string): boolean {
  return path.startsWith('/') || path.startsWith('~');
}

export function resolveWorkingDirs(
  tasks: readonly WrittenTask[],
  base: string | null,
): readonly WrittenTask[] {
  return tasks.map((task) => ({ ...task, workingDir: resolveWorkingDir(task.workingDir, base) }));
}
