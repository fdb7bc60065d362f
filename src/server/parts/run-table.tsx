import type { Child, FC } from 'hono/jsx';
import type { RunCosts } from '../../conductor/run-costs.ts';
import type { RunCost } from '../../engine/cost-sum.ts';
import { costedWords, dollarWords } from '../../engine/cost-words.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { box, leaf, type Piece, pieceChild } from '../pieces.ts';
import { countsSentence, endedCount, failedWord, numberWords } from '../words.ts';
import { CommitMark } from './commit-mark.tsx';
import { LabelList } from './label-list.tsx';
import { Ago, Duration } from './moment.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { StateMark } from './state-mark.tsx';

export interface RunTableProps {
  readonly id: string;
  readonly runs: readonly RunRow[];
  /** Without, nothing is told of costs. */
  readonly costs?: RunCosts;
  readonly now: number;
  /** Said where there are no runs. */
  readonly empty: Child;
  /** What a run that goes on waits for; empty where there is nothing to tell. */
  readonly why?: (run: RunRow) => string;
  /** Runs that have ended can be chosen: form field `run_ids`. */
  readonly selectable?: boolean;
}

/** Runs as lines: what, how far, where, when. */
export const RunTable: FC<RunTableProps> = (props) => pieceChild(runTablePiece(props));

/** The same as a piece of a live page: a run that changes is one line. */
export function runTablePiece(props: RunTableProps): Piece {
  const { id, runs, costs, now, empty, why, selectable = false } = props;
  if (runs.length === 0) {
    return leaf(id, null, () => (
      <div id={id}>
        <div class="empty">{empty}</div>
      </div>
    ));
  }
  const priced = runs.map((run) => ({
    run,
    cost: costs?.now(run) ?? null,
    because: run.endedAt === null ? (why?.(run) ?? '') : '',
  }));
  const hasCosts = priced.some(({ cost }) => cost !== null);
  const lines = priced.map(({ run, cost, because }) => {
    const { status, taskCount, endedAt, counts, labels } = run;
    const told = [countsSentence(counts, run.cancel !== null), labels.join(','), because];
    const shown = [status, taskCount, endedAt, hasCosts, JSON.stringify(cost), ...told];
    return leaf(`run-${run.info.id}`, shown, () => (
      <RunLine
        run={run}
        because={because}
        cost={hasCosts ? cost : undefined}
        now={now}
        selectable={selectable}
      />
    ));
  });
  return box(id, lines, (place) => (
    <div id={id} class="table-wrap">
      <table class="runs">
        <RunTableHead selectable={selectable} hasCosts={hasCosts} />
        <tbody>{place}</tbody>
      </table>
    </div>
  ));
}

const RunTableHead: FC<{ selectable: boolean; hasCosts: boolean }> = ({ selectable, hasCosts }) => (
  <thead>
    <tr>
      {selectable && (
        <th scope="col" class="pick">
          <input
            type="checkbox"
            class="needs-script"
            data-choose="all"
            aria-label="Choose all that have ended"
          />
        </th>
      )}
      <th scope="col">State</th>
      <th scope="col">Workflow</th>
      <th scope="col" class="wide">
        Run
      </th>
      <th scope="col">Progress</th>
      <th scope="col" class="wide">
        Backend
      </th>
      <th scope="col">Started</th>
      <th scope="col" class="wide">
        Took
      </th>
      {hasCosts && (
        <th scope="col" class="wide">
          Cost, est.
        </th>
      )}
    </tr>
  </thead>
);

interface RunLineProps {
  readonly run: RunRow;
  /** What it waits for. */
  readonly because: string;
  /** Undefined where no run has any: then there is no column. */
  readonly cost: RunCost | null | undefined;
  readonly now: number;
  readonly selectable: boolean;
}

const RunLine: FC<RunLineProps> = ({ run, because, cost, now, selectable }) => {
  const { info, status, counts, taskCount, endedAt } = run;
  const isCancelled = run.cancel !== null;
  return (
    <tr id={`run-${info.id}`}>
      {selectable && <Pick run={run} />}
      <td class="status">
        <StateMark mark={status} />
      </td>
      <td class="name">
        <RunName run={run} />
      </td>
      <td class="wide steady">
        <code>{info.id}</code>
        {info.git !== null && (
          <span class="second">
            <CommitMark {...info.git} />
          </span>
        )}
      </td>
      <td class="progress">
        <ProgressBar counts={counts} isCancelled={isCancelled} />
        <span class="progress-words">
          {numberWords(endedCount(counts))} of {numberWords(taskCount)}
          {counts.failed > 0 && (
            <span class={isCancelled ? undefined : 'bad'}>
              {' '}
              · {numberWords(counts.failed)} {failedWord(isCancelled)}
            </span>
          )}
          {because !== '' && <span> · {visible(because)}</span>}
        </span>
      </td>
      <td class="wide steady">{info.backend}</td>
      <td class="time">
        <Ago at={info.createdAt} now={now} />
        {selectable && info.by !== undefined && <span class="second wide-inline">by {visible(info.by)}</span>}
      </td>
      <td class="wide time">
        <Duration from={info.createdAt} to={endedAt} now={now} />
      </td>
      {cost !== undefined && <CostCell cost={cost} />}
    </tr>
  );
};

/** Its checkbox, once it has ended. */
const Pick: FC<{ run: RunRow }> = ({ run: { info, endedAt } }) => (
  <td class="pick">
    {endedAt !== null && (
      <input
        type="checkbox"
        name="run_ids"
        value={info.id}
        aria-label={`Choose ${visible(info.title ?? info.workflow)} ${info.id}`}
      />
    )}
  </td>
);

const RunName: FC<{ run: RunRow }> = ({ run: { info, labels } }) => (
  <>
    <a class="row-link" href={paths.run(info.id)}>
      {visible(info.title ?? info.workflow)}
    </a>
    {info.title !== null && <span class="second wide-inline">{visible(info.workflow)}</span>}
    {labels.length > 0 && <LabelList labels={labels} />}
  </>
);

const CostCell: FC<{ cost: RunCost | null }> = ({ cost }) => (
  <td class="wide time" title={cost === null ? undefined : costedWords(cost)}>
    {cost !== null && dollarWords(cost.spent)}
  </td>
);
