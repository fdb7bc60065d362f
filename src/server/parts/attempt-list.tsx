import type { FC } from 'hono/jsx';
import { retriedWords } from '../../engine/sentences.ts';
import { statusOf } from '../../engine/state.ts';
import type { RunRow, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { scriptChanges } from '../attempt-changes.ts';
import { type Attempt, attemptsOf } from '../attempts.ts';
import type { ServerContext } from '../context.ts';
import { type Cancel, failureOfVerdict } from '../failures.ts';
import { visible } from '../log-text.ts';
import { markOfTask } from '../words.ts';
import { FailureWords } from './failure-words.tsx';
import { Ago, Duration } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

export interface AttemptListProps {
  readonly context: ServerContext;
  readonly run: RunRow;
  readonly row: TaskRow;
}

/** Every try at a task with its own end, logs and script, and what was changed for it; the newest first. */
export const AttemptList: FC<AttemptListProps> = ({ context, run, row }) => {
  const attempts = attemptsOf(context.store, row);
  const now = context.now();
  if (attempts.length === 0) return <p class="empty">Nothing has been sent yet.</p>;
  return (
    <ul class="attempts nodes">
      {attempts.toReversed().map((attempt) => (
        <AttemptLine attempt={attempt} row={row} cancel={run.cancel} now={now} others={attempts} />
      ))}
    </ul>
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
      <Changes attempt={attempt} others={others} />
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
  const overwriter = others.find(
    (other) => other.sent.attempt > attempt && other.sent.outputPath === outputPath,
  );
  return (
    <span class="attempt-texts">
      <a href={paths.task(row.run, row.task.id, { show: 'output', attempt })} title={visible(outputPath)}>
        Output
      </a>
      <a href={paths.task(row.run, row.task.id, { show: 'error', attempt })} title={visible(errorPath)}>
        Errors
      </a>
      <a href={paths.task(row.run, row.task.id, { show: 'script', attempt })}>Script</a>
      {overwriter !== undefined && (
        <span class="quiet">attempt {overwriter.sent.attempt} wrote to the same file</span>
      )}
    </span>
  );
};

const MOST_CHANGES = 12;

/** The lines of the script that are not as in the attempt before. */
const Changes: FC<Pick<LineProps, 'attempt' | 'others'>> = ({ attempt: { sent }, others }) => {
  const before = others.findLast((other) => other.sent.attempt < sent.attempt);
  if (before === undefined) return null;
  const changes = scriptChanges(before.sent, sent);
  if (changes.length === 0)
    return <span class="attempt-changes quiet">the same script as attempt {before.sent.attempt}</span>;
  return (
    <div class="attempt-changes">
      <span class="quiet">changed since attempt {before.sent.attempt}</span>
      <pre class="code changes" tabindex={0}>
        {changes.slice(0, MOST_CHANGES).map(({ sign, line }) => (
          <span class={sign === '-' ? 'gone' : 'came'}>{`${sign} ${visible(line)}\n`}</span>
        ))}
        {changes.length > MOST_CHANGES && `… and ${changes.length - MOST_CHANGES} more lines\n`}
      </pre>
    </div>
  );
};
