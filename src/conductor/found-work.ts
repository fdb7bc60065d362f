import type { Backend } from '../backends/backend.ts';
import type { EnvRules } from '../engine/env-rules.ts';
import { backendName } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { GitOrigin, RunSource } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { Host } from '../transport/host.ts';
import type { WorkflowDocument } from '../workflows/document.ts';
import type { Conductor } from './conductor.ts';
import { unknownName } from './unknown-name.ts';

/** A document, and all that follows for its run from where it was found. */
export interface FoundWork {
  readonly backend: Backend;
  readonly document: WorkflowDocument;
  /** For people: the text as it came. */
  readonly text: () => string;
  /** The workflow's name; null where it follows from the tasks. */
  readonly name: string | null;
  /** Of each of its runs; null is no limit. */
  readonly maxConcurrent: number | null;
  readonly source: Omit<RunSource, 'name'> & { readonly name: string | null };
  readonly git: GitOrigin | null;
  /** What the repository that it came from says itself about variables. */
  readonly rules: EnvRules;
  readonly warnings: readonly string[];
  /** Brings the files that belong to it onto the backend, and says where each task runs (`compat.md` 5). */
  place(tasks: readonly Task[]): Promise<Result<readonly Task[]>>;
}

/** The backend that was named, else the configured one. */
export function chooseBackend(
  conductor: Conductor,
  named: string | undefined,
  configured: string | null,
): Result<Backend> {
  // What is no longer configured takes no new runs.
  const names = [...conductor.backends.keys()].filter((name) => !conductor.leaving.has(name));
  const wanted = named ?? configured;
  if (wanted === null) {
    const hint = names.length === 0 ? 'No backend is configured.' : `Backends: ${names.join(', ')}.`;
    return failed(problem('bad-request', 'No backend is named for this run', { hint }));
  }
  const found = conductor.backends.get(backendName(wanted));
  return found === undefined || conductor.leaving.has(found.name)
    ? failed(unknownName('backend', wanted, names))
    : ok(found);
}

/** Where clones are made and folders read. */
export function machineOf(backend: Backend): Result<Host> {
  return backend.machine === null
    ? failed(problem('unsupported', `Backend '${backend.name}' has no machine on which files could be kept`))
    : ok(backend.machine);
}
