import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { type Moment, replayRun } from '../../conductor/replay.ts';
import type { RunRow, StoredEvent, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { numberFromQuery } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { historyWords, namedTasks } from '../history-words.ts';
import { visible } from '../log-text.ts';
import { runInPath } from '../lookup.ts';
import { Clock, ExactClock } from '../parts/moment.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { RunFrame } from '../parts/run-frame.tsx';
import { documentText } from '../render.ts';
import { runSelection } from '../run-selection.ts';
import { countsSentence } from '../words.ts';

/** `/runs/{id}/history`: all that happened to the run, newest first, and how it stood after each of it. */
export function historyRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/history', async (c) => {
    const since = context.live.since();
    const run = runInPath(c, context);
    const around = { c, context, run, tab: 'Events', selection: runSelection(c), since } as const;
    const history = readHistory(c, context, run);
    const at = numberFromQuery(c, 'at', 0, Number.MAX_SAFE_INTEGER);
    const moment = at === null ? null : await replayRun(context.store, run.info.id, at);
    return c.html(
      documentText(
        <RunFrame {...around}>
          <HistoryView run={run} history={history} moment={moment} now={context.now()} />
        </RunFrame>,
      ),
    );
  });
  return app;
}

/** Events of one page. */
const PAGE = 100;

interface History {
  /** Newest first. */
  readonly events: readonly StoredEvent[];
  /** The tasks that they name first, by index. */
  readonly rows: ReadonlyMap<number, TaskRow>;
  /** Whether there are older ones. */
  readonly hasMore: boolean;
  /** What the address says, to stay on this page. */
  readonly before: number | null;
}

function readHistory(c: Context, { store }: ServerContext, { info: { id } }: RunRow): History {
  const before = numberFromQuery(c, 'before', 0, Number.MAX_SAFE_INTEGER);
  const found = store.eventsBefore(before ?? Number.MAX_SAFE_INTEGER, PAGE + 1, id);
  const events = found.slice(0, PAGE);
  const indices = [...new Set(events.flatMap((event) => namedTasks(event).slice(0, 1)))];
  const rows = store.listTasks(id, { indices });
  return {
    events,
    rows: new Map(rows.map((row) => [row.index, row])),
    hasMore: found.length > PAGE,
    before,
  };
}

interface HistoryViewProps {
  readonly run: RunRow;
  readonly history: History;
  readonly moment: Moment | null;
  readonly now: number;
}

const HistoryView: FC<HistoryViewProps> = ({ run, history, moment, now }) => {
  const { events, hasMore, before } = history;
  const last = events.at(-1);
  return (
    <section aria-label="Events">
      {moment === null ? (
        <p class="quiet">The time beside an event shows how the run stood then.</p>
      ) : (
        <MomentCard run={run} moment={moment} now={now} />
      )}
      {events.length === 0 && <p class="empty">No events: this is history of another program.</p>}
      <ol class="history">
        {events.map((event) => (
          <HistoryLine run={run} event={event} history={history} moment={moment} now={now} />
        ))}
      </ol>
      <p>
        {before !== null && <a href={paths.runHistory(run.info.id)}>Newest</a>}
        {before !== null && hasMore && ' · '}
        {hasMore && last !== undefined && (
          <a href={paths.runHistory(run.info.id, { before: last.sequence })}>Older</a>
        )}
      </p>
    </section>
  );
};

const MomentCard: FC<{ run: RunRow; moment: Moment; now: number }> = ({ run, moment, now }) => (
  <section class="card moment" aria-label="How the run stood">
    <h2>
      At <Clock at={moment.at} now={now} />: {moment.status}
    </h2>
    <ProgressBar counts={moment.counts} />
    <p>{countsSentence(moment.counts)}</p>
    <p>
      <a href={paths.runHistory(run.info.id)}>Back to now</a>
    </p>
  </section>
);

interface HistoryLineProps extends HistoryViewProps {
  readonly event: StoredEvent;
}

const HistoryLine: FC<HistoryLineProps> = ({ run, event, history, moment, now }) => {
  const [index] = namedTasks(event);
  const row = index === undefined ? undefined : history.rows.get(index);
  const isOfOne = row !== undefined && namedTasks(event).length === 1;
  const choice = { at: event.sequence, ...(history.before !== null && { before: history.before }) };
  return (
    <li aria-current={moment?.sequence === event.sequence ? 'true' : undefined}>
      <a class="when" href={paths.runHistory(run.info.id, choice)}>
        <ExactClock at={event.at} now={now} />
      </a>
      <span>
        {isOfOne && (
          <>
            <a class="task-id mono" href={paths.task(run.info.id, row.task.id)}>
              {visible(row.task.id)}
            </a>{' '}
          </>
        )}
        {visible(historyWords(event))}
      </span>
    </li>
  );
};
