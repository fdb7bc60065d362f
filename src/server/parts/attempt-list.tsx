import type { FC } from 'hono/jsx';
import { retriedWords } from '../../engine/sentences.ts';
import { statusOf } from '../../engine/state.ts';
import type { RunRow, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { type Attempt, attemptsOf } from '../attempts.ts';
import type { ServerContext } from '../context.ts';
import { type Cancel, failureOfVerdict } from '../failures.ts';
import { visible } from '../log-text.ts';
import { markOfTask } from '../words.ts';
import { FailureWords } from './failure-words.tsx';
import { TAIL_LINES } from './log-view.tsx';
import { Ago, Duration } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

export interface AttemptListProps {
  readonly context: ServerContext;
  readonly run: RunRow;
  readonly row: TaskRow;
}

/** Every try at a task with its own end, logs and script, the newest first. Empty, but in its place, before the first. */
export const AttemptList: FC<AttemptListProps> = ({ context, run, row }) => {
  const attempts = attemptsOf(context.store, row);
  const now = context.now();
  return (
    <section id="task-attempts">
      {attempts.length > 0 && (
        <>
          <h2 class="section">
            Attempts <span class="quiet">{attempts.length}</span>
          </h2>
          <ul class="attempts nodes">
            {attempts.toReversed().map((attempt) => (
              <AttemptLine attempt={attempt} row={row} cancel={run.cancel} now={now} others={attempts} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
};

interface LineProps {
  readonly attempt: Attempt;
  readonly row: TaskRow;
  readonly cancel: Cancel;
  readonly now: number;
  readonly others: readonly Attempt[];
}

const AttemptLine: FC<LineProps> = ({ attempt, row, cancel, now, others }) => {
  const { sent, verdict, job, node, learnedLater, warnings, retried } = attempt;
  const failure = verdict === null ? null : failureOfVerdict(verdict, cancel);
  return (
    <li class="attempt" id={`attempt-${sent.attempt}`}>
      <span class="attempt-number">Attempt {sent.attempt}</span>
      <AttemptMark attempt={attempt} row={row} />
      <span class="why">
        {failure !== null && <FailureWords failure={failure} />}
        {failure === null && verdict !== null && verdict.raw !== '' && (
          <code class="raw">{visible(verdict.raw)}</code>
        )}
        {learnedLater !== '' && (
          <span class="later">
            {' '}
            learned later: <code class="raw">{visible(learnedLater)}</code>
          </span>
        )}
        {retried !== null && <span class="second">{visible(retriedWords(retried))}</span>}
        {warnings.map((warning) => (
          <span class="second">Odd in the generated tasks: {visible(warning)}</span>
        ))}
      </span>
      <span class="meta">
        {job !== null && <span>job {visible(job)}</span>}
        {node !== null && <span>{visible(node)}</span>}
        {verdict !== null && <Duration from={verdict.startedAt} to={verdict.finishedAt} now={now} />}
        <span>
          sent <Ago at={sent.intendedAt} now={now} />
        </span>
      </span>
      <AttemptTexts attempt={attempt} row={row} others={others} />
    </li>
  );
};

/** An attempt that is not the newest has its end in the log; where it has none, nobody knows any more. */
const AttemptMark: FC<{ attempt: Attempt; row: TaskRow }> = ({ attempt: { sent, verdict }, row }) => {
  if (sent.attempt === row.state.attempt)
    return <StateMark mark={markOfTask(statusOf(row.state), row.state)} />;
  if (verdict === null) return <StateMark mark="unknown" word="no record" />;
  if (verdict.reason === 'completed') return <StateMark mark="completed" />;
  return <StateMark mark={verdict.reason === 'cancelled' ? 'cancelled' : 'failed'} />;
};

const AttemptTexts: FC<Pick<LineProps, 'attempt' | 'row' | 'others'>> = ({
  attempt: { sent },
  row,
  others,
}) => {
  const { attempt, outputPath, errorPath } = sent;
  const choice = { attempt, tail: TAIL_LINES };
  const overwriter = others.find(
    (other) => other.sent.attempt > attempt && other.sent.outputPath === outputPath,
  );
  return (
    <span class="attempt-texts">
      <a href={paths.taskLog(row.run, row.task.id, 'output', choice)} title={visible(outputPath)}>
        Output
      </a>
      <a href={paths.taskLog(row.run, row.task.id, 'error', choice)} title={visible(errorPath)}>
        Errors
      </a>
      <a href={paths.taskScript(row.run, row.task.id, { attempt })}>Script</a>
      {overwriter !== undefined && (
        <span class="quiet">attempt {overwriter.sent.attempt} wrote to the same file</span>
      )}
    </span>
  );
};
