import type { Child, FC } from 'hono/jsx';
import type { Problem } from '../../engine/problem.ts';
import { isTerminal, placedOf, statusOf } from '../../engine/state.ts';
import type { RunRow, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { failureFacts } from '../failure-facts.ts';
import { failureOf } from '../failures.ts';
import { visible } from '../log-text.ts';
import { nodeOf, timesOf } from '../summaries.ts';
import { markOfTask } from '../words.ts';
import { FailureWords } from './failure-words.tsx';
import { Ago, Duration } from './moment.tsx';
import { FaultList } from './problem-notice.tsx';
import { StateMark } from './state-mark.tsx';

export interface TaskHeadProps {
  readonly run: RunRow;
  readonly row: TaskRow;
  /** For what has not failed: one sentence, or empty. */
  readonly why: string;
  /** What is wrong with the tasks that it generated. */
  readonly faults: readonly Problem[];
  readonly now: number;
  /** What can be done, at the top right. */
  readonly children?: Child;
}

/** The head of a task's page: how it stands, why, and where it ran. */
export const TaskHead: FC<TaskHeadProps> = ({ run, row, why, faults, now, children }) => {
  const { task, state } = row;
  const mark = markOfTask(statusOf(state), state);
  const failure = failureOf(state, run.cancel);
  return (
    <section
      data-over={isTerminal(state) ? '' : undefined}
      id="task-head"
      class="run-info"
      data-title={`${mark}: ${visible(task.id)} · ScriptHut`}
    >
      <p class="crumb">
        <a href={paths.run(row.run)}>
          {visible(run.info.title ?? run.info.workflow)} <code>{row.run}</code>
        </a>
      </p>
      <div class="title-line">
        <h1 class="mono">{visible(task.id)}</h1>
        {children}
      </div>
      {task.name !== task.id && <p class="origin">{visible(task.name)}</p>}
      <p class="answer">
        <StateMark mark={mark} />
        {failure === null ? (
          why !== '' && <strong>{visible(why)}</strong>
        ) : (
          <span>
            <FailureWords failure={{ ...failure, raw: '' }} /> {visible(failureFacts(row))}
          </span>
        )}
      </p>
      {faults.length > 0 && (
        <div class="notice notice-bad">
          <FaultList faults={faults} />
        </div>
      )}
      <TaskLine run={run} row={row} now={now} />
    </section>
  );
};

/** Where it ran and for how long, in one line. */
const TaskLine: FC<Pick<TaskHeadProps, 'run' | 'row' | 'now'>> = ({ run, row: { state }, now }) => {
  const placed = placedOf(state);
  const { submittedAt, startedAt, finishedAt } = timesOf(state);
  const node = nodeOf(state);
  return (
    <p class="task-line">
      <span>
        {placed === null ? (
          'no job'
        ) : (
          <>
            job <code>{visible(placed.job)}</code>
          </>
        )}{' '}
        on {run.info.backend}
      </span>
      {node !== null && <span>{visible(node)}</span>}
      {state.attempt > 1 && <span>attempt {state.attempt}</span>}
      {startedAt !== null && (
        <span>
          {state.is === 'running' ? 'running' : 'ran'}{' '}
          <Duration from={startedAt} to={isTerminal(state) ? finishedAt : null} now={now} />
        </span>
      )}
      {submittedAt !== null && (
        <span>
          submitted <Ago at={submittedAt} now={now} />
        </span>
      )}
    </p>
  );
};
