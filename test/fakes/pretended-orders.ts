import type {
  BackendView,
  Change,
  LogStream,
  Orders,
  Preview,
  RunRequest,
  SubmittedRun,
  TaskLog,
  TaskScript,
  WorkflowListing,
} from '../../src/conductor/orders.ts';
import { type BackendName, type RunId, runId, type TaskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { failed, ok, type Result } from '../../src/engine/result.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { MERCURY, NOON, type PretendedWorld } from './pretended-world.ts';

/** Orders that are carried out in a pretended world at once, and written down. */
export class PretendedOrders implements Orders {
  readonly world: PretendedWorld;
  /** What was ordered, oldest first; a test takes what it expects. */
  readonly taken: string[] = [];
  readonly requests: RunRequest[] = [];
  backendViews: readonly BackendView[] = [makeBackend()];
  listings: readonly WorkflowListing[] = [];
  logs: Partial<Record<LogStream, string>> = {};
  /** The answer to the next submission, where it is to fail. */
  refusal: ReturnType<typeof problem> | null = null;

  constructor(world: PretendedWorld) {
    this.world = world;
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
    const script = { text: '#!/bin/bash\ntrue\n', outputPath: '/o', errorPath: '/e', warnings: [] };
    const tasks = [{ task: makeTask('first'), script }];
    return ok({
      workflow: 'diamond',
      title: null,
      backend: MERCURY,
      logDir: '/logs',
      document: '[]',
      tasks,
      warnings: [],
    });
  }

  async cancelRun(run: RunId, by: string): Promise<Result<void>> {
    this.taken.push(`cancel run ${run}`);
    return this.world.cancel(run, by)
      ? ok(undefined)
      : failed(problem('not-found', `There is no run ${run}.`));
  }

  async cancelJob(backend: BackendName, job: string): Promise<Result<void>> {
    this.taken.push(`cancel job ${job} on ${backend}`);
    return ok(undefined);
  }

  async pollNow(): Promise<void> {
    this.taken.push('poll');
  }

  workflows(): readonly WorkflowListing[] {
    return this.listings;
  }

  backends(): readonly BackendView[] {
    return this.backendViews;
  }

  queue(): ReturnType<Orders['queue']> {
    return [];
  }

  backendLog(): ReturnType<Orders['backendLog']> {
    const command = { at: NOON - 5_000, purpose: 'list the queue', script: 'squeue --all', exitCode: 0 };
    return ok([{ ...command, durationMs: 41, stdout: 'JOBID\n<b>1</b>\n', stderr: '' }]);
  }

  clearBackendLog(backend: BackendName): Result<void> {
    this.taken.push(`clear log of ${backend}`);
    return ok(undefined);
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

  async script(run: RunId, task: TaskId): Promise<Result<TaskScript>> {
    const text = this.world.store.listAttempts(run, task).at(-1)?.script;
    const files = { outputPath: '/o', errorPath: '/e', warnings: [] };
    return ok({ text: text ?? `#!/bin/bash\n# ${task}\n`, submitted: text !== undefined, ...files });
  }

  async readLog(_run: RunId, task: TaskId, stream: LogStream, tail: number | null): Promise<Result<TaskLog>> {
    this.taken.push(`read ${stream} of ${task}, ${tail === null ? 'whole' : `last ${tail}`}`);
    return ok({ path: `/home/ada/logs/${task}.${stream}`, content: this.logs[stream] ?? null });
  }

  onChange(listener: (change: Change) => void): () => void {
    return this.world.onChange(listener);
  }
}

export function makeBackend(more: Partial<BackendView> = {}): BackendView {
  return {
    name: MERCURY,
    type: 'slurm',
    host: 'ada@mercury.example.org',
    maxConcurrent: 100,
    active: 12,
    jobCount: 1_204,
    connection: { is: 'connected', since: NOON - 7_200_000 },
    lastPollAt: NOON - 2_000,
    problem: null,
    stale: false,
    figures: {
      cpus: { allocated: 3_800, idle: 1_320, other: 64, total: 5_184 },
      disk: { path: '/scratch', totalBytes: 2e15, availableBytes: 4.3e14 },
    },
    ...more,
  };
}
