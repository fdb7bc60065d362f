import { z } from 'zod';
import { expected } from '../engine/faults.ts';
import { optional, text, variableName, variables, variableValue } from './field-schemas.ts';

const names = z.array(text('a name'), { error: expected('a list of names, such as ["gpu"]') });

const wanted = z.union([variableValue.transform((value) => [value]), z.array(variableValue)], {
  error: expected('text in quotes, or a list of texts of which one must be the value'),
});

/** A rule about variables in a document (`compat.md` 2.15). Other keys are looked at elsewhere (`unused-keys.ts`). */
const ruleSchema = z.object(
  {
    if: optional(
      z.record(variableName, wanted, { error: expected('a group of names and texts') }),
      {},
      'The rule holds where each of these variables has the value, or one of the values.',
    ),
    include: optional(names, [], 'Groups of rules that are put in here.'),
    set: optional(variables, {}, 'Variables and their values.'),
    append: optional(variables, {}, 'What is put behind the values there are, after a colon.'),
    init: optional(text('lines for a shell'), '', 'Lines for the job script.'),
  },
  { error: expected('a rule: a group of keys such as set, append, init, include and if') },
);

export const RULE_KEYS: readonly string[] = Object.keys(ruleSchema.shape);

/** Keys of a rule in other versions of the contract. */
export const OTHER_RULE_KEYS: readonly string[] = ['stacks'];

const rules = z.array(ruleSchema, { error: expected('a list of rules') });

/** `env` of a document or a task. */
export const envRules = optional(rules, [], 'Rules about variables: docs/environments.md.');

/** What a document says for all its tasks. */
export const documentRules = z.object({
  env: envRules,
  env_groups: optional(
    z.record(z.string().min(1, 'is empty: a group needs a name'), rules, {
      error: expected('a group of names, each with a list of rules'),
    }),
    {},
    'Rules under a name, for include.',
  ),
});
