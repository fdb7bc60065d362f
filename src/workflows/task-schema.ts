import { z } from 'zod';
import { expected } from '../engine/faults.ts';
import { taskId } from '../engine/ids.ts';
import { rememberLast } from '../engine/remember-last.ts';
import type { Resources } from '../engine/task.ts';
import type { WrittenTask } from './document.ts';
import { about, optional, text, variables } from './field-schemas.ts';
import { matrixSchema } from './matrix/schema.ts';
import { retrySchema } from './retry-schema.ts';
import { envRules } from './rule-schema.ts';
import {
  cpus,
  dependencies,
  memory,
  optionalText,
  optionalWord,
  taskIdText,
  timeLimit,
  word,
} from './task-fields.ts';

/** The task fields of `compat.md` 3.2, and ours. What other keys a task has is looked at elsewhere (`unused-keys.ts`). */
export const taskSchema = z
  .object(
    {
      id: taskIdText,
      name: text().min(1, 'is empty').meta(about('For people, and the job name at the scheduler.')),
      command: text().meta(about('Shell text; may span lines.', 'julia run.jl 1')),
      deps: dependencies
        .nullish()
        .meta(about('What must be completed before: ids, or patterns such as sim.*', ['setup', 'sim.*'])),
      dependencies: dependencies.nullish().meta(about('The older spelling of deps.')),
      /** An empty one is the login directory, as for `cd`. */
      working_dir: text()
        .nullish()
        .transform((path) => path || '~')
        .meta(
          about('Where the command runs, on the backend: relative to the clone or folder of the document.'),
        ),
      partition: optional(word('a name without blanks'), 'normal', 'Partition or queue.', 'gpu'),
      cpus: optional(cpus, 1, 'Processors.'),
      memory: optional(memory, '4G', 'Memory: a number with K, M, G, T or P behind it.', '16G'),
      time_limit: optional(
        timeLimit,
        '1:00:00',
        'Time limit, passed to the scheduler as it is.',
        '2-12:00:00',
      ),
      gres: optionalWord(
        'generic resources such as "gpu:2"',
        'Generic resources of the scheduler.',
        'gpu:2',
        'gpu:v100:1',
      ),
      output_file: optionalText('Where the output goes, instead of the log folder.'),
      error_file: optionalText('Where the errors go, instead of the log folder.'),
      generates_source: optionalText(
        'A file that the task writes and that lists further tasks, relative to working_dir.',
        'tasks.json',
      ),
      environment: optionalText('Name of an entry of environments in the configuration.', 'julia'),
      env_vars: optional(variables, {}, "The task's own variables.", { SEED: '1' }),
      env: envRules,
      retry: retrySchema
        .nullish()
        .transform((retry) => retry ?? null)
        .meta(
          about('Another attempt when the task fails for one of these reasons.', {
            max: 2,
            on: ['out_of_memory'],
          }),
        ),
      /** Is gone when a task is read: `matrix/expand-matrix.ts` has made its tasks of it. */
      matrix: matrixSchema.nullish(),
    },
    { error: expected('a task: a group of keys with at least id, name and command') },
  )
  .transform(
    (task): WrittenTask => ({
      ...ownFields(task),
      workingDir: task.working_dir,
      resources: resourcesOf(task.partition, task.cpus, task.memory, task.time_limit, task.gres),
      outputFile: task.output_file,
      errorFile: task.error_file,
      generatesSource: task.generates_source,
      environment: task.environment,
      envVars: task.env_vars,
      ...(task.env.length > 0 && { env: task.env }),
      retry: task.retry,
    }),
  );

type OwnFields = Pick<z.output<typeof taskSchema.in>, 'id' | 'name' | 'command' | 'deps' | 'dependencies'>;

function ownFields({ id, name, command, deps, dependencies }: OwnFields) {
  return { id: taskId(id), name, command, dependencies: deps ?? dependencies ?? [] };
}

/** What differs between tasks that ask for the same. */
export const ownFieldsSchema = taskSchema.in
  .pick({ id: true, name: true, command: true, deps: true, dependencies: true })
  .transform(ownFields);

/** Tasks that ask for the same share what they ask for: most of a document do. */
const resourcesOf = rememberLast(
  (
    partition: string,
    cpusOfTask: number,
    memoryOfTask: string,
    limit: string,
    gres: string | null,
  ): Resources => ({ partition, cpus: cpusOfTask, memory: memoryOfTask, timeLimit: limit, gres }),
);

export const TASK_KEYS: readonly string[] = Object.keys(taskSchema.in.shape);

/** Fields of other versions of the contract, which documents in the wild have and this version does not use. */
export const OTHER_TASK_KEYS: readonly string[] = ['image', 'inputs', 'outputs', 'cache', 'cache_scope'];
