import type { Token } from '../engine/ids.ts';
import type { Variable } from '../engine/task.ts';
import type { JobRequest, JobScript } from './backend.ts';
import { eventsFile, runFiles } from './job-files.ts';
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

export type ComposedScript = Pick<JobScript, 'text' | 'parts' | 'warnings'>;

/** A whole job script: first line and header, a blank line, the witness, the body of `compat.md` 8.3. */
export function composeScript(
  job: JobRequest,
  header: readonly string[],
  options: ScriptOptions,
): ComposedScript {
  const shell = job.run.loginShell ? 'bash -l' : 'bash';
  const witnessText = witness({
    record: recordPath(options.root, job.run.id, job.token),
    events: eventsFile(options.root),
    variables: options.variables,
    shell,
    cpus: job.task.resources.cpus,
    limitSeconds: options.limitSeconds ?? null,
  });
  const head = [`#!/bin/${shell}`, ...header, '', ''].join('\n');
  const rest = (options.preparation ?? '') + body(job);
  return {
    text: head + witnessText + rest,
    parts: { before: head, shared: witnessText, after: rest },
    warnings: [...job.environment.warnings, ...badVariables(job)],
  };
}

/** The start of the names of a job's two records. */
export function recordPath(root: string, run: JobRequest['run']['id'], token: Token): string {
  return `${runFiles(root, run).records}/${token}`;
}

const RULE = '==================================';

function body(job: JobRequest): string {
  const { task } = job;
  return [
    echoLine(`=== ScriptHut Task: ${task.name} ===`),
    echoLine(`Task ID: ${task.id}`),
    'echo "Started: $(date)"',
    'echo "Host: $(hostname)"',
    echoLine(`Working dir: ${task.workingDir}`),
    `echo "${RULE}"`,
    'echo ""',
    '',
    ...environmentLines(job),
    cdLine(task.workingDir),
    wholeLines(withoutNul(task.command)),
    'EXIT_CODE=$?',
    '',
    'echo ""',
    `echo "${RULE}"`,
    'echo "Finished: $(date)"',
    'echo "Exit code: $EXIT_CODE"',
    'exit $EXIT_CODE',
    '',
  ].join('\n');
}

/** Shell lines of rules, all exports, shell lines of the named environment: `docs/decisions/0006-environments.md`. */
function environmentLines({ environment }: JobRequest): string[] {
  const preludes = environment.preludes.flatMap(({ variables, text }) => [
    ...exportLines(variables),
    wholeLines(shellLines(text)),
  ]);
  const parts = [preludes, exportLines(environment.variables), [shellLines(environment.init)]];
  return parts.map(nonEmpty).flatMap((lines) => (lines.length > 0 ? [...lines, ''] : []));
}

function exportLines(variables: readonly Variable[]): string[] {
  return variables.filter(({ key }) => isVariableName(key)).map(({ key, value }) => exportLine(key, value));
}

function shellLines(text: string): string {
  return withoutNul(text).replace(/\n$/, '');
}

function nonEmpty(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line !== '');
}

/** Shell text as it is. One that ends in a continued line would take the next line with it: it gets an empty one. */
function wholeLines(text: string): string {
  const backslashes = /\\*$/.exec(text)?.[0].length ?? 0;
  return backslashes % 2 === 1 ? `${text}\n` : text;
}

function badVariables({ environment }: JobRequest): string[] {
  return environment.variables
    .filter(({ key }) => !isVariableName(key))
    .map(
      ({ key }) => `The variable ${JSON.stringify(key)} was left out: a shell cannot export a name like this`,
    );
}

/** No script can hold the NUL character: whoever asks for it must be told, not served with something else. */
export function holdsNul(job: JobRequest): boolean {
  const { name, id, command, workingDir, outputFile, errorFile } = job.task;
  const { variables, preludes, init } = job.environment;
  const values = variables.map(({ value }) => value);
  const lines = [init, ...preludes.map(({ text }) => text)];
  const texts = [name, id, command, workingDir, outputFile, errorFile, ...lines, ...values];
  return texts.some((text) => text?.includes('\0'));
}
