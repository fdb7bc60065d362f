import type { ArrayScripts } from '../engine/array-scripts.ts';
import { present } from '../engine/assert.ts';
import { type ArrayFile, packed, sendArrayWords } from './array.ts';
import type { JobRequest, JobScript, SubmissionRequest } from './backend.ts';
import { folderOf, runFiles } from './job-files.ts';
import type { LedgerEntry } from './ledger.ts';
import { packScripts } from './pack-scripts.ts';

/** How a family hands its jobs to its scheduler. */
export interface Handover {
  readonly script: (job: JobRequest) => JobScript;
  /** Of jobs that ask for the same, with what `script` made of them. */
  readonly array: (jobs: readonly JobRequest[], scripts: ArrayScripts) => ArrayFile;
  /** Shell words that take the script on standard input and print the id of the job or array. */
  readonly words: (submission: SubmissionRequest) => string;
  /** Whether the scheduler fills in something in the name of a folder with logs, so that nobody can make it before. */
  readonly isPattern: (folder: string) => boolean;
}

/** A submission as the ledger takes it: with one job, or with an array, whose scripts travel in one packed file. */
export function ledgerEntry(submission: SubmissionRequest, root: string, handover: Handover): LedgerEntry {
  const { token, jobs } = submission;
  const job = present(jobs[0], 'a job of the submission');
  const { ledger, records } = runFiles(root, job.run.id);
  const command = handover.words(submission);
  if (jobs.length === 1) {
    const script = submission.scripts?.[0] ?? handover.script(job);
    const logs = [script.outputPath, script.errorPath].map(folderOf);
    const folders = new Set([records, ...logs.filter((folder) => !handover.isPattern(folder))]);
    return { token, ledger, folders: [...folders], command, script: script.text };
  }
  const file = handover.array(jobs, submission.array ?? packScripts(jobs.map(handover.script)));
  return {
    token,
    ledger,
    folders: [records, folderOf(file.path), job.run.logDir],
    command: sendArrayWords(file, command),
    script: packed(file),
  };
}
