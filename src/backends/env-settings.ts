import { z } from 'zod';
import type { EnvRule, EnvRules } from '../engine/env-rules.ts';
import { expected } from '../engine/faults.ts';
import { optional, section, text } from './settings.ts';

/** The keys of `EnvRules`, at the top of the configuration and in each backend (`compat.md` 2.15). */
export function ruleKeys() {
  const rules = z.array(ruleSchema(), { error: expected('a list of rules') });
  const groupName = z.string().min(1, 'is empty: a group needs a name');
  return {
    env: optional(rules, []),
    env_groups: optional(
      z.record(groupName, rules, { error: expected('a group of names, each with a list of rules') }),
      {},
    ),
  };
}

/** What `ruleKeys` has read. */
export function rulesOf(read: {
  readonly env: readonly EnvRule[];
  readonly env_groups: EnvRules['groups'];
}): EnvRules {
  return { env: read.env, groups: read.env_groups };
}

/** A group of variables: names that a shell accepts, values as text. */
export function variables() {
  return z.record(variableName(), text(), { error: expected('a group of names and texts') });
}

function ruleSchema() {
  const names = z.array(text('a name'), { error: expected('a list of names, such as ["gpu"]') });
  const wanted = z.union([text().transform((value) => [value]), z.array(text())], {
    error: expected('text, or a list of texts of which one must be the value'),
  });
  const conditions = z.record(variableName(), wanted, { error: expected('a group of names and texts') });
  const keys = {
    if: optional(conditions, {}),
    include: optional(names, []),
    set: optional(variables(), {}),
    append: optional(variables(), {}),
    init: optional(text('lines for a shell'), ''),
  };
  return section(keys, ['stacks']);
}

function variableName() {
  return z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'is not a name that a shell accepts: letters, digits and _ only, and no digit in front',
  });
}
