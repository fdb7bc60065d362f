import { statusOf } from '../../engine/state.ts';
import type { Store, TaskRow } from '../../store/store.ts';
import { attemptsOf } from '../attempts.ts';
import { timesOf } from '../summaries.ts';
import { type MarkName, markOfTask } from '../words.ts';

/** One attempt at a task in time: it waits in the scheduler's queue, then it runs. Milliseconds since 1970. */
export interface Span {
  /** From 1. */
  readonly attempt: number;
  /** When the scheduler got it. */
  readonly sentAt: number;
  /** Null while it waits, and where it never ran. */
  readonly startedAt: number | null;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  readonly mark: MarkName;
}

/** The attempts at a task that the scheduler has had, oldest first. @throws StoreError */
export function spansOf(store: Store, row: TaskRow): readonly Span[] {
  const newest = newestSpan(row);
  const earlier = row.state.attempt > 1 ? earlierSpans(store, row) : [];
  return newest === null ? earlier : [...earlier, newest];
}

function newestSpan({ state }: TaskRow): Span | null {
  const { submittedAt, startedAt, finishedAt } = timesOf(state);
  if (submittedAt === null || state.is === 'blocked') return null;
  const mark = markOfTask(statusOf(state), state);
  const isOver = state.is === 'completed' || state.is === 'failed' || state.is === 'generating';
  // What ended at a time that nobody knows is drawn where it began.
  const endedAt = isOver ? (finishedAt ?? startedAt ?? submittedAt) : null;
  return sound({ attempt: state.attempt, sentAt: submittedAt, startedAt, endedAt, mark });
}

function earlierSpans(store: Store, row: TaskRow): readonly Span[] {
  return attemptsOf(store, row)
    .filter(({ sent }) => sent.attempt < row.state.attempt)
    .map(({ sent, startedAt, verdict }): Span => {
      const started = verdict?.startedAt ?? startedAt;
      const endedAt = verdict?.finishedAt ?? started ?? sent.intendedAt;
      const mark =
        verdict?.reason === 'cancelled'
          ? 'cancelled'
          : verdict?.reason === 'completed'
            ? 'completed'
            : 'failed';
      return sound({ attempt: sent.attempt, sentAt: sent.intendedAt, startedAt: started, endedAt, mark });
    });
}

/** Clocks of clusters may be off: nothing starts before it was sent, or ends before it started. */
function sound(span: Span): Span {
  const startedAt = span.startedAt === null ? null : Math.max(span.sentAt, span.startedAt);
  const endedAt = span.endedAt === null ? null : Math.max(startedAt ?? span.sentAt, span.endedAt);
  return { ...span, startedAt, endedAt };
}

/** When it was over, or now. */
export function endOfSpan({ endedAt }: Span, now: number): number {
  return endedAt ?? now;
}
