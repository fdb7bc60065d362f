import { type TaskId, taskId } from '../../engine/ids.ts';
import type { Task } from '../../engine/task.ts';
import { asFields, type Fields, listIn, numberIn, textIn, textsIn } from './fields.ts';

/**
 * The tasks of a stored run, with the defaults of `compat.md` 3.2 for what is missing. The Python program took doubled
 * ids and dependencies on nothing: a second task of an id becomes `<id>~2`, and such dependencies are left out.
 */
export function readTasks(items: readonly Fields[]): Task[] {
  const taken = new Set<string>();
  const tasks = items.map((item, index) => readTask(asFields(item.task) ?? {}, index, taken));
  return tasks.map((task) => ({
    ...task,
    dependencies: task.dependencies.filter((id) => taken.has(id) && id !== task.id),
  }));
}

function readTask(fields: Fields, index: number, taken: Set<string>): Task {
  const id = freeId(textIn(fields, 'id') ?? `task-${index + 1}`, taken);
  return {
    id,
    name: textIn(fields, 'name') ?? id,
    command: textIn(fields, 'command') ?? '',
    dependencies: listIn(fields, 'deps', 'dependencies').filter(isText).map(taskId),
    workingDir: textIn(fields, 'working_dir') ?? '~',
    resources: {
      partition: textIn(fields, 'partition') ?? 'normal',
      cpus: numberIn(fields, 'cpus') ?? 1,
      memory: textIn(fields, 'memory') ?? '4G',
      timeLimit: textIn(fields, 'time_limit') ?? '1:00:00',
      gres: textIn(fields, 'gres'),
    },
    outputFile: textIn(fields, 'output_file'),
    errorFile: textIn(fields, 'error_file'),
    generatesSource: textIn(fields, 'generates_source'),
    environment: textIn(fields, 'environment'),
    envVars: textsIn(fields, 'env_vars'),
    retry: null,
  };
}

function freeId(wanted: string, taken: Set<string>): TaskId {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}~${number}`;
  taken.add(id);
  return taskId(id);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
