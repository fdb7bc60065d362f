import { backendName, jobId } from '../../engine/ids.ts';
import type { Task } from '../../engine/task.ts';
import type { Imported, ImportedJob } from '../store.ts';
import { type Fields, textIn, timeIn } from './fields.ts';
import { backendIn, type FoundFolder, itemsIn } from './read-run.ts';
import { jobIn, schedulerStateIn, statusIn } from './read-state.ts';
import { readTasks } from './read-task.ts';

const FOLDER = /^_default_(.+)\/\d{4}-W\d\d$/;

/** The Python program noted the jobs of others by backend and week (`compat.md` 15). */
export function holdsJobsOfOthers(folder: string): boolean {
  return FOLDER.test(folder);
}

/** What that folder says of the jobs of others. Whether they still run is not asked any more: they are gone. */
export function readJobs(stored: Fields, folder: FoundFolder): Imported {
  const items = itemsIn(stored);
  const tasks = readTasks(items);
  const jobs = items.flatMap((item, index) => readJob(item, tasks[index], folder.modifiedAt) ?? []);
  const backend = backendIn(stored) ?? FOLDER.exec(folder.name)?.[1] ?? 'unknown';
  return { is: 'jobs', backend: backendName(backend), jobs };
}

function readJob(item: Fields, task: Task | undefined, otherwiseAt: number): ImportedJob | null {
  const job = jobIn(item) ?? /^ext-(.+)$/.exec(task?.id ?? '')?.[1];
  if (job === undefined || task === undefined) return null;
  const submittedAt = timeIn(item, 'submitted_at');
  const startedAt = timeIn(item, 'started_at');
  const finishedAt = timeIn(item, 'finished_at');
  const known = [submittedAt, startedAt, finishedAt].filter((time) => time !== null);
  return {
    job: {
      job: jobId(job),
      token: null,
      name: task.name,
      user: textIn(item, 'user') ?? 'unknown',
      state: 'ended',
      rawState: schedulerStateIn(item) || statusIn(item).toUpperCase(),
      reason: '',
      partition: task.resources.partition,
      nodes: '',
      cpus: task.resources.cpus,
      memory: task.resources.memory,
      submittedAt,
      startedAt,
      elapsedSeconds: secondsBetween(startedAt, finishedAt),
    },
    firstSeenAt: known[0] ?? otherwiseAt,
    goneAt: known.at(-1) ?? otherwiseAt,
  };
}

function secondsBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, Math.round((to - from) / 1000));
}
