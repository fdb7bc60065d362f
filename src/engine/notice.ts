import type { BackendName, RunId, TaskId } from './ids.ts';
import type { RunStatus } from './run.ts';
import { TASK_STATUSES, type TaskStatus } from './state.ts';

/** What people are told of a run while they do not look: its first failure since it was started or run again, its end. */
export type NoticeKind = 'first_failure' | 'end';

export const NOTICE_KINDS: readonly NoticeKind[] = ['first_failure', 'end'];

/** The facts; they are put into words when they are told. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly run: RunId;
  readonly workflow: string;
  readonly backend: BackendName;
  /** Milliseconds since 1970, as the next one. */
  readonly at: number;
  readonly createdAt: number;
  /** As the run stood then. */
  readonly status: RunStatus;
  readonly counts: Readonly<Record<TaskStatus, number>>;
  /** Of those that failed, the first in document order, and why. */
  readonly failure: { readonly task: TaskId; readonly why: string } | null;
}

/** One line: `grid-search failed: 3 of 240 tasks`. */
export function noticeTitle({ kind, workflow, status, counts }: Notice): string {
  const tasks = TASK_STATUSES.reduce((sum, each) => sum + counts[each], 0);
  const all = tasks === 1 ? '1 task' : `${tasks} tasks`;
  if (kind === 'first_failure') return `${workflow}: the first failure, ${counts.completed} of ${all} done`;
  switch (status) {
    case 'completed':
      return `${workflow} completed: ${all}`;
    case 'failed':
      return `${workflow} failed: ${counts.failed} of ${all}`;
    default:
      return `${workflow} was ${status}: ${counts.completed} of ${all} done`;
  }
}

/** What failed, in one sentence; empty when nothing did. */
export function failureSentence({ failure, counts }: Notice): string {
  if (failure === null) return '';
  const others = counts.failed - 1;
  const more = others > 0 ? ` (and ${others} more)` : '';
  return `${failure.task}: ${failure.why}${more}`;
}
