import { backendName, jobId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok } from '../engine/result.ts';
import { CapacityDesk } from './capacity-desk.ts';
import { Conductor } from './conductor.ts';
import { createNotifications } from './notifications.ts';
import { Notifier } from './notifier.ts';
import { openTaskLogs } from './open-task-logs.ts';
import { openTaskOutputs } from './open-task-outputs.ts';
import type { ConductorOptions, Configured } from './options.ts';
import type { Change, Orders } from './orders.ts';
import { knownProjectFile } from './project-file.ts';
import { readGenerated } from './read-generated.ts';
import { readLog, taskEnvironment, taskScript } from './read-log.ts';
import { reload, usedBackends } from './reload.ts';
import { deleteRun, labelRun, repeatRun, rerun } from './rerun-run.ts';
import { previewRun, submitRun } from './submit-run.ts';
import { backendView, explainTask, explainWholeRun } from './views.ts';

export interface RunningConductor {
  readonly orders: Orders;
  start(): void;
  /** Goes by another configuration from now on; runs that go on keep what they need of the one before. */
  reload(configured: Configured): void;
  /** Stops asking and submitting; jobs go on, and the next start takes up where this one left. */
  stop(): void;
}

/** Joins the loop and the orders that people can give it. */
export function createConductor(options: ConductorOptions): RunningConductor {
  const conductor = new Conductor(options);
  const { store, clock, report } = options;
  const channels = () => conductor.configured.channels ?? [];
  const onChange = (listener: (change: Change) => void) => conductor.onChange(listener);
  const notifier = new Notifier({ store, channels, clock, report, onChange });
  return {
    orders: ordersOf(conductor),
    start: () => {
      conductor.start();
      notifier.start();
    },
    reload: (configured) => reload(conductor, configured),
    stop: () => {
      notifier.stop();
      conductor.stop();
    },
  };
}

export function ordersOf(conductor: Conductor): Orders {
  const { options } = conductor;
  return {
    submitRun: (request) => submitRun(conductor, request),
    previewRun: (request) => previewRun(conductor, request),
    async cancelRun(run, by) {
      if (options.store.readRun(run) === null)
        return failed(problem('not-found', `There is no run '${run}'`));
      return conductor.order({ is: 'cancel-wish', run, by });
    },
    rerun: (run, choice, by) => rerun(conductor, run, choice, by),
    repeatRun: (run, by) => repeatRun(conductor, run, by),
    deleteRun: (run, by) => deleteRun(conductor, run, by),
    labelRun: (run, labels, by) => labelRun(conductor, run, labels, by),
    orphans: () => [...conductor.orphans].flatMap(([backend, jobs]) => jobs.map((job) => ({ backend, job }))),
    ...workOrders(conductor),
    ...backendOrders(conductor),
    notifications: createNotifications(
      () => conductor.configured.channels ?? [],
      options.store,
      options.clock,
    ),
    costs: conductor.costs,
    explain: (run, task) => explainTask(conductor, run, task),
    explainRun: (run) => explainWholeRun(conductor, run),
    script: async (run, task, attempt) => taskScript(conductor, run, task, attempt),
    environment: (run, task) => taskEnvironment(conductor, run, task),
    readLog: (run, task, stream, tailLines, attempt) =>
      readLog(conductor, { run, task, stream, attempt }, tailLines),
    readGenerated: (run, task) => readGenerated(conductor, run, task),
    taskLogs: openTaskLogs(conductor),
    taskOutputs: openTaskOutputs(conductor),
    onChange: (listener) => conductor.onChange(listener),
  };
}

type WorkOrders = Pick<Orders, 'workflows' | 'sources' | 'syncSource' | 'projectFile'>;

function workOrders(conductor: Conductor): WorkOrders {
  const { catalog } = conductor;
  return {
    workflows: () =>
      conductor.configured.workflows.map(({ repository, backend, ...workflow }) => ({
        ...workflow,
        backend: backendName(backend),
        hasGit: repository !== null,
      })),
    sources: () => catalog.views(),
    syncSource: (kind, name) => catalog.syncByName(kind, name),
    projectFile: (kind, name) => knownProjectFile(catalog, kind, name),
  };
}

type BackendOrders = Pick<
  Orders,
  | 'cancelJobs'
  | 'pollNow'
  | 'backends'
  | 'queue'
  | 'backendLog'
  | 'clearBackendLog'
  | 'toggleBackend'
  | 'politeness'
  | 'capacities'
>;

function backendOrders(conductor: Conductor): BackendOrders {
  const { backends, watches, options } = conductor;
  const unknownBackend = (name: string) =>
    failed(problem('not-found', `There is no backend called '${name}'`));
  return {
    async cancelJobs(name, jobs) {
      const backend = backends.get(name);
      return backend === undefined ? unknownBackend(name) : backend.cancel(jobs.map(jobId));
    },
    async pollNow(name) {
      const asked =
        name === undefined
          ? [...watches.values()]
          : [watches.get(name)].filter((watch) => watch !== undefined);
      await Promise.all(asked.map((watch) => watch.poll()));
    },
    backends: () => usedBackends(conductor).map((backend) => backendView(conductor, backend)),
    queue: (name) => watches.get(name)?.picture.jobs ?? [],
    backendLog: (name) => {
      const backend = backends.get(name);
      return backend === undefined ? unknownBackend(name) : ok(backend.commandLog());
    },
    clearBackendLog: (name) => {
      const backend = backends.get(name);
      if (backend === undefined) return unknownBackend(name);
      backend.clearCommandLog();
      return ok(undefined);
    },
    toggleBackend: (name) => {
      const watch = watches.get(name);
      if (watch === undefined) return unknownBackend(name);
      const isPolled = watch.toggle();
      conductor.announce({ is: 'polled', backend: name });
      return ok(isPolled);
    },
    politeness: (name) => {
      const backend = backends.get(name);
      return backend === undefined ? unknownBackend(name) : ok(backend.politeness());
    },
    capacities: new CapacityDesk({
      backends,
      clock: options.clock,
      report: options.report,
      looked: (backend) => conductor.announce({ is: 'polled', backend }),
    }),
  };
}
