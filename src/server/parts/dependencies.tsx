import type { FC } from 'hono/jsx';
import type { RunId } from '../../engine/ids.ts';
import { statusOf } from '../../engine/state.ts';
import type { Task } from '../../engine/task.ts';
import type { TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { Cancel } from '../failures.ts';
import { BY_URGENCY } from '../task-groups.ts';
import { countWords } from '../words.ts';
import { TaskLine } from './task-row.tsx';

const MOST_SHOWN = 24;

export interface DependenciesProps {
  readonly run: RunId;
  readonly task: Task;
  readonly rows: readonly TaskRow[];
  /** One sentence for a task that is not a success; empty when there is none. */
  readonly explain: (row: TaskRow) => string;
  /** Who cancelled the run, if anybody did. */
  readonly cancel: Cancel;
  readonly now: number;
}

/** What a task needs, as it stands: what is not done first. `rows` may be the first of very many. */
export const Dependencies: FC<DependenciesProps> = ({ run, task, rows, explain, cancel, now }) => {
  const count = new Set(task.dependencies).size;
  if (count === 0) return <p class="empty">It waits for no other task.</p>;
  const rank = ({ state }: TaskRow) => BY_URGENCY.indexOf(statusOf(state));
  const shown = rows.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_SHOWN);
  return (
    <>
      <p class="quiet">{metWords(count, rows)}</p>
      <ul class="tasks tasks-boxed">
        {shown.map((row) => (
          <TaskLine row={row} why={explain(row)} cancel={cancel} now={now} anchor="dependency" />
        ))}
      </ul>
      {count > shown.length && (
        <p class="hint">
          and {countWords(count - shown.length, 'more task')}, all named in the{' '}
          <a href={paths.taskJson(run, task.id)}>definition</a>
        </p>
      )}
    </>
  );
};

/** `3 of 5 tasks are done`: of those that were looked up. */
function metWords(count: number, rows: readonly TaskRow[]): string {
  const met = rows.filter(({ state }) => statusOf(state) === 'completed').length;
  const looked = rows.length < count ? ` (of the first ${rows.length})` : '';
  return `${met} of ${countWords(count, 'task')} done${looked}; those that are not come first.`;
}
