import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import type { RunCost } from '../../engine/cost-sum.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { activeCount, countsSentence, endedCount, numberWords } from '../words.ts';
import { CommitMark } from './commit-mark.tsx';
import { CostWords } from './cost-words.tsx';
import { Ago, Duration } from './moment.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { RunMenus } from './run-menus.tsx';
import { StaleNotice } from './stale-notice.tsx';
import { StateMark } from './state-mark.tsx';

export interface RunInfoProps {
  readonly run: RunRow;
  /** One sentence, or empty. */
  readonly why: string;
  /** Where it runs; undefined when that is not configured any more. */
  readonly backend: BackendView | undefined;
  /** Null where there is nothing to tell. */
  readonly cost: RunCost | null;
  readonly now: number;
}

/** The head of the run page: how it is going, and why it is stuck. */
export const RunInfo: FC<RunInfoProps> = ({ run, why, backend, cost, now }) => {
  const { info, status, counts, taskCount } = run;
  return (
    <section id="run-info" class="run-info" data-title={runTitle(run)}>
      <div class="title-line">
        <h1>{visible(info.title ?? info.workflow)}</h1>
        <RunMenus run={run} />
      </div>
      <Origin run={run} now={now} />
      {run.endedAt === null && <StaleNotice backend={backend} jobs={activeCount(counts)} now={now} />}
      <p class="answer">
        <StateMark
          mark={status}
          word={run.cancel !== null && run.endedAt === null ? 'cancelling…' : status}
        />
        <span>
          <strong>
            {numberWords(endedCount(counts))} of {numberWords(taskCount)}
          </strong>{' '}
          ended
        </span>
        {counts.failed > 0 && <span class="bad">{numberWords(counts.failed)} failed</span>}
        {counts.dep_failed > 0 && <span>{numberWords(counts.dep_failed)} held back by a failure</span>}
        <span>
          {run.endedAt !== null && 'took '}
          <Duration from={info.createdAt} to={run.endedAt} now={now} />
          {run.endedAt === null && ' so far'}
        </span>
        {cost !== null && <CostWords cost={cost} />}
      </p>
      <ProgressBar counts={counts} class="bar-large" />
      <p class="counts">
        {countsSentence(counts)} · <a href={paths.runResources(info.id)}>Resources</a>
      </p>
      {why !== '' && <p class="run-why">{visible(why)}</p>}
    </section>
  );
};

const Origin: FC<{ run: RunRow; now: number }> = ({ run: { info }, now }) => (
  <p class="origin">
    run <code>{info.id}</code>
    {info.title !== null && <> of {visible(info.workflow)}</>} on{' '}
    <a href={`${paths.backends()}#backend-${info.backend}`}>{info.backend}</a>
    {info.git !== null && (
      <>
        {' · '}
        <CommitMark {...info.git} />
      </>
    )}
    {' · '}started <Ago at={info.createdAt} now={now} />
    {info.maxConcurrent !== null && <> · at most {numberWords(info.maxConcurrent)} at a time</>}
  </p>
);

/** For the browser's tab: progress first, because tabs are narrow. */
export function runTitle(run: RunRow): string {
  const name = visible(run.info.title ?? run.info.workflow);
  if (run.endedAt !== null) return `${run.status}: ${name} · ScriptHut`;
  const percent = run.taskCount === 0 ? 0 : Math.floor((100 * endedCount(run.counts)) / run.taskCount);
  return `${percent} % ${name} · ScriptHut`;
}
