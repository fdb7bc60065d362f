import { present } from '../engine/assert.ts';
import { type EnvRules, NO_RULES } from '../engine/env-rules.ts';
import { describeValue, gatherFaults } from '../engine/faults.ts';
import { type Place, type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { type WrittenText, withoutText } from '../text/written-text.ts';
import type { PlaceOf, WorkflowDocument } from './document.ts';
import { reportDuplicateIds } from './duplicate-ids.ts';
import { type Entry, readEntries } from './entries.ts';
import { readTasks } from './read-tasks.ts';
import { retrySchema } from './retry-schema.ts';
import { documentRules } from './rule-schema.ts';
import { check, isGroup, type Report } from './subject.ts';
import { unusedDocumentKeys, unusedRuleKeys, unusedTaskKeys } from './unused-keys.ts';
import { readWorkflowText } from './workflow-text.ts';

/**
 * Reads a workflow document (`compat.md` 3): a list of tasks, or an object with `tasks`, as JSON or as YAML. All faults
 * are found at once and have their places in the text; code `bad-document`. `file` is the text's name in messages,
 * `workflow` what a run of it would be called.
 */
export function parseDocument(text: string, file: string, workflow = file): Result<WorkflowDocument> {
  const read = parseDocumentOrNothing(text, file);
  return read.ok ? refuseEmpty(read.value, workflow) : read;
}

/** The same, but a document without tasks is no fault: a generator may find nothing more to do. */
export function parseDocumentOrNothing(text: string, file: string): Result<WorkflowDocument> {
  const read = readWorkflowText(text, file);
  return read.ok ? readDocument(read.value, file) : read;
}

/** The same for a value that was JSON already; `label` names it in messages. Faults have no places. */
export function parseDocumentValue(
  value: unknown,
  label: string,
  workflow = label,
): Result<WorkflowDocument> {
  const read = readDocument(withoutText(value), label);
  return read.ok ? refuseEmpty(read.value, workflow) : read;
}

function refuseEmpty(document: WorkflowDocument, workflow: string): Result<WorkflowDocument> {
  if (document.tasks.length > 0) return ok(document);
  return failed(
    problem('bad-document', `No tasks for workflow '${workflow}'`, { hint: 'The list of tasks is empty.' }),
  );
}

function readDocument({ value, placeOf, sourceOf }: WrittenText, file: string): Result<WorkflowDocument> {
  const list = listOfTasks(value);
  if (list === null) return failed(shapeFault(value, placeOf));
  const faults: Problem[] = [];
  const report: Report = (message, path, hint) => faults.push(fault(message, placeOf(path), hint));

  const path = Array.isArray(value) ? [] : ['tasks'];
  const title = readTitle(value, report);
  const { entries, points, warnings } = readEntries(list, { path, sourceOf, report });
  const tasks = readTasks(entries, readRetry(value, report));
  const rules = readRules(value, report);
  reportDuplicateIds(list, entries, { path, placeOf, report });
  if (faults.length > 0) return failed(gatherFaults('bad-document', file, faults));
  return ok({
    title,
    tasks,
    points,
    rules,
    warnings: [...unusedKeys(value, list), ...warnings],
    placeOf: taskPlaces(placeOf, entries),
  });
}

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

/** The rules that stand at the top of a text; none where it is a list. */
export function readRules(value: unknown, report: Report): EnvRules {
  if (!isGroup(value)) return NO_RULES;
  const read = check(documentRules, value, { label: '', path: [], report });
  return read === null ? NO_RULES : { env: read.env, groups: read.env_groups };
}

/** What a task without `retry` of its own has. */
function readRetry(value: unknown, report: Report): unknown {
  const retry = isGroup(value) ? (value.retry ?? null) : null;
  if (retry === null) return null;
  return check(retrySchema, retry, { label: '', path: [], report }, ['retry']) === null ? null : retry;
}

function unusedKeys(value: unknown, list: readonly unknown[]): string[] {
  const ofDocument = isGroup(value) ? unusedDocumentKeys(value) : [];
  const tasks = list.filter(isGroup);
  return [...ofDocument, ...unusedRuleKeys(value, tasks), ...unusedTaskKeys(tasks)];
}

/** The key `deps` may be written `dependencies`. */
function taskPlaces(placeOf: WrittenText['placeOf'], entries: readonly Entry[]): PlaceOf {
  return (task, ...[key, ...rest]) => {
    const { written, subject } = present(entries[task], `task number ${task}`);
    if (key === undefined) return placeOf(subject.path);
    const isOldSpelling = key === 'deps' && isGroup(written) && (written.deps ?? null) === null;
    return placeOf([...subject.path, isOldSpelling ? 'dependencies' : key, ...rest]);
  };
}

function shapeFault(value: unknown, placeOf: WrittenText['placeOf']): Problem {
  const expectation = "The document must be a list of tasks or an object with a 'tasks' key that holds one";
  if (isGroup(value) && 'tasks' in value) {
    return fault(`${expectation}; found ${describeValue(value.tasks)} under 'tasks'`, placeOf(['tasks']));
  }
  const single =
    isGroup(value) && 'command' in value ? { hint: 'This looks like a single task: put [ ] around it.' } : {};
  const found = isGroup(value) ? 'an object without it' : describeValue(value);
  return { ...fault(`${expectation}; found ${found}`, placeOf([])), ...single };
}

function fault(message: string, place: Place | null, hint?: string): Problem {
  return problem('bad-document', message, { ...(place && { place }), ...(hint !== undefined && { hint }) });
}
