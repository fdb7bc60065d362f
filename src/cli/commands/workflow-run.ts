import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { checkPlan, emptyGraph } from '../../engine/plan.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import { itemTask } from '../../server/summaries.ts';
import type { PreviewAnswer } from '../../wire/previews.ts';
import type { RunOrder, RunStarted, RunSummary } from '../../wire/runs.ts';
import type { RunChoice } from '../../wire/sources.ts';
import { dependencyPlaces, expandDependencies } from '../../workflows/expand.ts';
import { fileStem } from '../../workflows/names.ts';
import { parseDocument } from '../../workflows/parse.ts';
import type { Client } from '../client.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { checkChannels, chooseChannels } from '../notify-choice.ts';
import {
  addIntervalOption,
  type ClientOptions,
  clientCommand,
  label,
  positiveInteger,
  type WatchOptions,
} from '../options.ts';
import type { PlannedDocument } from '../output.ts';
import { watchToEnd } from './run-watch.ts';
import type { Conversation, Verbs } from './verb.ts';

interface Options extends ClientOptions, WatchOptions {
  readonly source?: string;
  readonly backend?: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly maxConcurrent?: number;
  readonly label?: readonly string[];
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly notify?: readonly string[];
}

/** A document of this machine, and not the name of a configured workflow. */
const DOCUMENT_FILE = /\.(json|ya?ml)$/i;

/** `workflow run NAME|FILE`, `workflow run NAME --source S`. */
export function addWorkflowRun(parent: Command, verbs: Verbs): void {
  const command = clientCommand(
    parent,
    'run <name|file>',
    'start a file of a source, a configured workflow, or a document of this machine (.json, .yaml, .yml)',
  )
    .option('--source <name>', 'the source that has the file')
    .option('--backend <name>', 'where it is to run (a document needs it when there are several backends)')
    .option('--branch <name>', 'of what comes from git: another branch')
    .option('--commit <hash>', 'of what comes from git: this commit, by its full hash')
    .option('--max-concurrent <n>', 'at most so many tasks at once (documents only)', positiveInteger)
    .option('--label <label>', 'a word to find the run by; may be given several times', label)
    .option(
      '--dry-run',
      'send nothing: list the tasks; with --backend, also the scripts and what they would cost',
    )
    .option('--notify <name...>', 'tell these of its first failure and its end (see "notification list")')
    .option('--watch', 'follow the run until it has ended');
  addIntervalOption(command, 2).action((name: string, options: Options) =>
    verbs.converse(options, async (conversation) => {
      const isFile = options.source === undefined && DOCUMENT_FILE.test(name);
      if (options.dryRun === true)
        return isFile && options.backend === undefined
          ? listTasks(conversation, name)
          : preview(conversation, isFile, name, options);
      const { client } = conversation;
      const channels = await checkChannels(client, options.notify ?? []);
      if (!channels.ok) return channels;
      const started = await (isFile ? startFile : startNamed)(conversation, name, options);
      if (!started.ok) return started;
      const told = await chooseChannels(client, started.value.summary.id, options.notify ?? []);
      return told.ok ? announce(conversation, started.value, options) : told;
    }),
  );
}

async function preview(
  { client, output }: Conversation,
  isFile: boolean,
  name: string,
  options: Options,
): Promise<Result<ExitCode>> {
  const answer = await (isFile ? previewFile(client, name, options) : previewNamed(client, name, options));
  if (!answer.ok) return answer;
  output.preview(answer.value);
  return ok(EXIT.ok);
}

async function previewFile(client: Client, file: string, options: Options): Promise<Result<PreviewAnswer>> {
  const order = await fileOrder(client, file, options);
  return order.ok ? client.previewRun(order.value) : order;
}

function previewNamed(client: Client, name: string, options: Options): Promise<Result<PreviewAnswer>> {
  const choice = choiceOf(options);
  return options.source === undefined
    ? client.previewWorkflow(name, choice)
    : client.previewSource(options.source, name, choice);
}

