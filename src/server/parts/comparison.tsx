import type { Child, FC } from 'hono/jsx';
import type { ComparedAmount, Some, TaskComparison } from '../../engine/compare-tasks.ts';
import { dollarWords } from '../../engine/cost-words.ts';
import type { TaskId } from '../../engine/ids.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { type ComparedFact, compareRuns, compareVariables } from '../run-comparison.ts';
import { durationWords } from '../times.ts';
import { bytesWords, countWords, numberWords } from '../words.ts';
import { StateMark } from './state-mark.tsx';

interface ComparisonProps {
  readonly context: ServerContext;
  /** The older one. */
  readonly a: RunRow;
  readonly b: RunRow;
  readonly tasks: TaskComparison;
}

/** Two runs beside each other: what they are, and only what differs between their tasks. */
export const Comparison: FC<ComparisonProps> = ({ context, a, b, tasks }) => {
  const variables = compareVariables(a.info, b.info);
  const both = { a, b };
  return (
    <>
      <h1>{answer(tasks, haveEnded(both))}</h1>
      <FactTable caption="The runs" facts={compareRuns(context, a, b)} {...both} />
      {variables.length > 0 && <FactTable caption="Variables that differ" facts={variables} {...both} />}
      <Statuses {...both} tasks={tasks} />
      <Amount {...both} title="Duration" amount={tasks.elapsed} words={durationWords} />
      <Amount {...both} title="Memory" amount={tasks.memory} words={bytesWords} />
      <Amount {...both} title="Cost, est." amount={tasks.cost} words={dollarWords} />
      <Names title="Only in the older run" tasks={tasks.onlyA} run={a} />
      <Names title="Only in the newer run" tasks={tasks.onlyB} run={b} />
      <Names title="Defined otherwise: command or resources" tasks={tasks.asked} run={b} />
    </>
  );
};

/** Until both have ended, what differs is only how far they are. */
function haveEnded({ a, b }: Two): boolean {
  return a.endedAt !== null && b.endedAt !== null;
}

function answer({ both, statuses, onlyA, onlyB, elapsed }: TaskComparison, isOver: boolean): string {
  if (both === 0) return 'The two runs have no task in common.';
  const differences = [
    ...(statuses.count > 0
      ? [`${countWords(statuses.count, 'task')} ${isOver ? 'ended otherwise' : 'in another state so far'}`]
      : []),
    ...(onlyA.count + onlyB.count > 0
      ? [`${numberWords(onlyA.count + onlyB.count)} only in one of them`]
      : []),
    ...(elapsed !== null && elapsed.outliers.length > 0
      ? [`${numberWords(elapsed.outliers.length + elapsed.moreOutliers)} took unusually long or short`]
      : []),
  ];
  const among = `of ${countWords(both, 'task')} in both`;
  if (differences.length > 0) return `${differences.join(', ')}, ${among}.`;
  if (both === 1) return `The one task in both ${isOver ? 'ended alike' : 'is alike so far'}.`;
  return `All ${countWords(both, 'task')} ${isOver ? 'ended alike' : 'are alike so far'}.`;
}

interface Two {
  readonly a: RunRow;
  readonly b: RunRow;
}

const TableOfTwo: FC<Two & { caption: string; first: string; children?: Child }> = (props) => (
  <>
    <h2 class="section">{props.caption}</h2>
    <div class="table-wrap scrolls">
      <table class="two">
        <thead>
          <tr>
            <th scope="col">{props.first}</th>
            <th scope="col">
              <a href={paths.run(props.a.info.id)}>older: {props.a.info.id}</a>
            </th>
            <th scope="col">
              <a href={paths.run(props.b.info.id)}>newer: {props.b.info.id}</a>
            </th>
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  </>
);

