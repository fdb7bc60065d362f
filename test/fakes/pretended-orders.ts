import type { SourceKind, SourceView } from '../../src/conductor/catalog.ts';
import { createNotifications, type Notifications } from '../../src/conductor/notifications.ts';
import type {
  BackendView,
  Change,
  LogStream,
  Orders,
  Orphan,
  Politeness,
  Preview,
  RunRequest,
  SubmittedRun,
  TaskLog,
  TaskScript,
  WorkflowListing,
} from '../../src/conductor/orders.ts';
import type { FoundProjectFile } from '../../src/conductor/project-file.ts';
import { CostKeeper } from '../../src/conductor/run-costs.ts';
import type { TaskLogs } from '../../src/conductor/task-logs.ts';
import type { RunSummaries, TaskOutputs } from '../../src/conductor/task-outputs.ts';
import type { PricesNow } from '../../src/engine/cost.ts';
import type { TracedEnvironment } from '../../src/engine/environment.ts';
import { type BackendName, type RunId, runId, type TaskId } from '../../src/engine/ids.ts';
import { checkLabels } from '../../src/engine/labels.ts';
import { problem } from '../../src/engine/problem.ts';
import type { RerunChoice } from '../../src/engine/rerun.ts';
import { failed, ok, type Result } from '../../src/engine/result.ts';
import type { World } from '../../src/engine/world.ts';
import type { Channel } from '../../src/notices/channel.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { resolveEnvironment } from '../../src/workflows/environment.ts';
import { makeBackend, makePoliteness } from './pretended-backends.ts';
import { PretendedCapacities } from './pretended-capacities.ts';
import { pretendedLogs } from './pretended-logs.ts';
import { MERCURY, NOON, type PretendedWorld } from './pretended-world.ts';
import { worldOf } from './restored-world.ts';

/** Orders that are carried out in a pretended world at once, and written down. */
export class PretendedOrders implements Orders {
  readonly world: PretendedWorld;
  /** What was ordered, oldest first; a test takes what it expects. */
  readonly taken: string[] = [];
  readonly requests: RunRequest[] = [];
  backendViews: readonly BackendView[] = [makeBackend()];
  listings: readonly WorkflowListing[] = [];
  politenesses: ReadonlyMap<BackendName, Politeness> = new Map([[MERCURY, makePoliteness()]]);
  queued: ReturnType<Orders['queue']> = [];
  readonly capacities = new PretendedCapacities();
  sourceViews: readonly SourceView[] = [];
  foundFile: FoundProjectFile | null = null;
  orphanJobs: readonly Orphan[] = [];
  logs: Partial<Record<LogStream, string | Uint8Array>> = {};
  readonly taskLogs: TaskLogs;
  published: RunSummaries = { sections: [], leftOut: 0 };
  /** By their paths; of every task alike. */
  files: Readonly<Record<string, string | 'too-large'>> = {};
  readonly taskOutputs: TaskOutputs = {
    summaries: async () => (this.refusal === null ? ok(this.published) : failed(this.refusal)),
    file: async (_run, _task, path) => {
      const text = this.files[path];
      return ok(text === undefined || text === 'too-large' ? (text ?? null) : Buffer.from(text));
    },
  };
  /** The answer to the next submission, where it is to fail. */
  refusal: ReturnType<typeof problem> | null = null;

  /** What is known of prices; at first that nobody wants to know any. */
  prices: PricesNow = null;
  readonly costs: CostKeeper;
  #known: { readonly last: number; readonly world: World } | null = null;
  channels: readonly Channel[] = [];

  constructor(world: PretendedWorld) {
    this.world = world;
    this.taskLogs = pretendedLogs(world, () => this.logs);
    this.costs = new CostKeeper({
      store: world.store,
      world: () => this.#worldNow(),
      prices: () => this.prices,
      report: (error) => this.taken.push(`costs: ${error}`),
    });
  }

  /** Restored once for all who ask until something changes. */
  #worldNow(): World {
    const last = this.world.store.lastSequence();
    if (this.#known?.last !== last) this.#known = { last, world: worldOf(this.world) };
    return this.#known.world;
  }

