import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';

/** `_adhoc/<task id>`: the workflow of a single task that was ordered without a document (`compat.md` 3.4). */
export function adhocName(task: string): string {
  return `_adhoc/${task}`;
}

/** `<source>/<file stem>`: the workflow of a file from a source. */
export function sourceFileName(source: string, path: string): string {
  return `${source}/${fileStem(path)}`;
}

/** `<project>` or `<project>/<directory of the file>`: the workflow of a project's file. */
export function projectFileName(project: string, path: string): string {
  return [project, ...path.split('/').slice(0, -1)].join('/');
}

/** The last part of a path without its last extension: `flows/grid.sflow.json` gives `grid.sflow`. */
export function fileStem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/**
 * Whether a run may have this workflow name. Its slashes become directories of the log path (`compat.md` 3.3), so
 * none of its parts may be empty or lead elsewhere. Code `bad-request`.
 */
export function checkWorkflowName(name: string): Result<string> {
  const refuse = (why: string) =>
    failed(problem('bad-request', `A workflow cannot be called ${JSON.stringify(name)}: ${why}`));
  if (name.trim() === '') return refuse('the name is empty');
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return refuse('it holds a line break or another control character');
  const parts = name.split('/');
  if (parts.includes('')) return refuse('a slash needs a name on both sides');
  if (parts.includes('.') || parts.includes('..')) return refuse("a part of it is '.' or '..'");
  if (new TextEncoder().encode(name).length > 200) return refuse('it has more than 200 bytes');
  return ok(name);
}
