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

interface WithDirectory {
  readonly workingDir: string;
}

/** The same for all tasks of a document. */
export function resolveWorkingDirs<T extends WithDirectory>(
  tasks: readonly T[],
  base: string | null,
): readonly T[] {
  return tasks.map((task) => ({ ...task, workingDir: resolveWorkingDir(task.workingDir, base) }));
}

/** For projects, where only what was left out is replaced, and other paths stay relative to the login directory. */
export function fillWorkingDirs<T extends WithDirectory>(tasks: readonly T[], base: string): readonly T[] {
  return tasks.map((task) => (task.workingDir === LEFT_OUT ? { ...task, workingDir: base } : task));
}
