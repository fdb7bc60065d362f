import type { FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { type Box, box, leaf } from '../pieces.ts';
import { causeWords, troubledRuns } from '../troubles.ts';
import { numberWords } from '../words.ts';
import { Ago, Clock } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

const MOST_TOLD = 8;

/** What failed since the reader looked last, and what goes on with failures. Empty, but in its place, where nothing did. */
export function troublePiece(context: ServerContext, seenUntil: number): Box {
  const { store } = context;
  const now = context.now();
  const runs = troubledRuns(store, seenUntil, MOST_TOLD + 1);
  const lines = runs.slice(0, MOST_TOLD).map((run) => {
    const { info, status, counts, endedAt } = run;
    const shown = [status, endedAt, counts.failed, counts.dep_failed, run.taskCount];
    return leaf(`trouble-${info.id}`, shown, () => (
      <TroubleLine run={run} causes={causeWords(store, run)} now={now} />
    ));
  });
  return box('troubles', lines, (place) => (
    <section id="troubles" aria-label="What failed">
      {runs.length > 0 && (
        <>
          <div class="section-line">
            <h2 class="section">
              <span>
                Failed since <Clock at={seenUntil} now={now} />
              </span>
            </h2>
            <form method="post" action={paths.seen()}>
              <button type="submit" class="button">
                I have seen these
              </button>
            </form>
          </div>
          <ul class="troubles">{place}</ul>
          {runs.length > MOST_TOLD && (
            <p class="quiet">
              <a href={paths.runs({ status: 'failed' })}>All that failed</a>
            </p>
          )}
        </>
      )}
      {runs.length === 0 && place}
    </section>
  ));
}

const TroubleLine: FC<{ run: RunRow; causes: string; now: number }> = ({ run, causes, now }) => {
  const { info, status, counts, taskCount, endedAt } = run;
  return (
    <li id={`trouble-${info.id}`} class="trouble">
      <StateMark mark={status} />
      <a class="row-link" href={paths.run(info.id)}>
        {visible(info.title ?? info.workflow)}
      </a>
      <span class="trouble-words">
        <span class="bad">
          {numberWords(counts.failed)} of {numberWords(taskCount)} failed
        </span>
        {causes !== '' && <>: {visible(causes)}</>}
        {counts.dep_failed > 0 && <span class="quiet"> · {numberWords(counts.dep_failed)} held back</span>}
      </span>
      <span class="trouble-when quiet">{endedAt === null ? 'going on' : <Ago at={endedAt} now={now} />}</span>
    </li>
  );
};
