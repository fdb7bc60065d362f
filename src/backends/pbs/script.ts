import type { ArrayScripts } from '../../engine/array-scripts.ts';
import { present } from '../../engine/assert.ts';
import { type ArrayFile, arrayName, composeArray, sentLogs } from '../array.ts';
import type { JobRequest, JobScript } from '../backend.ts';
import { logName, runFiles } from '../job-files.ts';
import { ComposedScript, composeScript } from '../job-script.ts';
import { openLogs } from '../own-logs.ts';
import { oneLine, withoutNul } from '../shell-text.ts';
import type { JobVariables } from '../witness.ts';
import { parseDuration } from './fields.ts';
import { validName } from './names.ts';
import { pbsWalltime, resourceRequest } from './resources.ts';
import type { ResourceStyle } from './settings.ts';

/** What a script needs to know of its backend. */
export interface ScriptRules {
  readonly root: string;
  /** In place of the task's partition. */
  readonly queue: string | null;
  readonly style: (gres: string | null) => ResourceStyle;
}

const PLAIN_VALUE = /^[A-Za-z0-9_@%+=:,./^*[\]~-]+$/;

/** Torque calls an element's index otherwise. Ids are those that listings show, without the server. */
const VARIABLES: JobVariables = {
  number: 'PBS_JOBID',
  id: `\${PBS_JOBID%%.*}`,
  index: 'PBS_ARRAY_INDEX',
  alias: `PBS_ARRAY_INDEX=\${PBS_ARRAY_INDEX:-\${PBS_ARRAYID-}}`,
};

/** The script of one job (`compat.md` 8.2, 8.3). */
export function pbsScript(job: JobRequest, rules: ScriptRules): JobScript {
  const { outputFile, errorFile, name } = job.task;
  const log = `${job.run.logDir}/${logName(job.run.id, job.task.id, job.token, job.attempt)}`;
  const outputPath = withoutNul(outputFile ?? `${log}.out`);
  const errorPath = withoutNul(errorFile ?? `${log}.err`);
  const isTaken = [outputPath, errorPath].every(isTakenPath);
  const { lines, warnings } = header(
    job,
    name,
    isTaken ? { output: outputPath, error: errorPath } : null,
    rules,
  );
  const composed = composeScript(job, lines, {
    root: rules.root,
    variables: VARIABLES,
    limitSeconds: parseDuration(pbsWalltime(job.task.resources.timeLimit)),
    ...(isTaken ? {} : { preparation: openLogs(outputPath, errorPath) }),
  });
  const parts = withoutCarriageReturns(composed.parts);
  return new ComposedScript({
    parts,
    outputPath,
    errorPath,
    warnings: [...composed.warnings, ...warnings, ...(parts === composed.parts ? [] : [CARRIAGE_RETURNS])],
  });
}

/** The file of an array's scripts; its jobs ask for the same. */
export function pbsArray(jobs: readonly JobRequest[], scripts: ArrayScripts, rules: ScriptRules): ArrayFile {
  const job = present(jobs[0], 'a job of the array');
  const sent = sentLogs(job, '^array_index^');
  const logs = { output: `${sent}.out`, error: `${sent}.err` };
  const isTaken = isTakenPath(sent);
  const { lines } = header(job, arrayName(jobs), isTaken ? logs : null, rules);
  return composeArray(jobs, scripts, lines, { root: rules.root, variables: VARIABLES });
}

interface Logs {
  readonly output: string;
  readonly error: string;
}

/** Without logs PBS is told a file in which nothing will stand but what it has to say itself. */
function header(
  { task, run, token }: JobRequest,
  name: string,
  logs: Logs | null,
  rules: ScriptRules,
): { readonly lines: readonly string[]; readonly warnings: readonly string[] } {
  const { partition, gres } = task.resources;
  const { line, warnings } = resourceRequest(task.resources, rules.style(gres));
  const own = `${runFiles(rules.root, run.id).scripts}/${token}`;
  const lines = [
    `#PBS -N ${validName(name)}`,
    `#PBS -q ${value(rules.queue ?? partition)}`,
    ...(run.account === null ? [] : [`#PBS -A ${value(run.account)}`]),
    `#PBS -l ${oneLine(line)}`,
    `#PBS -o ${value(fromHome(logs?.output ?? `${own}.out`))}`,
    `#PBS -e ${value(fromHome(logs?.error ?? `${own}.err`))}`,
    '#PBS -V',
  ];
  return { lines, warnings };
}

/** `~` has no meaning for PBS; a relative path begins where qsub is run, which is the home directory. */
function fromHome(path: string): string {
  return path.replace(/^~\/+/, '');
}

/**
 * What stands in a path is taken by all: qsub of Torque refuses blanks, that of OpenPBS what is not ASCII, both a colon in a
 * relative path (`illegal -o value`), and Torque expands the rest as a shell does. Into other files the job writes by itself.
 */
function isTakenPath(path: string): boolean {
  return /^(?:~\/|\/)[A-Za-z0-9_@%+=:,./^-]+$|^[A-Za-z0-9_][A-Za-z0-9_@%+=,./-]*$/.test(path);
}

/** One value of a directive, which a blank outside quotes ends. Of quotes inside it one kind can be told apart. */
function value(text: string): string {
  if (PLAIN_VALUE.test(text)) return text;
  const plain = oneLine(text);
  return plain.includes('"') ? `'${plain.replaceAll("'", '')}'` : `"${plain}"`;
}

const CARRIAGE_RETURNS =
  'The Windows line ends (CR LF) of the script were made plain newlines: PBS takes no others';

/** `qsub: script contains cr, lf`. The very same parts where there are none. */
function withoutCarriageReturns(parts: readonly string[]): readonly string[] {
  if (!parts.some((part) => part.includes('\r'))) return parts;
  const text = parts.join('');
  const without = text.replace(/\r+\n/g, '\n');
  return without === text ? parts : [without];
}