/** Prints what was started and, when wished, follows it to its end. Shared with `task run`. */
export async function announce(
  conversation: Conversation,
  { summary, warnings }: Started,
  options: WatchOptions & { readonly watch?: boolean },
): Promise<Result<ExitCode>> {
  // With --json there is one document: the run at its end when it is watched, else as it was started.
  if (options.watch !== true || !conversation.json) conversation.output.started(summary, warnings);
  if (options.watch !== true) return ok(EXIT.ok);
  const ended = await watchToEnd(conversation, summary.id, options);
  return ended.ok ? ok(ended.value.status === 'completed' ? EXIT.ok : EXIT.failed) : ended;
}

interface Started {
  readonly summary: RunSummary;
  readonly warnings: readonly string[];
}

/** A run that the server has just made, its warnings apart. */
export function startedFrom({ warnings, ...summary }: RunStarted): Started {
  return { summary, warnings };
}

function choiceOf({ backend, branch, commit, label: labels }: Options): RunChoice {
  return {
    ...(backend !== undefined && { backend }),
    ...(branch !== undefined && { branch }),
    ...(commit !== undefined && { commit }),
    ...(labels !== undefined && { labels: labels.join(',') }),
  };
}

/** A file of the source that is named, else a configured workflow. */
async function startNamed(
  { client }: Conversation,
  name: string,
  options: Options,
): Promise<Result<Started>> {
  const choice = choiceOf(options);
  const started = await (options.source === undefined
    ? client.startWorkflow(name, choice)
    : client.startFromSource(options.source, name, choice));
  return started.ok ? ok(startedFrom(started.value)) : started;
}

/** Without asking the server: what the document says alone. */
async function listTasks({ output }: Conversation, file: string): Promise<Result<ExitCode>> {
  const text = await readDocument(file);
  const planned = text.ok ? planDocument(text.value, file) : text;
  if (!planned.ok) return planned;
  output.planned(planned.value);
  return ok(EXIT.ok);
}

async function startFile({ client }: Conversation, file: string, options: Options): Promise<Result<Started>> {
  const order = await fileOrder(client, file, options);
  if (!order.ok) return order;
  const started = await client.startRun(order.value);
  return started.ok ? ok(startedFrom(started.value)) : started;
}

/** The document is checked here first, so that faults are told with the file's own name, line and column. */
async function fileOrder(client: Client, file: string, options: Options): Promise<Result<RunOrder>> {
  if (options.branch !== undefined || options.commit !== undefined) {
    const message = '--branch and --commit are for what comes from git; a file of this machine has neither';
    return failed(problem('bad-request', message, { hint: 'name the source with --source' }));
  }
  const text = await readDocument(file);
  if (!text.ok) return text;
  const planned = planDocument(text.value, file);
  if (!planned.ok) return planned;
  const backend = await chooseBackend(client, options.backend);
  if (!backend.ok) return backend;
  return ok({
    document: text.value,
    backend: backend.value,
    workflow_name: fileStem(file),
    ...(options.maxConcurrent === undefined ? {} : { max_concurrent: options.maxConcurrent }),
    ...(options.label === undefined ? {} : { labels: options.label }),
  });
}

function planDocument(text: string, file: string): Result<PlannedDocument> {
  const parsed = parseDocument(text, file, fileStem(file));
  if (!parsed.ok) return parsed;
  const tasks = expandDependencies(parsed.value, []);
  if (!tasks.ok) return tasks;
  const plan = checkPlan(emptyGraph(), tasks.value, dependencyPlaces(parsed.value));
  if (!plan.ok) return plan;
  const { title, warnings } = parsed.value;
  return ok({ title, tasks: tasks.value.map(itemTask), warnings });
}

async function readDocument(file: string): Promise<Result<string>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return failed(problem('not-found', `there is no file ${file}`));
    return failed(problem('no-access', `cannot read ${file} (${code})`));
  }
}

/** The only backend needs no naming. */
async function chooseBackend(client: Client, named: string | undefined): Promise<Result<string>> {
  if (named !== undefined) return ok(named);
  const answer = await client.listBackends();
  if (!answer.ok) return answer;
  const [first, ...others] = answer.value.backends;
  if (first !== undefined && others.length === 0) return ok(first.name);
  const names = answer.value.backends.map(({ name }) => name).join(', ');
  const hint = names === '' ? 'the server has no backends' : `the server has: ${names}`;
  return failed(
    problem('bad-request', 'name the backend that is to run this document, with --backend', { hint }),
  );
}