  get notifications(): Notifications {
    return createNotifications(() => this.channels, this.world.store, {
      now: () => NOON,
      after: () => () => undefined,
    });
  }

  async submitRun(request: RunRequest): Promise<Result<SubmittedRun>> {
    this.requests.push(request);
    if (this.refusal !== null) return failed(this.refusal);
    const run = runId((0xa0000000 + this.requests.length).toString(16));
    this.world.addRun(run, ['first', 'second'], { workflow: request.name ?? 'diamond', createdAt: NOON });
    return ok({ run, warnings: ['tasks[0].comand: unknown key, did you mean command?'] });
  }

  async previewRun(request: RunRequest): Promise<Result<Preview>> {
    this.requests.push(request);
    if (this.refusal !== null) return failed(this.refusal);
    const text = '#!/bin/bash\ntrue\n';
    const script = { text, parts: [text], outputPath: '/o', errorPath: '/e', warnings: [] };
    const tasks = [{ task: makeTask('first'), script }];
    return ok({
      workflow: 'diamond',
      title: null,
      backend: MERCURY,
      git: null,
      logDir: '/logs',
      document: '[]',
      tasks,
      kinds: [
        {
          first: makeTask('first'),
          tasks: 1,
          submissions: 1,
          rehearsal: { isTaken: false, startsAt: null, said: 'invalid partition' },
        },
      ],
      cost: this.costs.expected(tasks.map(({ task }) => task)),
      warnings: [],
    });
  }

  async cancelRun(run: RunId, by: string): Promise<Result<void>> {
    this.taken.push(`cancel run ${run}`);
    return this.world.cancel(run, by)
      ? ok(undefined)
      : failed(problem('not-found', `There is no run ${run}.`));
  }

  async rerun(run: RunId, choice: RerunChoice, by: string): Promise<Result<void>> {
    this.taken.push(`rerun ${choice.is}${choice.is === 'from' ? ` ${choice.task}` : ''} of ${run}`);
    const row = this.world.store.readRun(run);
    if (row === null) return failed(problem('not-found', `There is no run ${run}.`));
    if (row.endedAt === null) return failed(problem('conflict', `Run ${run} has not ended.`));
    this.world.rerun(run, by, this.#chosen(run, choice));
    return ok(undefined);
  }

  /** Of what hangs on a task, only the task itself: who decides that is the engine. */
  #chosen(run: RunId, choice: RerunChoice): readonly TaskId[] {
    const tasks = this.world.store.listTasks(run);
    const chosen = tasks.filter(({ task, state }) => {
      if (choice.is === 'from') return task.id === choice.task;
      return choice.is === 'all' || state.is !== 'completed';
    });
    return chosen.map(({ task }) => task.id);
  }

  async repeatRun(run: RunId, by: string): Promise<Result<SubmittedRun>> {
    this.taken.push(`repeat ${run}`);
    const row = this.world.store.readRun(run);
    if (row === null) return failed(problem('not-found', `There is no run ${run}.`));
    const name = row.info.workflow;
    return this.submitRun({ document: { is: 'workflow', name }, name, by });
  }

  deleteRun(run: RunId, by: string): Result<void> {
    this.taken.push(`delete ${run}`);
    const row = this.world.store.readRun(run);
    if (row === null) return failed(problem('not-found', `There is no run ${run}.`));
    if (row.endedAt === null) return failed(problem('conflict', `Run ${run} has not ended.`));
    this.world.store.deleteRun(run, NOON, by);
    return ok(undefined);
  }

  labelRun(run: RunId, labels: readonly string[], by: string): Result<void> {
    this.taken.push(`label ${run}: ${labels.join(', ')}`);
    const checked = checkLabels(labels);
    if (!checked.ok) return checked;
    if (!this.world.store.labelRun(run, checked.value, NOON, by))
      return failed(problem('not-found', `There is no run ${run}.`));
    this.world.tell({ is: 'events', last: this.world.store.lastSequence() });
    return ok(undefined);
  }

  orphans(): readonly Orphan[] {
    return this.orphanJobs;
  }

