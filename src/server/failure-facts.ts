import { taskOf } from '../engine/retry.ts';
import type { TaskRow } from '../store/store.ts';
import { endOf, nodeOf, timesOf } from './summaries.ts';
import { durationWords } from './times.ts';
import { bytesWords } from './words.ts';

/** Where and when a task failed and what the limit was, where that is the reason: `on n113 after 14 min; asked for 16G`. */
export function failureFacts({ task, state }: TaskRow): string {
  if (state.is !== 'failed') return '';
  const { verdict } = state;
  if (verdict.source === 'scripthut' || verdict.reason === 'cancelled') return '';
  // What it wrote is at fault, not where it ran.
  if (verdict.reason === 'bad-generated-tasks') return '';
  const { startedAt, finishedAt } = timesOf(state);
  const node = nodeOf(state);
  const where = node === null ? '' : `on ${node}`;
  const when =
    startedAt === null || finishedAt === null ? '' : `after ${durationWords(finishedAt - startedAt)}`;
  const place = [where, when].filter((words) => words !== '').join(' ');
  return [place, limitWords({ task, state })].filter((words) => words !== '').join('; ');
}

/** What it asked for of what it ran out of. */
function limitWords({ task, state }: Pick<TaskRow, 'task' | 'state'>): string {
  const reason = state.is === 'failed' ? state.verdict.reason : null;
  const { memory, timeLimit } = taskOf(task, state).resources;
  if (reason === 'timeout') return `its time limit was ${timeLimit}`;
  if (reason !== 'out-of-memory') return '';
  const most = endOf(state).usage?.maxRssBytes ?? null;
  return `asked for ${memory}${most === null ? '' : ` and had ${bytesWords(most)} when it was measured last`}`;
}
