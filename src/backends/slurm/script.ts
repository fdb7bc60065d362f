import type { ArrayScripts } from '../../engine/array-scripts.ts';
import { present } from '../../engine/assert.ts';
import { rememberLast } from '../../engine/remember-last.ts';
import { type ArrayFile, arrayName, composeArray, sentLogs } from '../array.ts';
import type { JobRequest, JobScript } from '../backend.ts';
import { logName } from '../job-files.ts';
import { ComposedScript, composeScript } from '../job-script.ts';
import { isWithin, oneLine } from '../shell-text.ts';
import type { JobVariables } from '../witness.ts';

const PLAIN_VALUE = /^[A-Za-z0-9_@%+=:,./*[\]~^-]+$/;
/** slurmctld refuses longer ones. */
const LONGEST_NAME_BYTES = 1000;
/** A pattern that Slurm fills in, such as `%j`; `%%` is a percent sign. https://slurm.schedmd.com/sbatch.html, "filename pattern" */
const PATTERN = /%(?!%)/;

/** The id that listings show: of an element the array's and its index. https://slurm.schedmd.com/job_array.html */
const VARIABLES: JobVariables = {
  number: 'SLURM_JOB_ID',
  id: `\${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}\${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}`,
  index: 'SLURM_ARRAY_TASK_ID',
};

/** The script of one job (`compat.md` 8.1, 8.3). */
export function slurmScript(job: JobRequest, root: string): JobScript {
  const log = `${job.run.logDir}/${logName(job.run.id, job.task.id, job.token, job.attempt)}`;
  const output = logPath(job.task.outputFile, `${log}.out`);
  const error = logPath(job.task.errorFile, `${log}.err`);
  const lines = header(job, job.task.name, { output: output.pattern, error: error.pattern });
  const { parts, warnings } = composeScript(job, lines, { root, variables: VARIABLES });
  return new ComposedScript({
    parts,
    outputPath: output.path,
    errorPath: error.path,
    warnings: [...warnings, ...output.warnings, ...error.warnings],
  });
}

/** The file of an array's scripts; its jobs ask for the same. */
export function slurmArray(jobs: readonly JobRequest[], scripts: ArrayScripts, root: string): ArrayFile {
  const job = present(jobs[0], 'a job of the array');
  const sent = `${sentLogs(job, '').replaceAll('%', '%%')}%a`;
  const lines = header(job, arrayName(jobs), { output: `${sent}.out`, error: `${sent}.err` });
  return composeArray(jobs, scripts, [...lines, `#SBATCH --array=1-${jobs.length}`], {
    root,
    variables: VARIABLES,
  });
}

interface LogPatterns {
  readonly output: string;
  readonly error: string;
}

function header({ task, run }: JobRequest, name: string, { output, error }: LogPatterns): string[] {
  const { partition, cpus, memory, timeLimit, gres } = task.resources;
  return [
    `#SBATCH --job-name=${quoted(shortened(name))}`,
    ...resourceLines(partition, run.account, cpus, memory, timeLimit, gres),
    `#SBATCH --output=${value(output)}`,
    `#SBATCH --error=${value(error)}`,
  ];
}

const resourceLines = rememberLast(
  (
    partition: string,
    account: string | null,
    cpus: number,
    memory: string,
    timeLimit: string,
    gres: string | null,
  ): readonly string[] => [
    `#SBATCH --partition=${value(partition)}`,
    ...(account === null ? [] : [`#SBATCH --account=${value(account)}`]),
    `#SBATCH --cpus-per-task=${cpus}`,
    `#SBATCH --mem=${value(memory)}`,
    `#SBATCH --time=${value(timeLimit)}`,
    ...(gres === null ? [] : [`#SBATCH --gres=${value(gres)}`]),
  ],
);

/** One value of a directive. sbatch ends it at the first blank outside quotes; a backslash inside them escapes. */
function value(text: string): string {
  return PLAIN_VALUE.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  if (PLAIN_VALUE.test(text)) return `"${text}"`;
  return `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;
}

function shortened(name: string): string {
  if (isWithin(name, LONGEST_NAME_BYTES)) return name;
  return Buffer.from(name)
    .subarray(0, LONGEST_NAME_BYTES)
    .toString()
    .replace(/\ufffd+$/, '');
}

interface LogPath {
  /** For us: the file's path. */
  readonly path: string;
  /** For Slurm: a percent sign has a meaning there. */
  readonly pattern: string;
  readonly warnings: readonly string[];
}

/**
 * The default path is ours, and its percent signs are meant as such. In one that the author gives they keep Slurm's
 * meaning. `~` has none there: Slurm takes a relative path from where sbatch is run, which is the home directory.
 */
function logPath(given: string | null, path: string): LogPath {
  if (given === null) return { path, pattern: path.replaceAll('%', '%%'), warnings: [] };
  const filledIn = PATTERN.test(given.replaceAll('%%', ''));
  const warning = `Slurm fills in the patterns of '${given}' when the job starts; the log cannot be shown here`;
  return {
    path: given.replaceAll('%%', '%'),
    pattern: given.replace(/^~\/+/, ''),
    warnings: filledIn ? [warning] : [],
  };
}
