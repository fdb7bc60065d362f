import { createHash } from 'node:crypto';
import { type RunId, type TaskId, taskId } from '../engine/ids.ts';
import { isWithin } from './shell-text.ts';

/** What a task publishes about itself, in its own folder. */
export const TASK_SUMMARY = 'task-summary.md';
/** Beside the tasks' folders: what tasks say about the whole run, a file for each of them. */
export const RUN_SUMMARIES = '_run';

const LONGEST_NAME_BYTES = 200;

/** Where the tasks of a run publish files (`compat.md` 7.2): each in a folder of its own, `outputName`. */
export function outputsFolder(logDir: string, run: RunId): string {
  return `${logDir}/outputs/${run}`;
}

/**
 * The name of a task's folder: its id, in which what no file name can hold, `%`, and what would be another folder are
 * written as `%2F`. Of an id too long for a file name the beginning is kept, with a digest behind it.
 */
export function outputName(task: TaskId): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  const name = task.replace(/^[._]|[\u0000-\u001f\u007f/\\%]/g, encoded);
  if (isWithin(name, LONGEST_NAME_BYTES)) return name;
  const kept = Buffer.from(name).subarray(0, LONGEST_NAME_BYTES).toString().replaceAll('\ufffd', '');
  return `${kept}_${createHash('sha256').update(task).digest('hex').slice(0, 12)}`;
}

/** The task whose folder has that name; null where the name does not tell. */
export function taskOfOutputName(name: string): TaskId | null {
  const task = taskId(
    name.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
  );
  return outputName(task) === name ? task : null;
}

function encoded(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