const FactTable: FC<Two & { caption: string; facts: readonly ComparedFact[] }> = ({
  caption,
  facts,
  a,
  b,
}) => (
  <TableOfTwo caption={caption} first="" a={a} b={b}>
    {facts.map((fact) => (
      <tr class={fact.a === fact.b ? 'quiet' : undefined}>
        <th scope="row">
          {visible(fact.name)}
          {fact.a !== fact.b && <span class="only-read">, differs</span>}
        </th>
        <td>{visible(fact.a)}</td>
        <td>{visible(fact.b)}</td>
      </tr>
    ))}
  </TableOfTwo>
);

const Statuses: FC<Two & { tasks: TaskComparison }> = ({ a, b, tasks: { statuses } }) =>
  statuses.count === 0 ? null : (
    <>
      <TableOfTwo
        caption={haveEnded({ a, b }) ? 'Ended otherwise' : 'In another state so far'}
        first="Task"
        a={a}
        b={b}
      >
        {statuses.first.map((changed) => (
          <tr>
            <th scope="row">
              <TaskLink a={a} b={b} task={changed.task} />
            </th>
            <td>
              <StateMark mark={changed.a} />
            </td>
            <td>
              <StateMark mark={changed.b} />
            </td>
          </tr>
        ))}
      </TableOfTwo>
      <More some={statuses} />
    </>
  );

type AmountProps = Two & {
  readonly title: string;
  readonly amount: ComparedAmount | null;
  readonly words: (value: number) => string;
};

/** As a whole, and the tasks that changed quite differently from the others. */
const Amount: FC<AmountProps> = ({ a, b, title, amount, words }) =>
  amount === null ? null : (
    <>
      <TableOfTwo caption={title} first="Task" a={a} b={b}>
        <tr>
          <th scope="row">
            {countWords(amount.tasks, 'task')} together{' '}
            <span class="quiet">typically {ratioWords(amount.typical)}</span>
          </th>
          <td>{words(amount.a)}</td>
          <td>{words(amount.b)}</td>
        </tr>
        {amount.outliers.map((outlier) => (
          <tr>
            <th scope="row">
              <span class="outlier" aria-hidden="true">
                {outlier.b > outlier.a * amount.typical ? '▲' : '▽'}{' '}
              </span>
              <TaskLink a={a} b={b} task={outlier.task} />{' '}
              <span class="second">{ratioWords(outlier.b / outlier.a)}</span>
            </th>
            <td>{words(outlier.a)}</td>
            <td>{words(outlier.b)}</td>
          </tr>
        ))}
      </TableOfTwo>
      {amount.moreOutliers > 0 && (
        <p class="quiet">and {countWords(amount.moreOutliers, 'further outlier')}</p>
      )}
    </>
  );

/** `1.5 times as much`, `about the same`. */
function ratioWords(ratio: number): string {
  if (ratio > 0.95 && ratio < 1.05) return 'about the same';
  return ratio >= 1 ? `${ratio.toFixed(1)} times as much` : `${Math.round(ratio * 100)} % of it`;
}

/** Leads to the difference of its logs. */
const TaskLink: FC<Two & { task: TaskId }> = ({ a, b, task }) => (
  <a
    href={`${paths.runsCompare({ a: a.info.id, b: b.info.id, task })}#logs`}
    title="What differs in its logs"
  >
    {visible(task)}
  </a>
);

const Names: FC<{ title: string; tasks: Some<TaskId>; run: RunRow }> = ({ title, tasks, run }) =>
  tasks.count === 0 ? null : (
    <>
      <h2 class="section">
        {title} <span class="quiet">{countWords(tasks.count, 'task')}</span>
      </h2>
      <ul class="task-names">
        {tasks.first.map((task) => (
          <li>
            <a href={paths.task(run.info.id, task)}>{visible(task)}</a>
          </li>
        ))}
      </ul>
      <More some={tasks} />
    </>
  );

const More: FC<{ some: Some<unknown> }> = ({ some: { count, first } }) =>
  count > first.length ? <p class="quiet">and {numberWords(count - first.length)} more</p> : null;
