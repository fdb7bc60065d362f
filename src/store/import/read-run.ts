import { backendName, runId, type TaskId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { GitOrigin, RunInfo, RunStatus } from '../../engine/run.ts';
import { statusOf, TASK_STATUSES, type TaskState, type TaskStatus } from '../../engine/state.ts';
import type { Task } from '../../engine/task.ts';
import type { AttemptRow, ImportedRun, RunSnapshot } from '../store.ts';
import { asFields, type Fields, listIn, numberIn, textIn, timeIn } from './fields.ts';
import { jobIn, readState, statusIn } from './read-state.ts';
import { readTasks } from './read-task.ts';

/** Where a stored run was found. */
export interface FoundFolder {
  /** `<workflow>/<run folder>`, below `workflows/`. */
  readonly name: string;
  /** Of its `run.json`, absolute. */
  readonly file: string;
  /** When it was changed last, in milliseconds since 1970. */
  readonly modifiedAt: number;
}

/**
 * A run of the Python program, of either version and with the older key names (`compat.md` 15). What is missing gets its
 * default; only a run without an id or a time cannot be read (`unreadable`).
 */
export function readRun(stored: Fields, folder: FoundFolder): Result<ImportedRun> {
  const id = textIn(stored, 'id') ?? '';
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(id)) return failed(unreadable(folder, `its id is '${id}'`));
  const createdAt = timeIn(stored, 'created_at') ?? timeOfFolder(folder);
  if (createdAt === null) return failed(unreadable(folder, 'it does not say when it was created'));
  const items = itemsIn(stored);
  const info = readInfo(stored, folder, id, createdAt);
  const tasks = readTasks(items);
  const states = readStates(items, tasks, createdAt);
  const attempts = readAttempts(items, tasks, info);
  return ok({ info, tasks, states, attempts, snapshot: snapshotOf(info, items, states) });
}

export function itemsIn(stored: Fields): Fields[] {
  return listIn(stored, 'items')
    .map(asFields)
    .filter((item) => item !== null);
}

export function backendIn(stored: Fields): string | null {
  return textIn(stored, 'backend_name', 'cluster_name');
}

export function unreadable(folder: FoundFolder, why: string) {
  return problem('unreadable', `${folder.file} cannot be imported: ${why}`);
}

function readInfo(stored: Fields, folder: FoundFolder, id: string, createdAt: number): RunInfo {
  const [workflowFolder = ''] = folder.name.split('/');
  return {
    id: runId(id),
    workflow: textIn(stored, 'workflow_name') ?? workflowFolder.replaceAll('__', '/'),
    title: null,
    backend: backendName(backendIn(stored) ?? 'unknown'),
    createdAt,
    maxConcurrent: numberIn(stored, 'max_concurrent'),
    logDir: textIn(stored, 'log_dir') ?? '~/.cache/scripthut/logs',
    account: textIn(stored, 'account'),
    loginShell: stored.login_shell === true,
    source: { kind: 'imported', name: folder.name },
    git: gitOf(stored),
    environments: [],
  };
}

function gitOf(stored: Fields): GitOrigin | null {
  const commit = textIn(stored, 'commit_hash');
  if (commit === null) return null;
  return {
    repository: textIn(stored, 'git_repo') ?? '',
    branch: textIn(stored, 'git_branch') ?? '',
    commit,
  };
}

/** `20260219_143000_a1b2c3d4`, for a file that has lost its own time. */
function timeOfFolder({ name }: FoundFolder): number | null {
  const digits = /\/(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_/.exec(name)?.slice(1).map(Number);
  if (digits === undefined) return null;
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = digits;
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}

function readStates(items: readonly Fields[], tasks: readonly Task[], createdAt: number): TaskState[] {
  const words = new Map<TaskId, string>();
  tasks.forEach((task, index) => {
    words.set(task.id, statusIn(items[index] ?? {}));
  });
  return tasks.map((task, index) =>
    readState({ item: items[index] ?? {}, task, index, createdAt, statusOf: words }),
  );
}

/** Of tasks that got as far as a job or a script. Log paths follow `compat.md` 3.3. */
function readAttempts(items: readonly Fields[], tasks: readonly Task[], info: RunInfo): AttemptRow[] {
  return tasks.flatMap((task, index) => {
    const item = items[index] ?? {};
    const script = textIn(item, 'submit_script', 'sbatch_script');
    if (script === null && jobIn(item) === null) return [];
    const log = `${info.logDir}/scripthut_${info.id}_${task.id}`;
    return {
      run: info.id,
      index,
      attempt: 1,
      submission: index + 1,
      script: script ?? '',
      outputPath: task.outputFile ?? `${log}.out`,
      errorPath: task.errorFile ?? `${log}.err`,
      intendedAt: timeIn(item, 'submitted_at') ?? info.createdAt,
    };
  });
}

function snapshotOf(info: RunInfo, items: readonly Fields[], states: readonly TaskState[]): RunSnapshot {
  const counts = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
  for (const state of states) counts[statusOf(state)] += 1;
  return {
    run: info.id,
    status: runStatusOf(items, states),
    counts,
    nextSubmission: states.length + 1,
    cancel: null,
    hold: null,
    open: [],
    endedAt: lastTimeOf(info, items),
  };
}

/** The Python program called a run failed that somebody had cancelled; its tasks then say just "Cancelled". */
function runStatusOf(items: readonly Fields[], states: readonly TaskState[]): RunStatus {
  if (states.every((state) => state.is === 'completed')) return 'completed';
  return items.some((item) => textIn(item, 'error') === 'Cancelled') ? 'cancelled' : 'failed';
}

function lastTimeOf(info: RunInfo, items: readonly Fields[]): number {
  let last = info.createdAt;
  for (const item of items) {
    for (const key of ['submitted_at', 'started_at', 'finished_at']) {
      last = Math.max(last, timeIn(item, key) ?? 0);
    }
  }
  return last;
}
