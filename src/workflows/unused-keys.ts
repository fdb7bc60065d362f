import { didYouMean } from '../engine/nearest.ts';
import { OTHER_RULE_KEYS, RULE_KEYS } from './rule-schema.ts';
import { OTHER_TASK_KEYS, TASK_KEYS } from './task-schema.ts';

type Group = Readonly<Record<string, unknown>>;

const DOCUMENT_KEYS = ['tasks', 'title', 'retry', 'env', 'env_groups'];
/** `$schema` is for editors. */
const SILENT_DOCUMENT_KEYS = new Set([...DOCUMENT_KEYS, '$schema']);

/** One sentence for each key of the document itself that is not used. */
export function unusedDocumentKeys(document: Group): string[] {
  return Object.keys(document)
    .filter((key) => !SILENT_DOCUMENT_KEYS.has(key))
    .map((key) => sentence('Document key', key, DOCUMENT_KEYS, []));
}

/** One sentence for each key of a rule about variables that is not used, wherever rules stand and however many there are. */
export function unusedRuleKeys(document: unknown, tasks: readonly Group[]): string[] {
  const ofDocument = isGroup(document) ? [document.env, ...Object.values(groupIn(document.env_groups))] : [];
  const rules = [...ofDocument, ...tasks.map(({ env }) => env)].flatMap((list) =>
    Array.isArray(list) ? list.filter(isGroup) : [],
  );
  const keys = new Set(rules.flatMap((rule) => Object.keys(rule)).filter((key) => !RULE_KEYS.includes(key)));
  return [...keys].map((key) => sentence('Key of an env rule', key, RULE_KEYS, OTHER_RULE_KEYS));
}

function groupIn(value: unknown): Group {
  return isGroup(value) ? value : {};
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One sentence for each task key that is not used, however many tasks have it. */
export function unusedTaskKeys(tasks: readonly Group[]): string[] {
  const used = new Set(TASK_KEYS);
  const holders = new Map<string, { readonly first: string; count: number }>();
  for (const [index, task] of tasks.entries()) {
    for (const key of Object.keys(task)) {
      if (used.has(key)) continue;
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, { first: taskLabel(task, index), count: 1 });
      else holder.count += 1;
    }
  }
  return [...holders].map(([key, { first, count }]) => {
    const where = count === 1 ? `in ${first}` : `in ${count} tasks, first in ${first}`;
    return `${sentence('Task key', key, TASK_KEYS, OTHER_TASK_KEYS)}: ${where}`;
  });
}

/** How a message calls a task whose id may be missing or wrong. Positions count from 1 for people. */
export function taskLabel(task: unknown, index: number): string {
  const id = typeof task === 'object' && task !== null && 'id' in task ? task.id : undefined;
  return typeof id === 'string' && id !== ''
    ? `task ${JSON.stringify(id).replace(/^"|"$/g, "'")}`
    : `task number ${index + 1}`;
}

function sentence(what: string, key: string, used: readonly string[], others: readonly string[]): string {
  if (others.includes(key)) return `${what} '${key}' is not used by this version yet`;
  return `${what} '${key}' is not known and not used${didYouMean(key, used)}`;
}
