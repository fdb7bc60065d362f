import type { Change } from '../conductor/orders.ts';
import type { BackendName, RunId, TaskId } from '../engine/ids.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import { backendPieces } from './backend-pieces.tsx';
import type { ServerContext } from './context.ts';
import type { LivePart, LiveView } from './feed.ts';
import { FollowedRuns } from './followed-runs.ts';
import { generationFaults } from './generation-faults.ts';
import { type AskedJobs, OVERVIEW_JOBS, tableProps } from './job-filter.ts';
import type { TaskList } from './listed-tasks.ts';
import { BackendCards } from './parts/backend-cards.tsx';
import { BackendChips } from './parts/backend-chips.tsx';
import { jobTablePiece } from './parts/job-table.tsx';
import { OrphanNotice } from './parts/orphan-notice.tsx';
import { overviewPiece } from './parts/overview-answer.tsx';
import { PolitenessCards } from './parts/politeness-cards.tsx';
import { runListPieces } from './parts/run-list.tsx';
import { TaskAgain } from './parts/task-again.tsx';
import { TaskHead } from './parts/task-head.tsx';
import { runItemsPiece } from './parts/task-list.tsx';
import { leaf, type Piece } from './pieces.ts';
import type { AskedRuns } from './run-filter.ts';
import { runHeadPieces } from './run-head.tsx';
import { explainRow } from './why.ts';

/** What each kind of page shows live (`compat.md` 13.3). */

export function jobsView(context: ServerContext, asked: AskedJobs): LiveView {
  const overview = (): LivePart => ({
    event: 'overview-update',
    pieces: [overviewPiece(context, asked.preferences.seenUntil)],
  });
  return {
    concerns: () => true,
    render: () => [
      ...(asked.limit === OVERVIEW_JOBS ? [overview()] : []),
      { event: 'jobs-update', pieces: [jobTablePiece(tableProps(context, asked))] },
      backends(context),
    ],
  };
}

export function backendsView(context: ServerContext): LiveView {
  const politeness = (): LivePart => ({
    event: 'politeness-update',
    pieces: [
      leaf('politeness-cards', null, () => <PolitenessCards orders={context.orders} now={context.now()} />),
    ],
  });
  return { concerns: () => true, render: () => [backends(context), politeness()] };
}

/** While somebody looks at it, the backend is asked what it has free. */
export function backendView(context: ServerContext, name: BackendName): LiveView {
  return {
    concerns: () => true,
    render: () => [{ event: 'backend-update', pieces: backendPieces(context, name) }, backends(context)],
    close: context.orders.capacities.watch(name),
  };
}

export function runsView(context: ServerContext, asked: AskedRuns): LiveView {
  const runs = new FollowedRuns(context.store, asked.query);
  return {
    concerns: () => true,
    render: () => [
      { event: 'runs-update', pieces: runListPieces(context, asked, runs.now()) },
      backends(context),
    ],
  };
}

/** What of a run is shown: the list of its tasks, another view of it, or one of its tasks. */
export type RunPart = { readonly is: 'list' | 'head' } | { readonly is: 'task'; readonly task: TaskId };

export function runView(context: ServerContext, run: RunId, part: RunPart): LiveView {
  let seen = context.store.lastSequence();
  return {
    concerns: (change: Change) => {
      if (change.is === 'polled') return true;
      const isOurs = context.store.eventsAfter(seen, 1, run).length > 0;
      seen = change.last;
      return isOurs;
    },
    ...(part.is === 'task'
      ? { render: () => renderTask(context, run, part.task) }
      : { render: () => renderRun(context, run, part.is === 'list'), close: context.pictures.hold(run) }),
  };
}

function renderRun(context: ServerContext, id: RunId, hasList: boolean): readonly LivePart[] {
  const run = context.store.readRun(id);
  if (run === null) return [];
  const items = (): LivePart => ({
    event: 'items-update',
    pieces: [runItemsPiece(taskList(context, run))],
  });
  return [
    { event: 'info-update', pieces: runHeadPieces(context, run) },
    ...(hasList ? [items()] : []),
    backends(context),
  ];
}

/** The tasks of a run as they stand now. */
export function taskList(context: ServerContext, { info, cancel }: RunRow): TaskList {
  const { orders, pictures } = context;
  const explain = (row: TaskRow) => explainRow(orders, row);
  const backend = orders.backends().find(({ name }) => name === info.backend);
  return { picture: pictures.of(info.id), cancel, backend, explain, now: context.now() };
}

/** What the stream of a task's page brings: how it stands and what can be done. The rest the panel fetches by itself. */
export function taskPieces(context: ServerContext, run: RunRow, row: TaskRow): readonly Piece[] {
  return [
    leaf('task-head', null, () => (
      <TaskHead
        run={run}
        row={row}
        why={explainRow(context.orders, row)}
        faults={generationFaults(context.store, row)}
        now={context.now()}
      >
        <TaskAgain run={run} row={row} store={context.store} />
      </TaskHead>
    )),
  ];
}

function renderTask(context: ServerContext, runId: RunId, taskId: TaskId): readonly LivePart[] {
  const run = context.store.readRun(runId);
  const row = context.store.readTask(runId, taskId);
  if (run === null || row === null) return [];
  return [{ event: 'task-update', pieces: taskPieces(context, run, row) }, backends(context)];
}

function backends(context: ServerContext): LivePart {
  const views = context.orders.backends();
  const now = context.now();
  const pieces = [
    leaf('backend-chips', null, () => <BackendChips backends={views} now={now} />),
    leaf('backend-cards', null, () => <BackendCards backends={views} now={now} />),
    leaf('orphans', null, () => <OrphanNotice orphans={context.orders.orphans()} now={now} />),
  ];
  return { event: 'backends-update', pieces };
}
