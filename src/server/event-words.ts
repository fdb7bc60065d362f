import type { EventKind } from '../engine/event.ts';
import { onOneLine } from '../engine/faults.ts';
import { retriedWords } from '../engine/sentences.ts';
import type { StoredEvent } from '../store/store.ts';
import { bodyOf } from './attempts.ts';
import { failureOfVerdict } from './failures.ts';

/** What happened to a task, in a few words. */
export function eventWords(event: StoredEvent): string {
  const words = WORDS[event.kind];
  return words === undefined ? event.kind : words(event);
}

type Words = (event: StoredEvent) => string;

const WORDS: Readonly<Partial<Record<EventKind, Words>>> = {
  'submission-intended': () => 'handed to the scheduler',
  'submission-accepted': () => 'accepted by the scheduler',
  'submission-refused': (event) => `refused: ${bodyOf<'submission-refused'>(event).problem.message}`,
  'submission-deferred': (event) => `put off: ${bodyOf<'submission-deferred'>(event).problem.message}`,
  'submission-unanswered': (event) => `no answer: ${bodyOf<'submission-unanswered'>(event).problem.message}`,
  'submission-missing': () => 'looked for, and not found yet',
  'task-queued': (event) => {
    const { reason } = bodyOf<'task-queued'>(event);
    return reason === '' || reason === 'None' ? 'in the queue' : `in the queue: ${reason}`;
  },
  'task-started': (event) => {
    const { node } = bodyOf<'task-started'>(event);
    return node === '' ? 'started' : `started on ${node}`;
  },
  'task-settling': () => 'left the queue; its end is asked for',
  'task-ended': (event) => {
    const failure = failureOfVerdict(bodyOf<'task-ended'>(event).verdict, null);
    return failure === null ? 'completed' : `failed: ${failure.words}`;
  },
  'task-retried': (event) => retriedWords(bodyOf<'task-retried'>(event).retried),
  'task-measured': (event) => {
    const { raw } = bodyOf<'task-measured'>(event);
    return raw === '' ? 'measured' : `measured; the scheduler says ${raw}`;
  },
  'task-blocked': (event) => `blocked: ${bodyOf<'task-blocked'>(event).because} failed`,
  'task-withdrawn': (event) => `withdrawn: cancelled by ${bodyOf<'task-withdrawn'>(event).by}`,
  'tasks-added': () => 'its generated tasks were added',
  'generation-failed': (event) =>
    `its generated tasks were refused: ${onOneLine(bodyOf<'generation-failed'>(event).problem)}`,
  'run-labelled': ({ body }) =>
    `labels are now ${(body.labels as readonly string[]).join(', ') || 'none'}, says ${body.by}`,
  'notice-dropped': ({ body }) =>
    `a message to ${body.channel} was not sent: ${(body.problem as { readonly message: string }).message}`,
  'rerun-requested': (event) => `to be done once more, says ${bodyOf<'rerun-requested'>(event).by}`,
};
