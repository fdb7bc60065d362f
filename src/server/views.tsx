import type { Change } from '../conductor/orders.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { ServerContext } from './context.ts';
import { MOST_JOBS, OVERVIEW_JOBS, tableProps } from './job-filter.ts';
import type { Fragment, LiveView } from './live.ts';
import { BackendCards } from './parts/backend-cards.tsx';
import { BackendChips } from './parts/backend-chips.tsx';
import { JobTable } from './parts/job-table.tsx';
import { OverviewAnswer } from './parts/overview-answer.tsx';
import { RunInfo } from './parts/run-info.tsx';
import { RunTable } from './parts/run-table.tsx';
import { TaskHead } from './parts/task-head.tsx';
import { RunItems } from './parts/task-list.tsx';
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
  return { key: 'backends', concerns: () => true, render: () => [backends(context)] };
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
    runs={context.store.listRuns({ limit: MOST_RUNS })}
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
    part('info-update', <RunInfo run={run} why={orders.explainRun(id)} now={now} />),
    part(
      'items-update',
      <RunItems run={id} rows={rows} explain={(row) => explainRow(orders, row)} now={now} />,
    ),
    backends(context),
  ];
}

function renderTask(context: ServerContext, runId: RunId, taskId: TaskId): readonly Fragment[] {
  const { store, orders } = context;
  const run = store.readRun(runId);
  const row = store.readTask(runId, taskId);
  if (run === null || row === null) return [];
  const why = explainRow(orders, row);
  return [
    part('task-update', <TaskHead run={run} row={row} why={why} now={context.now()} />),
    backends(context),
  ];
}

function backends(context: ServerContext): Fragment {
  const views = context.orders.backends();
  const now = context.now();
  return part(
    'backends-update',
    <>
      <BackendChips backends={views} now={now} />
      <BackendCards backends={views} now={now} />
    </>,
  );
}

function part(event: string, content: Parameters<typeof fragmentText>[0]): Fragment {
  return { event, html: fragmentText(content) };
}
