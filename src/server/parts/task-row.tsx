import type { FC } from 'hono/jsx';
import { isTerminal, placedOf, statusOf } from '../../engine/state.ts';
import type { TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { type Cancel, type Failure, failureOf } from '../failures.ts';
import { visible } from '../log-text.ts';
import { endOf, nodeOf, timesOf } from '../summaries.ts';
import { bytesWords, markOfTask } from '../words.ts';
import { FailureWords } from './failure-words.tsx';
import { Duration } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

export interface TaskLineProps {
  readonly row: TaskRow;
  /** For what has not failed: one sentence, or empty. */
  readonly why: string;
  /** Of the run. */
  readonly cancel: Cancel;
  readonly now: number;
  /** Where it stands, in a list of which only a part is in the page. */
  readonly place?: LinePlace;
  /** Keeps ids apart where a task is shown twice. */
  readonly anchor?: string;
}

export interface LinePlace {
  /** From 1. */
  readonly at: number;
  readonly of: number;
  /** How many groups stand around it. */
  readonly depth?: number;
  readonly fold?: string;
}

/** One task: state, id, why it is so, and what it took. */
export const TaskLine: FC<TaskLineProps> = (props) => {
  const { row, why, cancel, now, place, anchor = 'task' } = props;
  const { task, state } = row;
  const failure = failureOf(state, cancel);
  return (
    <li
      class={`line task depth-${Math.min(place?.depth ?? 0, 4)}`}
      id={`${anchor}-${row.index}`}
      aria-setsize={place?.of}
      aria-posinset={place?.at}
      data-fold={place?.fold}
    >
      <StateMark mark={markOfTask(statusOf(state), state)} />
      <span class="task-name">
        <a class="task-id" href={paths.task(row.run, task.id)}>
          {visible(task.id)}
        </a>
        {task.name !== task.id && <span class="quiet"> {visible(task.name)}</span>}
      </span>
      <span class="why" title={visible(failure === null ? why : sentenceOf(failure))}>
        {failure === null ? visible(why) : <FailureWords failure={failure} />}
      </span>
      <span class="meta">
        <TaskFacts row={row} now={now} />
      </span>
    </li>
  );
};

/** On hover, where the line has no room for it. */
function sentenceOf({ words, detail, raw }: Failure): string {
  return [words, detail, raw].filter((part) => part !== '').join(' ');
}

const TaskFacts: FC<{ row: TaskRow; now: number }> = ({ row: { state }, now }) => {
  const { startedAt, finishedAt } = timesOf(state);
  const { usage } = endOf(state);
  const isOver = isTerminal(state);
  const job = placedOf(state)?.job;
  return (
    <>
      {state.attempt > 1 && <span>attempt {state.attempt}</span>}
      {usage?.maxRssBytes ? <span>{bytesWords(usage.maxRssBytes)}</span> : null}
      {nodeOf(state) !== null && <span>{visible(nodeOf(state) ?? '')}</span>}
      {startedAt === null && job !== undefined && <span>job {visible(job)}</span>}
      {startedAt !== null && !(isOver && finishedAt === null) && (
        <Duration from={startedAt} to={isOver ? finishedAt : null} now={now} />
      )}
    </>
  );
};
