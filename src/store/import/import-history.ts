import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Store } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { readFolder } from './read-folder.ts';
import type { FoundFolder } from './read-run.ts';

/** What an import did. */
export interface ImportSummary {
  /** The folder that holds the workflows' folders, absolute. */
  readonly folder: string;
  readonly runs: number;
  /** Jobs of others. */
  readonly jobs: number;
  /** Run folders that had been taken over before. */
  readonly known: number;
  /** One for each folder that was left out, naming its file. */
  readonly problems: readonly Problem[];
}

export interface ImportOptions {
  readonly store: Pick<Store, 'importedFolders' | 'saveImport'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Stops between two folders; the next import goes on there. */
  readonly stopped: AbortSignal;
}

type Tally = { -readonly [Key in keyof ImportSummary]: ImportSummary[Key] } & { problems: Problem[] };

/**
 * Takes over what is new in the Python program's history (`compat.md` 15), a folder at a time, so that a server can do it
 * while it serves. Nothing in those folders is ever changed. `dataDir` is that program's data folder, or the folder
 * `workflows` in it. Problem: there is no such folder (`not-found`), it cannot be listed, or our state cannot be written.
 */
export async function importHistory(dataDir: string, options: ImportOptions): Promise<Result<ImportSummary>> {
  const folder = basename(dataDir) === 'workflows' ? dataDir : join(dataDir, 'workflows');
  const workflows = await list(folder);
  if (!workflows.ok) return workflows;
  const tally: Tally = { folder, runs: 0, jobs: 0, known: 0, problems: [] };
  try {
    const known = options.store.importedFolders();
    for (const workflow of workflows.value) {
      for (const name of await foldersIn(join(folder, workflow), tally)) {
        if (options.stopped.aborted) return ok(tally);
        await importOne(folder, `${workflow}/${name}`, known, options, tally);
      }
    }
    return ok(tally);
  } catch (error) {
    if (error instanceof StoreError) return failed(error.problem);
    throw error;
  }
}

async function list(folder: string): Promise<Result<readonly string[]>> {
  try {
    return ok((await readdir(folder)).toSorted());
  } catch (error) {
    return failed(isCode(error, 'ENOENT') ? missing(folder) : cannotRead(folder, error));
  }
}

/** Files that lie between the folders, and workflows that were removed meanwhile, are none of ours. */
async function foldersIn(path: string, tally: Tally): Promise<readonly string[]> {
  try {
    return (await readdir(path)).toSorted();
  } catch (error) {
    if (!isCode(error, 'ENOTDIR') && !isCode(error, 'ENOENT')) tally.problems.push(cannotRead(path, error));
    return [];
  }
}

async function importOne(
  folder: string,
  name: string,
  known: ReadonlyMap<string, number>,
  { store, now }: ImportOptions,
  tally: Tally,
): Promise<void> {
  const file = join(folder, name, 'run.json');
  const found = await find(name, file, tally);
  if (found === null) return;
  if (known.get(name) === found.modifiedAt) {
    tally.known += 1;
    return;
  }
  const text = await readText(found, tally);
  if (text === null) return;
  const read = readFolder(text, found);
  // Parsing and saving take their time: let others have their turn in between.
  await nextTurn();
  if (!read.ok) {
    tally.problems.push(read.problem);
    return;
  }
  const imported = read.value;
  const outcome = store.saveImport(found, imported, now());
  if (outcome === 'known') tally.known += 1;
  else if (outcome === 'clash') tally.problems.push(clash(file));
  else if (imported.is === 'run') tally.runs += 1;
  else tally.jobs += imported.jobs.length;
}

/** Null for a folder without a stored run, and with a problem where nobody can tell. */
async function find(name: string, file: string, tally: Tally): Promise<FoundFolder | null> {
  try {
    return { name, file, modifiedAt: Math.trunc((await stat(file)).mtimeMs) };
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'ENOTDIR')) tally.problems.push(cannotRead(file, error));
    return null;
  }
}

async function readText({ file }: FoundFolder, tally: Tally): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    tally.problems.push(cannotRead(file, error));
    return null;
  }
}

function cannotRead(file: string, error: unknown): Problem {
  return problem('no-access', `${file} cannot be read: ${wordsOf(error)}`);
}

function clash(file: string): Problem {
  return problem('conflict', `${file} was not imported: there is another run with its id`);
}

function missing(folder: string): Problem {
  return problem('not-found', `There is no folder ${folder}`, {
    hint: "Name the Python program's data_dir: the folder that holds workflows/.",
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
