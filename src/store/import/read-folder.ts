import { ok, type Result } from '../../engine/result.ts';
import type { Imported } from '../store.ts';
import { asFields } from './fields.ts';
import { holdsJobsOfOthers, readJobs } from './read-jobs.ts';
import { type FoundFolder, readRun, unreadable } from './read-run.ts';

/** What the text of one `run.json` holds. Problem `unreadable`, naming the file. */
export function readFolder(text: string, folder: FoundFolder): Result<Imported> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: unreadable(folder, `it is no JSON document (${why})`) };
  }
  const stored = asFields(value);
  if (stored === null) return { ok: false, problem: unreadable(folder, 'it is no JSON object') };
  if (holdsJobsOfOthers(folder.name)) return ok(readJobs(stored, folder));
  const run = readRun(stored, folder);
  return run.ok ? ok({ is: 'run', run: run.value }) : run;
}
