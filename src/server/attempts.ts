import type { EventKind, EventOf } from '../engine/event.ts';
import { onOneLine } from '../engine/faults.ts';
import { refusedVerdict } from '../engine/sentences.ts';
import { placedOf, type Retried, type TaskState } from '../engine/state.ts';
import type { Verdict } from '../engine/verdict.ts';
import type { AttemptRow, Store, StoredEvent, TaskRow } from '../store/store.ts';

/** One try at a task and what became of it. Times are milliseconds since 1970. */
export interface Attempt {
  readonly sent: AttemptRow;
  readonly job: string | null;
  /** What was changed because the attempt before failed; null where nothing was tried again by itself. */
  readonly retried: Retried | null;
  readonly startedAt: number | null;
  readonly node: string | null;
  /** How it ended; null while it goes on, and where nobody knows any more. */
  readonly verdict: Verdict | null;
  /** What the scheduler said after the verdict; empty where it added nothing. */
  readonly learnedLater: string;
  /** What was odd in the document with the tasks that it generated. */
  readonly warnings: readonly string[];
}

/** All attempts at a task, oldest first: what was sent stands in the store, how each ended in the log of events. */
export function attemptsOf(store: Store, row: TaskRow): readonly Attempt[] {
  const sent = store.listAttempts(row.run, row.task.id);
  if (sent.length === 0) return [];
  const told = tell(sent, row.index, store.listTaskEvents(row.run, row.task.id));
  return told.map((attempt) =>
    attempt.sent.attempt === row.state.attempt ? asItStands(attempt, row.state) : attempt,
  );
}

/** The newest attempt is as its task is, also where the log does not tell of it (imported runs). */
function asItStands(attempt: Attempt, state: TaskState): Attempt {
  return {
    ...attempt,
    job: placedOf(state)?.job ?? attempt.job,
    startedAt: 'startedAt' in state ? state.startedAt : attempt.startedAt,
    node: 'node' in state && state.node !== '' ? state.node : attempt.node,
    verdict: 'verdict' in state ? state.verdict : attempt.verdict,
  };
}

/** Whatever names the task is about the attempt that was sent last. */
function tell(sent: readonly AttemptRow[], index: number, events: readonly StoredEvent[]): Attempt[] {
  const nothing = {
    job: null,
    retried: null,
    startedAt: null,
    node: null,
    verdict: null,
    learnedLater: '',
    warnings: [],
  } as const;
  const told = sent.map((row): Attempt => ({ sent: row, ...nothing }));
  let current = -1;
  /** Of the task among those of its submission. */
  let position = 0;
  let retried: Retried | null = null;
  for (const event of events) {
    if (event.kind === 'task-retried') retried = bodyOf<'task-retried'>(event).retried;
    if (event.kind === 'rerun-requested') retried = null;
    if (event.kind === 'submission-intended') {
      const { tasks } = bodyOf<'submission-intended'>(event);
      position = tasks.findIndex((task) => task.index === index);
      current = sent.findIndex(({ attempt }) => attempt === tasks[position]?.attempt);
    }
    const attempt = told[current];
    if (attempt === undefined) continue;
    const isNew = event.kind === 'submission-intended';
    told[current] = { ...attempt, ...newsOf(event, position, attempt.verdict), ...(isNew && { retried }) };
  }
  return told;
}

function newsOf(event: StoredEvent, position: number, verdict: Verdict | null): Partial<Attempt> {
  switch (event.kind) {
    case 'submission-accepted':
      return { job: bodyOf<'submission-accepted'>(event).jobs[position] ?? null };
    case 'submission-refused':
      return { verdict: refusedVerdict(bodyOf<'submission-refused'>(event).problem, event.at) };
    case 'task-started': {
      const { startedAt, node } = bodyOf<'task-started'>(event);
      return { startedAt, node };
    }
    case 'task-ended': {
      const ended = bodyOf<'task-ended'>(event);
      return { verdict: ended.verdict, ...(ended.node !== null && { node: ended.node }) };
    }
    case 'generation-failed': {
      const sentence = onOneLine(bodyOf<'generation-failed'>(event).problem);
      return verdict === null ? {} : { verdict: { ...verdict, reason: 'bad-generated-tasks', sentence } };
    }
    case 'tasks-added':
      return { warnings: bodyOf<'tasks-added'>(event).warnings ?? [] };
    case 'task-measured': {
      const { raw } = bodyOf<'task-measured'>(event);
      return { learnedLater: raw === verdict?.raw ? '' : raw };
    }
    default:
      return {};
  }
}

/** An event is read as it was saved, without what stands in columns of its own. */
export function bodyOf<Kind extends EventKind>(
  event: StoredEvent,
): Omit<EventOf<Kind>, 'run' | 'at' | 'kind'> {
  return event.body as unknown as EventOf<Kind>;
}
