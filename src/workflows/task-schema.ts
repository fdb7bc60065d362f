import { z } from 'zod';
import { expected } from '../engine/faults.ts';
import { taskId } from '../engine/ids.ts';
import type { WrittenTask } from './document.ts';
import { optional, text, variables } from './field-schemas.ts';
import { envRules } from './rule-schema.ts';
import { idFault } from './task-ids.ts';

/** More than any machine has: beyond it the number is a slip. */
const MOST_CPUS = 1_000_000;

/** A single word of a scheduler's line: blanks and line breaks would end it. */
function word(what: string, shape = /^[^\s\p{Cc}]+$/u) {
  return text(what).regex(shape, { error: expected(what) });
}

function numberOrWord(what: string, shape: RegExp) {
  return z.union(
    [
      z
        .int()
        .min(0, { error: expected(what) })
        .transform(String),
      word(what, shape),
    ],
    { error: expected(what) },
  );
}

/** An empty text means the same as none, as in the documents that generators write. */
function optionalText() {
  return text()
    .nullish()
    .transform((value) => (value === undefined || value === null || value === '' ? null : value));
}

/** The same for a single word. */
function optionalWord(what: string) {
  return z
    .union([z.literal(''), word(what)], { error: expected(what) })
    .nullish()
    .transform((value) => value || null);
}

const cpusText = `a whole number from 1 to ${MOST_CPUS}`;
const cpuNumber = z
  .int({ error: expected(cpusText) })
  .min(1, { error: expected(cpusText) })
  .max(MOST_CPUS, { error: expected(cpusText) });
const spelledNumber = z.string().regex(/^\d+$/, { error: expected(cpusText) });
/** Documents in the wild have `"4"` as well as `4`. */
const cpus = z.union([cpuNumber, spelledNumber.transform(Number).pipe(cpuNumber)], {
  error: expected(cpusText),
});

/** `0` is left to the scheduler: for Slurm it means all that the node has. */
const memory = numberOrWord(
  'a number with K, M, G, T or P behind it, such as "4G"',
  /^\d{1,15}(\.\d{1,6})?([KMGTP]B?)?$/i,
);

/** Minutes, `m:s`, `h:m:s`, `d-h`, `d-h:m`, `d-h:m:s` (sbatch(1), --time), or no limit. Passed on unchanged. */
const timeLimit = numberOrWord(
  'a time such as "1:00:00" or "2-12:00:00"',
  /^(\d{1,9}(:\d{1,9}){0,3}|\d{1,9}-\d{1,9}(:\d{1,9}){0,2}|unlimited|infinite)$/i,
);

const dependency = text('an id or a pattern').min(1, 'is empty: it must be an id or a pattern');
const dependencies = z.array(dependency, {
  error: expected('a list of ids or patterns, such as ["setup", "sim.*"]'),
});

/** The task fields of `compat.md` 3.2. What other keys a task has is looked at elsewhere (`unused-keys.ts`). */
export const taskSchema = z
  .object(
    {
      id: text().superRefine((id, context) => {
        const fault = idFault(id);
        if (fault !== null) context.addIssue({ code: 'custom', message: fault });
      }),
      name: text().min(1, 'is empty'),
      command: text(),
      deps: dependencies.nullish(),
      /** The older spelling of `deps`. */
      dependencies: dependencies.nullish(),
      /** An empty one is the login directory, as for `cd`. */
      working_dir: text()
        .nullish()
        .transform((path) => path || '~'),
      partition: optional(word('a name without blanks'), 'normal'),
      cpus: optional(cpus, 1),
      memory: optional(memory, '4G'),
      time_limit: optional(timeLimit, '1:00:00'),
      gres: optionalWord('generic resources such as "gpu:2"'),
      output_file: optionalText(),
      error_file: optionalText(),
      generates_source: optionalText(),
      environment: optionalText(),
      env_vars: optional(variables, {}),
      env: envRules,
    },
    { error: expected('a task: a group of keys with at least id, name and command') },
  )
  .transform(
    (task): WrittenTask => ({
      id: taskId(task.id),
      name: task.name,
      command: task.command,
      dependencies: task.deps ?? task.dependencies ?? [],
      workingDir: task.working_dir,
      resources: {
        partition: task.partition,
        cpus: task.cpus,
        memory: task.memory,
        timeLimit: task.time_limit,
        gres: task.gres,
      },
      outputFile: task.output_file,
      errorFile: task.error_file,
      generatesSource: task.generates_source,
      environment: task.environment,
      envVars: task.env_vars,
      ...(task.env.length > 0 && { env: task.env }),
    }),
  );

export const TASK_KEYS: readonly string[] = Object.keys(taskSchema.in.shape);

/** Fields of other versions of the contract, which documents in the wild have and this version does not use. */
export const OTHER_TASK_KEYS: readonly string[] = ['image', 'inputs', 'outputs', 'cache', 'cache_scope'];
