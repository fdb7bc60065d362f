import type { Token } from '../engine/ids.ts';
import { rememberLast } from '../engine/remember-last.ts';
import type { ResolvedEnvironment, Variable } from '../engine/task.ts';
import { quote } from '../transport/quote.ts';
import type { JobRequest, JobScript } from './backend.ts';
import { eventsFile, runFiles, runOfToken } from './job-files.ts';
import { outputName, outputsFolder, RUN_SUMMARIES, TASK_SUMMARY } from './output-names.ts';
import { cdLine, echoLine, exportLine, isVariableName, withoutNul } from './shell-text.ts';
import { type JobVariables, witness } from './witness.ts';

export interface ScriptOptions {
  /** Where the backend keeps what belongs to jobs. */
  readonly root: string;
  readonly variables: JobVariables;
  /** What is put between the witness and the body. */
  readonly preparation?: string;
  /** For the job's record (`witness.ts`). */
  readonly limitSeconds?: number | null;
}

/** Its text is put together when somebody reads it: that of an element of an array is seldom read as a whole. */
export class ComposedScript implements JobScript {
  readonly parts: readonly string[];
  readonly outputPath: string;
  readonly errorPath: string;
  readonly warnings: readonly string[];

  constructor({ parts, outputPath, errorPath, warnings }: Omit<JobScript, 'text'>) {
    this.parts = parts;
    this.outputPath = outputPath;
    this.errorPath = errorPath;
    this.warnings = warnings;
  }

  get text(): string {
    return this.parts.join('');
  }
}

/** A whole job script: first line and header, a blank line, where the task can publish, the witness, the body of `compat.md` 8.3. */
export function composeScript(
  job: JobRequest,
  header: readonly string[],
  options: ScriptOptions,
): Pick<JobScript, 'parts' | 'warnings'> {
  const shell = job.run.loginShell ? 'bash -l' : 'bash';
  const { root, variables, limitSeconds = null } = options;
  const witnessText = witnessOf(job.token, root, variables, shell, job.task.resources.cpus, limitSeconds);
  const parts = [firstLine(shell)];
  for (const line of header) parts.push(line, '\n');
  parts.push(
    '\n',
    outputLine(job),
    '\n',
    witnessText,
    SUMMARY_LINES,
    options.preparation ?? '',
    ...body(job),
  );
  return { parts, warnings: environmentWarnings(job.environment) };
}

const firstLine = rememberLast((shell: string) => `#!/bin/${shell}\n`);

const witnessOf = rememberLast(
  (
    token: Token,
    root: string,
    variables: JobVariables,
    shell: string,
    cpus: number,
    limitSeconds: number | null,
  ) => {
    const record = recordPath(root, token);
    return witness({ record, events: eventsFile(root), variables, shell, cpus, limitSeconds });
  },
);

/** The start of the names of a job's two records. */
export function recordPath(root: string, token: Token): string {
  return `${runFiles(root, runOfToken(token)).records}/${token}`;
}

/** Where the task can publish what it found (`compat.md` 7.2). Before the body, which stays as `compat.md` 18.1 has it. */
function outputLine({ run, task }: JobRequest): string {
  const folder = outputsFolder(run.logDir, run.id).replaceAll('\0', '');
  return `export SCRIPTHUT_OUTPUT_DIR=${quote(`${folder}/${outputName(task.id)}`)}\n`;
}

/** Of all tasks. One that cannot have the folders runs all the same. */
const SUMMARY_LINES = `export SCRIPTHUT_TASK_SUMMARY="$SCRIPTHUT_OUTPUT_DIR/${TASK_SUMMARY}"
export SCRIPTHUT_RUN_SUMMARY="\${SCRIPTHUT_OUTPUT_DIR%/*}/${RUN_SUMMARIES}/\${SCRIPTHUT_OUTPUT_DIR##*/}.md"
mkdir -p -- "$SCRIPTHUT_OUTPUT_DIR" "\${SCRIPTHUT_RUN_SUMMARY%/*}" 2> /dev/null || :

`;

const RULE = '==================================';

/** In pieces that are the very same for tasks that have them in common. */
function body({ task, environment }: JobRequest): readonly string[] {
  return [
    echoLine(`=== ScriptHut Task: ${task.name} ===`),
    '\n',
    echoLine(`Task ID: ${task.id}`),
    STARTED,
    workingDirLine(task.workingDir),
    BEGINNING,
    environmentText(environment),
    goToWorkingDir(task.workingDir),
    '\n',
    wholeLines(withoutNul(task.command)),
    END,
  ];
}

const STARTED = `
echo "Started: $(date)"
echo "Host: $(hostname)"
`;

const BEGINNING = `
echo "${RULE}"
echo ""

`;

const END = `
EXIT_CODE=$?

echo ""
echo "${RULE}"
echo "Finished: $(date)"
echo "Exit code: $EXIT_CODE"
exit $EXIT_CODE
`;

const workingDirLine = rememberLast((directory: string) => echoLine(`Working dir: ${directory}`));
const goToWorkingDir = rememberLast(cdLine);

/** Shell lines of rules, all exports, shell lines of the named environment: `docs/decisions/0006-environments.md`. */
const environmentText = rememberLast((environment: ResolvedEnvironment): string => {
  const preludes = environment.preludes.flatMap(({ variables, text }) => [
    ...exportLines(variables),
    wholeLines(shellLines(text)),
  ]);
  const parts = [preludes, exportLines(environment.variables), [shellLines(environment.init)]];
  const texts = parts.map((lines) => lines.filter((line) => line !== '').join('\n'));
  return texts.map((text) => (text === '' ? '' : `${text}\n\n`)).join('');
});

function exportLines(variables: readonly Variable[]): string[] {
  return variables.filter(({ key }) => isVariableName(key)).map(({ key, value }) => exportLine(key, value));
}

function shellLines(text: string): string {
  return withoutNul(text).replace(/\n$/, '');
}

/** Shell text as it is. One that ends in a continued line would take the next line with it: it gets an empty one. */
function wholeLines(text: string): string {
  const backslashes = /\\*$/.exec(text)?.[0].length ?? 0;
  return backslashes % 2 === 1 ? `${text}\n` : text;
}

const environmentWarnings = rememberLast(({ warnings, variables }: ResolvedEnvironment) => [
  ...warnings,
  ...variables
    .filter(({ key }) => !isVariableName(key))
    .map(
      ({ key }) => `The variable ${JSON.stringify(key)} was left out: a shell cannot export a name like this`,
    ),
]);

/** No script can hold the NUL character: whoever asks for it must be told, not served with something else. */
export function holdsNul({ task, environment }: JobRequest): boolean {
  const { name, id, command, workingDir, outputFile, errorFile } = task;
  const texts = [name, id, command, workingDir, outputFile, errorFile];
  return texts.some((text) => text?.includes('\0')) || environmentHoldsNul(environment);
}

const environmentHoldsNul = rememberLast(({ variables, preludes, init }: ResolvedEnvironment) => {
  const values = variables.map(({ value }) => value);
  return [init, ...preludes.map(({ text }) => text), ...values].some((text) => text.includes('\0'));
});
