import type { ArrayScripts } from '../../engine/array-scripts.ts';
import { present } from '../../engine/assert.ts';
import { readMemory, readTimeLimit } from '../../engine/resources.ts';
import type { Resources } from '../../engine/task.ts';
import { quotePath } from '../../transport/quote.ts';
import { type ArrayFile, arrayName, composeArray, sentLogs } from '../array.ts';
import type { JobRequest, JobScript } from '../backend.ts';
import { logName } from '../job-files.ts';
import { ComposedScript, composeScript } from '../job-script.ts';
import type { JobVariables } from '../witness.ts';
import { jobName } from './job-names.ts';
import type { SgeSettings } from './settings.ts';

/** What the script of a job depends on beside the job. */
export interface ScriptSettings
  extends Pick<SgeSettings, 'queue' | 'project' | 'parallelEnvironment' | 'memoryResource'> {
  /** Where the backend keeps what belongs to jobs. */
  readonly root: string;
}

/** The id that listings show: of a task of an array the array's and its number. */
const VARIABLES: JobVariables = {
  number: 'JOB_ID',
  id: `\${JOB_ID}\${SGE_TASK_ID:+.$SGE_TASK_ID}`,
  index: 'SGE_TASK_ID',
};

/**
 * Lines behind the directives. A job that is no array finds `undefined` as its task number. And a job that ends with 99 would
 * be started again, one that ends with 100 would stay in the queue in error (qsub(1), "EXIT STATUS" of jobs): what the author's
 * part ended with stands in the end record.
 */
const BEGINNING = [
  '',
  '# Grid Engine gives a job that is no array a task number that is none, and starts a job that ends with 99 again.',
  '[ "${SGE_TASK_ID-}" != undefined ] || unset SGE_TASK_ID SGE_TASK_FIRST SGE_TASK_LAST SGE_TASK_STEPSIZE',
  `[ "\${1-}" = witnessed ] || trap 'case $? in 99 | 100) exit 1 ;; esac' EXIT`,
];

/** The script of one job. Its directives begin with `#$`, or with more where a line of the task begins so. */
export function sgeScript(job: JobRequest, settings: ScriptSettings): JobScript {
  const output = logPath(job, job.task.outputFile, '.out');
  const error = logPath(job, job.task.errorFile, '.err');
  const logs = logLines(output, error);
  const options = { root: settings.root, variables: VARIABLES };
  const directives = [...header(job, job.task.name, settings), ...logs.directives];
  const prefix = holdsPrefix(job)
    ? prefixFor(composeScript(job, logs.commands, options).parts.join(''))
    : PREFIX;
  const lines = [...directives.map((line) => `${prefix} ${line}`), ...BEGINNING, ...logs.commands];
  const { parts, warnings } = composeScript(job, lines, options);
  return new ComposedScript({
    parts,
    outputPath: output.path,
    errorPath: error.path,
    warnings: [...warnings, ...output.warnings, ...error.warnings, ...genericWarnings(job.task.resources)],
  });
}

/** The file of an array's scripts; its jobs ask for the same. */
export function sgeArray(
  jobs: readonly JobRequest[],
  scripts: ArrayScripts,
  settings: ScriptSettings,
): ArrayFile {
  const job = present(jobs[0], 'a job of the array');
  const sent = sentLogs(job, '');
  const logs = logLines(
    { path: `${sent}$TASK_ID.out`, shell: `${quotePath(sent)}"$SGE_TASK_ID.out"`, isPattern: isPlain(sent) },
    { path: `${sent}$TASK_ID.err`, shell: `${quotePath(sent)}"$SGE_TASK_ID.err"`, isPattern: isPlain(sent) },
  );
  const directives = [...header(job, arrayName(jobs), settings), ...logs.directives, `-t 1-${jobs.length}`];
  const lines = [...directives.map((line) => `${PREFIX} ${line}`), ...BEGINNING, ...logs.commands];
  return composeArray(jobs, scripts, lines, { root: settings.root, variables: VARIABLES });
}

const PREFIX = '#$';

/** qsub looks for directives in the whole script, here-documents of the author's included. */
function prefixFor(text: string): string {
  let prefix = PREFIX;
  while (text.includes(`\n${prefix}`)) prefix += '_';
  return prefix;
}

/** Whether any line of the script might begin like a directive. */
function holdsPrefix({ task, run, environment }: JobRequest): boolean {
  const { variables, preludes, init } = environment;
  const lines = [init, ...preludes.map(({ text }) => text), ...variables.map(({ value }) => value)];
  const names = [task.name, task.id, task.workingDir, task.outputFile, task.errorFile, run.logDir];
  return [task.command, ...names, ...lines].some((text) => text?.includes(PREFIX));
}

