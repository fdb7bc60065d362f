import type { FC } from 'hono/jsx';
import type { RunChannel } from '../../conductor/notifications.ts';
import type { RunCost } from '../../engine/cost-sum.ts';
import type { RunRow } from '../../store/store.ts';
import { visible } from '../log-text.ts';
import { endedCount, failedWord, numberWords } from '../words.ts';
import { CostWords } from './cost-words.tsx';
import { Duration } from './moment.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { RunMenus } from './run-menus.tsx';
import { StateMark } from './state-mark.tsx';

export interface RunInfoProps {
  readonly run: RunRow;
  /** `in about 40 min`; empty where there is no evidence. */
  readonly ends: string;
  /** Null where there is nothing to tell. */
  readonly cost: RunCost | null;
  /** Who can be told of it, and who is. */
  readonly channels: readonly RunChannel[];
  readonly now: number;
}

/** The head of a run's pages, which stays in sight: how it is going, and what can be done. */
export const RunInfo: FC<RunInfoProps> = ({ run, ends, cost, channels, now }) => {
  const { info, counts } = run;
  const isCancelled = run.cancel !== null;
  return (
    <section
      id="run-info"
      class="run-info"
      data-title={runTitle(run)}
      data-icon={`${run.status} ${percentEnded(run)}`}
    >
      <div class="title-line">
        <h1>{visible(info.title ?? info.workflow)}</h1>
        <RunMenus run={run} channels={channels} />
      </div>
      <p class="answer">
        <StateMark
          mark={run.status}
          word={isCancelled && run.endedAt === null ? 'cancelling…' : run.status}
        />
        <span>
          <strong>
            {numberWords(endedCount(counts))} of {numberWords(run.taskCount)}
          </strong>{' '}
          ended
        </span>
        {counts.failed > 0 && (
          <span class={isCancelled ? undefined : 'bad'}>
            {numberWords(counts.failed)} {failedWord(isCancelled)}
          </span>
        )}
        {counts.dep_failed > 0 && <span>{numberWords(counts.dep_failed)} held back by a failure</span>}
        <span>
          {run.endedAt !== null && 'took '}
          <Duration from={info.createdAt} to={run.endedAt} now={now} />
          {run.endedAt === null && ' so far'}
        </span>
        {ends !== '' && <span title="From how long ended tasks took, and how many run at once">{ends}</span>}
        {cost !== null && <CostWords cost={cost} />}
      </p>
      <ProgressBar counts={counts} isCancelled={isCancelled} class="bar-large" />
    </section>
  );
};

/** For the browser's tab: progress first, because tabs are narrow. */
export function runTitle(run: RunRow): string {
  const name = visible(run.info.title ?? run.info.workflow);
  if (run.endedAt !== null) return `${run.status}: ${name} · ScriptHut`;
  return `${percentEnded(run)} % ${name} · ScriptHut`;
}

function percentEnded({ taskCount, counts }: RunRow): number {
  return taskCount === 0 ? 0 : Math.floor((100 * endedCount(counts)) / taskCount);
}