  async cancelJobs(backend: BackendName, jobs: readonly string[]): Promise<Result<void>> {
    this.taken.push(`cancel job ${jobs.join(' ')} on ${backend}`);
    this.orphanJobs = this.orphanJobs.filter((orphan) => !jobs.includes(orphan.job.job));
    return ok(undefined);
  }

  async pollNow(): Promise<void> {
    this.taken.push('poll');
  }

  workflows(): readonly WorkflowListing[] {
    return this.listings;
  }

  sources(): readonly SourceView[] {
    return this.sourceViews;
  }

  async syncSource(kind: SourceKind, name: string): Promise<Result<SourceView>> {
    this.taken.push(`sync ${kind} ${name}`);
    const view = this.sourceViews.find((each) => each.kind === kind && each.name === name);
    if (view === undefined) return failed(problem('not-found', `There is no ${kind} called '${name}'`));
    return view.problem === null ? ok(view) : failed(view.problem);
  }

  async projectFile(): Promise<Result<FoundProjectFile | null>> {
    return this.refusal === null ? ok(this.foundFile) : failed(this.refusal);
  }

  backends(): readonly BackendView[] {
    return this.backendViews;
  }

  queue(): ReturnType<Orders['queue']> {
    return this.queued;
  }

  backendLog(): ReturnType<Orders['backendLog']> {
    const command = { at: NOON - 5_000, purpose: 'list the queue', script: 'squeue --all', exitCode: 0 };
    return ok([{ ...command, durationMs: 41, stdout: 'JOBID\n<b>1</b>\n', stderr: '' }]);
  }

  clearBackendLog(backend: BackendName): Result<void> {
    this.taken.push(`clear log of ${backend}`);
    return ok(undefined);
  }

  politeness(backend: BackendName): Result<Politeness> {
    const found = this.politenesses.get(backend);
    return found === undefined ? failed(problem('not-found', `There is no backend ${backend}.`)) : ok(found);
  }

  explain(run: RunId, task: TaskId): string {
    const state = this.world.store.readTask(run, task)?.state;
    switch (state?.is) {
      case 'waiting':
        return 'waiting for a slot (limit 100 on mercury)';
      case 'queued':
        return `in the queue: ${state.reason}`;
      case 'failed':
        return state.verdict.sentence;
      case 'blocked':
        return `${state.because} failed, and this task needs it`;
      default:
        return '';
    }
  }

  explainRun(run: RunId): string {
    const counts = this.world.store.readRun(run)?.counts;
    return counts !== undefined && counts.failed > 0
      ? 'Some tasks failed; what does not need them goes on.'
      : '';
  }

  async script(run: RunId, task: TaskId, attempt?: number): Promise<Result<TaskScript>> {
    const attempts = this.world.store.listAttempts(run, task);
    const wanted = attempt === undefined ? attempts.at(-1) : attempts.find((one) => one.attempt === attempt);
    const files = { outputPath: '/o', errorPath: '/e', warnings: [] };
    const text = wanted?.script ?? `#!/bin/bash\n# ${task}\n`;
    return ok({ text, attempt: wanted?.attempt ?? 1, submitted: wanted !== undefined, ...files });
  }

  environment(run: RunId, task: TaskId): Result<TracedEnvironment> {
    const info = this.world.store.readRun(run)?.info;
    const found = this.world.store.readTask(run, task)?.task;
    if (info === undefined || found === undefined)
      return failed(problem('not-found', `There is no ${task}.`));
    return ok(resolveEnvironment(info, found));
  }

  async readLog(
    _run: RunId,
    task: TaskId,
    stream: LogStream,
    tail: number | null,
    attempt?: number,
  ): Promise<Result<TaskLog>> {
    const which = attempt === undefined ? '' : `attempt ${attempt} of `;
    this.taken.push(`read ${stream} of ${which}${task}, ${tail === null ? 'whole' : `last ${tail}`}`);
    return ok({ path: `/home/ada/logs/${task}.${stream}`, content: this.logs[stream]?.toString() ?? null });
  }

  toggleBackend = (backend: BackendName) => ok(this.taken.push(`toggle ${backend}`) === 0);
  readGenerated = async () => ok({ path: '/home/ada/more.json', content: '[]' });

  onChange(listener: (change: Change) => void): () => void {
    return this.world.onChange(listener);
  }
}
