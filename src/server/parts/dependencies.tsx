import type { FC } from 'hono/jsx';
import type { Task } from '../../engine/task.ts';
import { paths } from '../../wire/paths.ts';
import { byUrgency } from '../task-groups.ts';
import { countWords } from '../words.ts';
import { type TaskListProps, taskLine } from './task-list.tsx';

const MOST_SHOWN = 24;

/** What a task needs, as it stands: what is not done first. `rows` may be the first of very many. */
export const Dependencies: FC<TaskListProps & { task: Task }> = ({ task, ...props }) => {
  const { rows, run } = props;
  const count = new Set(task.dependencies).size;
  if (count === 0) return null;
  const shown = byUrgency(rows).slice(0, MOST_SHOWN);
  return (
    <>
      <h2 class="section">
        Waits for <span class="quiet">{countWords(count, 'task')}</span>
      </h2>
      <ul class="tasks tasks-boxed">{shown.map((row) => taskLine(props, row, 'dependency'))}</ul>
      {count > shown.length && (
        <p class="hint">
          and {countWords(count - shown.length, 'more task')}, all named in the{' '}
          <a href={paths.taskJson(run, task.id)}>definition</a>
        </p>
      )}
    </>
  );
};
