import type { RecordName, RunId, TaskId, Token } from '../engine/ids.ts';
import { isWithin } from './shell-text.ts';

/**
 * Where a backend keeps what belongs to the jobs: below its root, `~/.cache/scripthut` unless said otherwise.
 * `~` stays in the paths; the shell of the machine resolves it.
 */
export const DEFAULT_ROOT = '~/.cache/scripthut';

export interface RunFiles {
  /** One file per token: what the scheduler answered when it took the submission. */
  readonly ledger: string;
  /** `<token>.start` and `<token>.end`, which the jobs write; elements of an array write `<token>_<element>.start`. */
  readonly records: string;
  /** One file per token: the scripts of an array, and any script that the scheduler does not keep itself. */
  readonly scripts: string;
}

export function runFiles(root: string, run: RunId | string): RunFiles {
  const base = `${root}/runs/${run}`;
  return { ledger: `${base}/ledger`, records: `${base}/records`, scripts: `${base}/scripts` };
}

/** Where all jobs leave a line when they start and end: `<record name> start`, `<record name> end`. */
export function eventsFile(root: string): string {
  return `${root}/events`;
}

/** The run of a token (`<run>.<submission number>`), or of what a job of it leaves behind. */
export function runOfToken(token: Token | RecordName): string {
  return token.slice(0, token.lastIndexOf('.'));
}

const LONGEST_ID_BYTES = 180;

/**
 * `scripthut_<run id>_<task id>` (`compat.md` 3.3); of a later attempt `scripthut_<run id>.<attempt>_<task id>`, so that
 * what the earlier ones wrote stays, and no task id can be mistaken for an attempt. What no file name can hold is written as `%2F`; of an id too long for
 * a file name the beginning is kept, with the token behind it.
 */
export function logName(run: RunId, task: TaskId, token: Token, attempt: number): string {
  const owner = attempt === 1 ? run : `${run}.${attempt}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  const id = task.replace(/[\u0000-\u001f\u007f/\\]/g, (char) => `%${hex(char)}`);
  if (isWithin(id, LONGEST_ID_BYTES)) return `scripthut_${owner}_${id}`;
  const kept = Buffer.from(id).subarray(0, LONGEST_ID_BYTES).toString().replaceAll('\ufffd', '');
  return `scripthut_${owner}_${kept}_${token}`;
}

/** A workflow's name as folders: its slashes separate them (`compat.md` 3.3), and none leads upwards. */
export function workflowFolders(workflow: string): string {
  const folders = workflow
    .replaceAll('\0', '')
    .split('/')
    .filter((folder) => folder !== '' && folder !== '.');
  return folders.map((folder) => (folder === '..' ? '_' : folder)).join('/') || '_';
}

/** The folder of a path, as `dirname` gives it. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
