import type { FC } from 'hono/jsx';
import type { LogStream, TaskLog } from '../../conductor/orders.ts';
import type { RunId, TaskId } from '../../engine/ids.ts';
import type { Problem } from '../../engine/problem.ts';
import type { Result } from '../../engine/result.ts';
import { type LogType, paths } from '../../wire/paths.ts';
import { readableLog, visible } from '../log-text.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** The end of a log is asked for in so many lines when nothing else is said. */
export const TAIL_LINES = 200;

export interface LogViewProps {
  readonly run: RunId;
  readonly task: TaskId;
  readonly type: LogStream;
  readonly log: Result<TaskLog>;
  /** Null stands for the newest. */
  readonly attempt: number | null;
  /** Null when the whole log is shown. */
  readonly tail: number | null;
  /** Shown where the log is empty: why the task failed. */
  readonly error: string;
}

/** The text of a log. */
export const LogView: FC<LogViewProps> = ({ run, task, type, log, attempt, tail, error }) => (
  <div id={`log-${type}`} class="log">
    {log.ok ? <LogText log={log.value} error={error} /> : <LogProblem problem={log.problem} />}
    {log.ok && (
      <p class="log-foot">
        <code class="path">{visible(log.value.path)}</code>
        {tail !== null && isCut(log.value.content, tail) && (
          <>
            {' '}
            last {tail} lines ·{' '}
            <a href={paths.taskLog(run, task, type, attempt === null ? {} : { attempt })}>whole log</a>
          </>
        )}
      </p>
    )}
  </div>
);

const LogProblem: FC<{ problem: Problem }> = ({ problem }) => <ProblemNotice problem={problem} />;

const LogText: FC<{ log: TaskLog; error: string }> = ({ log, error }) => {
  if (log.content !== null && log.content !== '') {
    // The box scrolls, so that one can reach it with the keyboard.
    return (
      <pre class="log-text" tabindex={0}>
        {readableLog(log.content)}
      </pre>
    );
  }
  return (
    <p class="empty">
      {error === '' ? 'Nothing here: the file does not exist (yet) or is empty.' : visible(error)}
    </p>
  );
};

function isCut(content: string | null, tail: number): boolean {
  return content !== null && content.split('\n').length > tail - 1;
}

export interface LiveLogProps {
  readonly run: RunId;
  readonly task: TaskId;
  readonly type: LogType;
  readonly attempt: number;
  /** Nothing more is written into it. */
  readonly isOver: boolean;
  /** Why there may be nothing. */
  readonly empty: string;
}

/** A log of any size, for the page's script; without it, a link to the log's page. */
export const LiveLog: FC<LiveLogProps> = ({ run, task, type, attempt, isOver, empty }) => (
  <log-view
    id={`log-${type}`}
    data-src={paths.taskLogPart(run, task, { type, attempt })}
    data-label={type === 'output' ? 'Output' : 'Errors'}
    data-empty={visible(empty)}
    data-over={isOver ? '' : undefined}
  >
    <p class="empty">
      <a href={paths.taskLog(run, task, type, { attempt, tail: TAIL_LINES })}>Show the end of this log</a>
    </p>
  </log-view>
);
