import type { BackendView } from '../conductor/orders.ts';
import type { TaskRow } from '../store/store.ts';
import type { Cancel } from './failures.ts';
import type { RunPicture } from './run-picture.ts';

/** The tasks of a run, and what there is to say about them. */
export interface TaskList {
  readonly picture: RunPicture;
  /** Who cancelled the run, if anybody did. */
  readonly cancel: Cancel;
  /** Where the tasks run; undefined when that is not configured any more. */
  readonly backend: BackendView | undefined;
  /** One sentence for a task that is not a success; empty when there is none. */
  readonly explain: (row: TaskRow) => string;
  readonly now: number;
}

/** Changes with whatever may change a line of the list: tasks, and how their backend is. */
export function versionOf({ picture, backend, cancel }: TaskList): string {
  const contact =
    backend === undefined ? '' : `${backend.lastPollAt}.${backend.stale}.${backend.connection.is}`;
  return `${picture.groups.all.version}.${contact}.${cancel?.at ?? ''}`;
}