/** The prefix of the directives of a script, which follow its first line. */
export function prefixOf(script: string): string {
  return /^[^\n]*\n(#\$_*) /.exec(script)?.[1] ?? PREFIX;
}

function header({ task, run, token }: JobRequest, name: string, settings: ScriptSettings): string[] {
  const { partition, cpus, memory, timeLimit, gres } = task.resources;
  const queue = settings.queue ?? (partition === ANY_QUEUE ? null : partition);
  const seconds = readTimeLimit(timeLimit);
  const bytes = readMemory(memory);
  return [
    '-S /bin/bash',
    `-N ${jobName(name, token)}`,
    ...(queue === null ? [] : [`-q ${queue}`]),
    ...(settings.project === null ? [] : [`-P ${settings.project}`]),
    ...(run.account === null ? [] : [`-A ${run.account}`]),
    ...(cpus === 1 || settings.parallelEnvironment === null
      ? []
      : [`-pe ${settings.parallelEnvironment} ${cpus}`]),
    ...(bytes === null ? [] : [`-l ${settings.memoryResource}=${perSlot(bytes, cpus)}`]),
    ...(seconds === null ? [] : [`-l h_rt=${seconds}`]),
    ...genericRequests(gres).map((request) => `-l ${request}`),
  ];
}

/** The partition of a task that names none: Grid Engine chooses among all queues. */
const ANY_QUEUE = 'normal';

const MEGABYTE = 1024 ** 2;

/** Memory is asked for each slot; capital units are powers of 1024. sge_types(1), "memory_specifier" */
function perSlot(bytes: number, cpus: number): string {
  const megabytes = Math.max(1, Math.ceil(bytes / cpus / MEGABYTE));
  return megabytes % 1024 === 0 ? `${megabytes / 1024}G` : `${megabytes}M`;
}

/** `gpu:2` asks for `gpu=2`, `gpu` for one; a kind between the two (`gpu:a100:2`) has no place in it. */
function genericRequests(gres: string | null): readonly string[] {
  return (gres ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...more] = part.split(':');
      const count = more.at(-1) ?? '1';
      return part.includes('=') ? part : `${name}=${/^\d+$/.test(count) ? count : '1'}`;
    });
}

function genericWarnings({ gres }: Resources): readonly string[] {
  if (!(gres ?? '').split(',').some((part) => part.split(':').length > 2)) return [];
  return [`Of '${gres}' only the names and numbers are asked for: Grid Engine's resources have no kinds`];
}

interface LogFile {
  /** For Grid Engine and for us. */
  readonly path: string;
  /** For the shell of the job. */
  readonly shell: string;
  /** Grid Engine fills something in. */
  readonly isPattern: boolean;
}

/**
 * Grid Engine opens the logs where their paths can be written in a directive: what it says itself then stands in them, and a
 * path that cannot be opened leaves the job in error with the reason. Others are opened by the job.
 */
function logLines(output: LogFile, error: LogFile) {
  if ([output, error].every(({ path, isPattern }) => isPattern || isPlain(path)))
    return { directives: [`-o ${output.path}`, `-e ${error.path}`], commands: [] };
  return {
    directives: ['-o /dev/null', '-e /dev/null'],
    commands: [`[ "\${1-}" = witnessed ] || exec > ${output.shell} 2> ${error.shell}`],
  };
}

/** Blanks, commas, colons, `$` and quotes have a meaning in a directive. */
function isPlain(path: string): boolean {
  return /^[A-Za-z0-9_@%+=./~^-]+$/.test(path);
}

/**
 * The default path is ours. In one that the author gives `$JOB_ID` and its like keep Grid Engine's meaning. `~` has none
 * there: a relative path is taken from the home directory.
 */
function logPath(
  job: JobRequest,
  given: string | null,
  suffix: string,
): LogFile & { readonly warnings: string[] } {
  if (given === null) {
    const path = `${job.run.logDir}/${logName(job.run.id, job.task.id, job.token, job.attempt)}${suffix}`;
    return { path, shell: quotePath(path), isPattern: false, warnings: [] };
  }
  const isPattern = /\$(JOB_ID|JOB_NAME|TASK_ID|HOSTNAME|USER|HOME)\b/.test(given);
  const warning = `Grid Engine fills in the variables of '${given}' when the job starts; the log cannot be shown here`;
  return {
    path: isPattern ? given.replace(/^~\/+/, '') : given,
    shell: quotePath(given),
    isPattern,
    warnings: isPattern ? [warning] : [],
  };
}
