import type { Event } from '../engine/event.ts';
import type { StoredEvent } from '../store/store.ts';
import { bodyOf } from './attempts.ts';
import { eventWords } from './event-words.ts';
import { countWords } from './words.ts';

/** Which tasks of the run an event names, by index. */
export function namedTasks({ kind, body }: StoredEvent): readonly number[] {
  if (kind === 'tasks-added') return [body.generator as number];
  if (kind === 'rerun-requested') return body.tasks as readonly number[];
  if (kind === 'submission-intended') {
    return (body.tasks as readonly { readonly index: number }[]).map(({ index }) => index);
  }
  return typeof body.task === 'number' ? [body.task] : [];
}

/** What happened to a run, in a few words without the name of the task. */
export function historyWords(event: StoredEvent): string {
  const named = namedTasks(event).length;
  switch (event.kind) {
    case 'run-created':
      return `created with ${countWords((event.body.tasks as { count: number }).count, 'task')}`;
    case 'run-ended':
      return `the run ended: ${bodyOf<'run-ended'>(event).status}`;
    case 'run-deleted':
      return 'deleted';
    case 'cancel-requested':
      return `${bodyOf<'cancel-requested'>(event).by} cancelled the run`;
    case 'tasks-added': {
      const added = event.body.tasks as { readonly count: number };
      return `generated ${countWords(added.count, 'task')}`;
    }
    case 'rerun-requested':
      return `${bodyOf<'rerun-requested'>(event).by} asked for ${countWords(named, 'task')} once more`;
    case 'submission-intended':
      return named === 1
        ? `handed to the scheduler as submission ${submissionOf(event)}`
        : `${countWords(named, 'task')} handed to the scheduler as submission ${submissionOf(event)}`;
    case 'run-labelled':
    case 'notice-dropped':
      return eventWords(event);
    default:
      return named > 0 ? eventWords(event) : `submission ${submissionOf(event)}: ${eventWords(event)}`;
  }
}

function submissionOf({ body }: StoredEvent): number {
  return (body as unknown as Extract<Event, { kind: 'submission-intended' }>).submission;
}
