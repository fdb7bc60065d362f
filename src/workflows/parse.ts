import type { z } from 'zod';
import { type EnvRules, NO_RULES } from '../engine/env-rules.ts';
import { describeValue, gatherFaults, keyPath } from '../engine/faults.ts';
import { type Place, type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { PlaceOf, WorkflowDocument, WrittenTask } from './document.ts';
import { type JsonPath, type JsonText, readJson } from './json-text.ts';
import { documentRules } from './rule-schema.ts';
import { taskSchema } from './task-schema.ts';
import { taskLabel, unusedDocumentKeys, unusedRuleKeys, unusedTaskKeys } from './unused-keys.ts';

type Group = Readonly<Record<string, unknown>>;

/**
 * Reads a workflow document (`compat.md` 3): a JSON list of tasks, or an object with `tasks`. All faults are found
 * at once and have their places in the text; code `bad-document`. `file` is the text's name in messages.
 */
export function parseDocument(text: string, file: string): Result<WorkflowDocument> {
  const read = parseDocumentOrNothing(text, file);
  return read.ok ? refuseEmpty(read.value, file) : read;
}

/** The same, but a document without tasks is no fault: a generator may find nothing more to do. */
export function parseDocumentOrNothing(text: string, file: string): Result<WorkflowDocument> {
  const json = readJson(text, file);
  return json.ok ? readDocument(json.value, file) : json;
}

/** The same for a value that was JSON already; `label` names it in messages. Faults have no places. */
export function parseDocumentValue(value: unknown, label: string): Result<WorkflowDocument> {
  const read = readDocument({ value, placeOf: () => null }, label);
  return read.ok ? refuseEmpty(read.value, label) : read;
}

function refuseEmpty(document: WorkflowDocument, file: string): Result<WorkflowDocument> {
  if (document.tasks.length > 0) return ok(document);
  return failed(
    problem('bad-document', `No tasks for workflow '${file}'`, { hint: 'The list of tasks is empty.' }),
  );
}

function readDocument({ value, placeOf }: JsonText, file: string): Result<WorkflowDocument> {
  const faults: Problem[] = [];
  const report = (message: string, path: JsonPath) => faults.push(fault(message, placeOf(path)));
  const list = listOfTasks(value);
  if (list === null) return failed(shapeFault(value, placeOf));

  const prefix = Array.isArray(value) ? [] : ['tasks'];
  const title = readTitle(value, report);
  const reportTask: Report = (message, path) => report(message, [...prefix, ...path]);
  const tasks = readTasks(list, reportTask);
  const rules = readRules(value, report);
  const nameOf = (task: number) => `task number ${task + 1}${lineText(placeOf([...prefix, task, 'id']))}`;
  reportDuplicates(list, nameOf, reportTask);
  if (faults.length > 0) return failed(gatherFaults('bad-document', file, faults));
  return ok({
    title,
    tasks,
    rules,
    warnings: warnings(value, list),
    placeOf: taskPlaces(placeOf, prefix, list),
  });
}

type Report = (message: string, path: JsonPath) => void;

function listOfTasks(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  return isGroup(value) && Array.isArray(value.tasks) ? value.tasks : null;
}

function readTitle(value: unknown, report: Report): string | null {
  const title = isGroup(value) ? value.title : null;
  if (typeof title === 'string') return title === '' ? null : title;
  if (title !== undefined && title !== null)
    report(`title must be text, found ${describeValue(title)}`, ['title']);
  return null;
}

function readRules(value: unknown, report: Report): EnvRules {
  if (!isGroup(value)) return NO_RULES;
  const read = documentRules.safeParse(value);
  for (const issue of read.error?.issues ?? []) report(keyedText(issue), issue.path as JsonPath);
  return read.success ? { env: read.data.env, groups: read.data.env_groups } : NO_RULES;
}

function readTasks(list: readonly unknown[], report: Report): readonly WrittenTask[] {
  return list.flatMap((written, index) => {
    const read = taskSchema.safeParse(written);
    for (const issue of read.error?.issues ?? []) {
      const message = `${capital(taskLabel(written, index))}${issueText(issue)}`;
      report(message, [index, ...(issue.path as JsonPath)]);
    }
    return read.success ? [read.data] : [];
  });
}

function reportDuplicates(list: readonly unknown[], nameOf: (task: number) => string, report: Report): void {
  const positions = new Map<string, number>();
  for (const [index, written] of list.entries()) {
    const id = isGroup(written) ? written.id : undefined;
    if (typeof id !== 'string') continue;
    const earlier = positions.get(id);
    if (earlier === undefined) positions.set(id, index);
    else report(`Duplicate task id '${id}': it is also that of ${nameOf(earlier)}`, [index, 'id']);
  }
}

/** To be read behind the task's name. */
function issueText(issue: z.core.$ZodIssue): string {
  return issue.path.length > 0 ? `: ${keyedText(issue)}` : ` ${messageOf(issue)}`;
}

function keyedText(issue: z.core.$ZodIssue): string {
  return `${keyPath(issue.path)} ${messageOf(issue)}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function warnings(value: unknown, list: readonly unknown[]): string[] {
  const ofDocument = isGroup(value) ? unusedDocumentKeys(value) : [];
  const tasks = list.filter(isGroup);
  return [...ofDocument, ...unusedRuleKeys(value, tasks), ...unusedTaskKeys(tasks)];
}

/** The key `deps` may be written `dependencies`. */
function taskPlaces(placeOf: JsonText['placeOf'], prefix: JsonPath, list: readonly unknown[]): PlaceOf {
  return (task, ...[key, ...rest]) => {
    if (key === undefined) return placeOf([...prefix, task]);
    const written = list[task];
    const isOldSpelling = key === 'deps' && isGroup(written) && (written.deps ?? null) === null;
    return placeOf([...prefix, task, isOldSpelling ? 'dependencies' : key, ...rest]);
  };
}

function shapeFault(value: unknown, placeOf: JsonText['placeOf']): Problem {
  const expectation = "The JSON must be a list of tasks or an object with a 'tasks' key that holds one";
  if (isGroup(value) && 'tasks' in value) {
    return fault(`${expectation}; found ${describeValue(value.tasks)} under 'tasks'`, placeOf(['tasks']));
  }
  const single =
    isGroup(value) && 'command' in value ? { hint: 'This looks like a single task: put [ ] around it.' } : {};
  const found = isGroup(value) ? 'an object without it' : describeValue(value);
  return { ...fault(`${expectation}; found ${found}`, placeOf([])), ...single };
}

function fault(message: string, place: Place | null): Problem {
  return problem('bad-document', message, place === null ? {} : { place });
}

function lineText(place: Place | null): string {
  return place === null ? '' : ` on line ${place.line}`;
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
