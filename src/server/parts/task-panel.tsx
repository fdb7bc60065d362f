import type { Child, FC } from 'hono/jsx';
import { isTerminal, placedOf } from '../../engine/state.ts';
import type { RunRow, TaskRow } from '../../store/store.ts';
import { paths, type TaskShow } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { costOfRow } from '../costs.ts';
import { type Piece, pieceChild } from '../pieces.ts';
import { orRefuse } from '../problems.tsx';
import { explainRow } from '../why.ts';
import { AttemptList } from './attempt-list.tsx';
import { Dependencies } from './dependencies.tsx';
import { EnvironmentPart } from './environment-part.tsx';
import { LiveLog } from './log-view.tsx';
import { ScriptPart } from './script-part.tsx';
import { TaskEvents } from './task-events.tsx';
import { TaskFacts } from './task-facts.tsx';

const TABS: readonly (readonly [show: TaskShow, words: string])[] = [
  ['output', 'Output'],
  ['error', 'Errors'],
  ['script', 'Script'],
  ['environment', 'Environment'],
  ['attempts', 'Attempts'],
  ['resources', 'Resources'],
  ['dependencies', 'Needs'],
  ['events', 'Events'],
];

export function isTaskShow(name: string | undefined): name is TaskShow {
  return TABS.some(([show]) => show === name);
}

export interface TaskPanelProps {
  readonly context: ServerContext;
  readonly run: RunRow;
  readonly row: TaskRow;
  readonly show: TaskShow;
  /** Whose log or script; null stands for the newest. */
  readonly attempt: number | null;
  readonly head: readonly Piece[];
  readonly children?: Child;
}

/** Everything about a task: the same on a page of its own and beside what it was chosen in. */
export const TaskPanel: FC<TaskPanelProps> = ({ row, show, attempt, head, children }) => {
  const { id } = row.task;
  const ofAttempt = attempt === null ? {} : { attempt };
  return (
    <task-panel id="task-panel" data-href={paths.task(row.run, id, { show, ...ofAttempt })}>
      {head.map(pieceChild)}
      <nav class="tabs" aria-label="About this task">
        {TABS.map(([name, words]) => (
          <a
            href={paths.task(row.run, id, { show: name, ...ofAttempt })}
            aria-current={name === show ? 'page' : undefined}
          >
            {words} <TabCount show={name} row={row} attempt={attempt} />
          </a>
        ))}
      </nav>
      <section id={`task-${show}`} class="task-section" aria-label={wordsOf(show)}>
        {attempt !== null && attempt !== row.state.attempt && (
          <p class="notice">
            Of attempt {attempt}. <a href={paths.task(row.run, id, { show })}>The newest</a> is{' '}
            {row.state.attempt}.
          </p>
        )}
        {children}
      </section>
    </task-panel>
  );
};

function wordsOf(show: TaskShow): string {
  return TABS.find(([name]) => name === show)?.[1] ?? '';
}

const TabCount: FC<Pick<TaskPanelProps, 'show' | 'row' | 'attempt'>> = ({ show, row, attempt }) => {
  const { run, task, state } = row;
  // The log that is shown first may be silent about a failure of which the other one tells.
  if (show === 'error' && state.is === 'failed' && state.placed !== null) {
    const src = paths.taskLogPart(run, task.id, { type: 'error', attempt: attempt ?? state.attempt });
    return <log-size class="quiet" data-src={src} />;
  }
  const count = {
    attempts: state.attempt > 1 ? state.attempt : 0,
    dependencies: new Set(task.dependencies).size,
  }[show as string];
  return count === undefined || count === 0 ? null : <span class="quiet">{count}</span>;
};

/** What a tab shows. What has to be asked for is asked before it is written. */
export async function taskSection(props: Omit<TaskPanelProps, 'head' | 'children'>): Promise<Child> {
  const { context, run, row, show, attempt } = props;
  const { orders, store } = context;
  const { id } = row.task;
  const now = context.now();
  switch (show) {
    case 'output':
    case 'error':
      return (
        <LiveLog
          run={row.run}
          task={id}
          type={show}
          attempt={attempt ?? row.state.attempt}
          isOver={isTerminal(row.state) || (attempt !== null && attempt < row.state.attempt)}
          empty={emptyWords(context, row)}
        />
      );
    case 'script':
      return (
        <>
          <ScriptPart script={orRefuse(await orders.script(row.run, id, attempt ?? undefined))} />
          <p>
            <a href={paths.taskJson(row.run, id)}>Definition as JSON</a>
          </p>
        </>
      );
    case 'environment':
      return <EnvironmentPart run={run.info} environment={orRefuse(orders.environment(row.run, id))} />;
    case 'attempts':
      return <AttemptList context={context} run={run} row={row} />;
    case 'resources':
      return <TaskFacts run={run} row={row} cost={costOfRow(orders.costs.prices(), row)} now={now} />;
    case 'dependencies':
      return <Needs context={context} run={run} row={row} />;
    case 'events':
      return <TaskEvents events={store.listTaskEvents(row.run, id)} now={now} />;
  }
}

/** Dependencies that are looked up; a task may have tens of thousands. */
const MOST_DEPENDENCIES = 200;

const Needs: FC<Pick<TaskPanelProps, 'context' | 'run' | 'row'>> = ({ context, run, row }) => {
  const { orders, store } = context;
  const names = [...new Set(row.task.dependencies)].slice(0, MOST_DEPENDENCIES);
  return (
    <Dependencies
      run={row.run}
      cancel={run.cancel}
      task={row.task}
      rows={names.flatMap((name) => store.readTask(row.run, name) ?? [])}
      explain={(other) => explainRow(orders, other)}
      now={context.now()}
    />
  );
};

/** Why there may be nothing to read. */
function emptyWords(context: ServerContext, row: TaskRow): string {
  // Why it failed is not why it wrote nothing, once it ran.
  if (isTerminal(row.state) && placedOf(row.state) !== null)
    return 'It wrote nothing here, or the file is gone.';
  const why = explainRow(context.orders, row);
  return why === '' ? 'Nothing has been written yet.' : `Nothing has been written: ${why}`;
}
