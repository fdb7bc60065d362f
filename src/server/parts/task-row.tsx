import type { FC } from 'hono/jsx';
import { isTerminal, placedOf, statusOf } from '../../engine/state.ts';
import type { TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { endOf, nodeOf, timesOf } from '../summaries.ts';
import { bytesWords, markOfTask } from '../words.ts';
import { Duration } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

/** One task: state, id, why it is so, and what it took. `anchor` keeps ids apart where a task is shown twice. */
export const TaskLine: FC<{ row: TaskRow; why: string; now: number; anchor?: string }> = (props) => {
  const { row, why, now, anchor = 'task' } = props;
  const { task, state } = row;
  return (
    <li class="task" id={`${anchor}-${row.index}`}>
      <StateMark mark={markOfTask(statusOf(state), state)} />
      <span class="task-name">
        <a class="task-id" href={paths.task(row.run, task.id)}>
          {visible(task.id)}
        </a>
        {task.name !== task.id && <span class="quiet"> {visible(task.name)}</span>}
      </span>
      <span class="why">{visible(why)}</span>
      <span class="meta">
        <TaskFacts row={row} now={now} />
      </span>
    </li>
  );
};

const TaskFacts: FC<{ row: TaskRow; now: number }> = ({ row: { state }, now }) => {
  const { startedAt, finishedAt } = timesOf(state);
  const { usage } = endOf(state);
  const isOver = isTerminal(state);
  const job = placedOf(state)?.job;
  return (
    <>
      {usage?.maxRssBytes ? <span>{bytesWords(usage.maxRssBytes)}</span> : null}
      {nodeOf(state) !== null && <span>{visible(nodeOf(state) ?? '')}</span>}
      {startedAt === null && job !== undefined && <span>job {visible(job)}</span>}
      {startedAt !== null && !(isOver && finishedAt === null) && (
        <Duration from={startedAt} to={isOver ? finishedAt : null} now={now} />
      )}
    </>
  );
};
