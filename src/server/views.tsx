import type { FC } from 'hono/jsx';
import type { Change } from '../conductor/orders.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import type { ServerContext } from './context.ts';
import { costOfRow } from './costs.ts';
import { MOST_JOBS, OVERVIEW_JOBS, tableProps } from './job-filter.ts';
import type { Fragment, LiveView } from './live.ts';
import { AttemptList } from './parts/attempt-list.tsx';
import { BackendCards } from './parts/backend-cards.tsx';
import { BackendChips } from './parts/backend-chips.tsx';
import { JobTable } from './parts/job-table.tsx';
import { OrphanNotice } from './parts/orphan-notice.tsx';
import { OverviewAnswer } from './parts/overview-answer.tsx';
import { PolitenessCards } from './parts/politeness-cards.tsx';
import { RunInfo } from './parts/run-info.tsx';
import { RunTable } from './parts/run-table.tsx';
import { TaskAgain } from './parts/task-again.tsx';
import { TaskHead } from './parts/task-head.tsx';
import { RunItems } from './parts/task-list.tsx';
import { TaskLogs } from './parts/task-logs.tsx';
import type { Preferences } from './preferences.ts';
import { fragmentText } from './render.ts';
import { explainRow } from './why.ts';

/** What each kind of page shows live (`compat.md` 13.3). */

export function jobsView(context: ServerContext, preferences: Preferences, isOverview: boolean): LiveView {
  const { filterUser, liveView } = preferences;
  const limit = isOverview ? OVERVIEW_JOBS : MOST_JOBS;
  return {
    key: `jobs ${isOverview} ${filterUser} ${liveView}`,
    concerns: () => true,
    render: () => [
      ...(isOverview ? [part('overview-update', <OverviewAnswer context={context} />)] : []),
      part('jobs-update', <JobTable {...tableProps(context, preferences, limit)} />),
      backends(context),
    ],
  };
}

export function backendsView(context: ServerContext): LiveView {
  const politeness = () => <PolitenessCards orders={context.orders} now={context.now()} />;
  return {
    key: 'backends',
    concerns: () => true,
    render: () => [backends(context), part('politeness-update', politeness())],
  };
}

/** Runs of one page of the list, the newest. */
export const MOST_RUNS = 100;

export function runsView(context: ServerContext): LiveView {
  return {
    key: 'runs',
    concerns: () => true,
    render: () => [part('runs-update', <NewestRuns context={context} />), backends(context)],
  };
}

const NewestRuns = ({ context }: { context: ServerContext }) => (
  <RunTable
    id="runs"
    selectable
    runs={context.store.listRuns({ limit: MOST_RUNS })}
    costs={context.orders.costs}
    now={context.now()}
    empty="No runs yet."
  />
);

/** The run page, or the page of one of its tasks. */
export function runView(context: ServerContext, run: RunId, task: TaskId | null): LiveView {
  let seen = context.store.lastSequence();
  return {
    key: `run ${run} ${task ?? ''}`,
    concerns: (change: Change) => {
      if (change.is === 'polled') return true;
      const isOurs = context.store.eventsAfter(seen, 1, run).length > 0;
      seen = change.last;
      return isOurs;
    },
    render: () => (task === null ? renderRun(context, run) : renderTask(context, run, task)),
  };
}

function renderRun(context: ServerContext, id: RunId): readonly Fragment[] {
  const { store, orders } = context;
  const run = store.readRun(id);
  if (run === null) return [];
  const now = context.now();
  const rows = store.listTasks(id);
  return [
    part('info-update', <RunHead context={context} run={run} />),
    part(
      'items-update',
      <RunItems
        run={id}
        cancel={run.cancel}
        rows={rows}
        explain={(row) => explainRow(orders, row)}
        now={now}
      />,
    ),
    backends(context),
  ];
}

/** The head of a run's page as it stands now. */
export const RunHead: FC<{ context: ServerContext; run: RunRow }> = ({ context, run }) => {
  const { orders } = context;
  const backend = orders.backends().find(({ name }) => name === run.info.backend);
  return (
    <RunInfo
      run={run}
      why={orders.explainRun(run.info.id)}
      backend={backend}
      cost={orders.costs.now(run)}
      now={context.now()}
    />
  );
};

/** What changes on a task's page: how it stands, what can be done, what it says, what was tried. */
export const TaskLive: FC<{ context: ServerContext; run: RunRow; row: TaskRow }> = ({
  context,
  run,
  row,
}) => (
  <>
    <TaskHead
      run={run}
      row={row}
      why={explainRow(context.orders, row)}
      cost={costOfRow(context.orders.costs.prices(), row)}
      now={context.now()}
    >
      <TaskAgain run={run} row={row} store={context.store} />
    </TaskHead>
    <TaskLogs row={row} />
    <AttemptList context={context} run={run} row={row} />
  </>
);

function renderTask(context: ServerContext, runId: RunId, taskId: TaskId): readonly Fragment[] {
  const run = context.store.readRun(runId);
  const row = context.store.readTask(runId, taskId);
  if (run === null || row === null) return [];
  return [part('task-update', <TaskLive context={context} run={run} row={row} />), backends(context)];
}

function backends(context: ServerContext): Fragment {
  const views = context.orders.backends();
  const now = context.now();
  return part(
    'backends-update',
    <>
      <BackendChips backends={views} now={now} />
      <BackendCards backends={views} now={now} />
      <OrphanNotice orphans={context.orders.orphans()} now={now} />
    </>,
  );
}

function part(event: string, content: Parameters<typeof fragmentText>[0]): Fragment {
  return { event, html: fragmentText(content) };
}
