import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { TaskOrder } from '../../wire/tasks.ts';
import { EXIT } from '../exit.ts';
import {
  addIntervalOption,
  type ClientOptions,
  clientCommand,
  label,
  positiveInteger,
  variable,
  type WatchOptions,
} from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { Verbs } from './verb.ts';
import { announce, startedFrom } from './workflow-run.ts';

interface Options extends ClientOptions, WatchOptions {
  readonly backend: string;
  readonly name?: string;
  readonly id?: string;
  readonly runName?: string;
  readonly cpus?: number;
  readonly memory?: string;
  readonly time?: string;
  readonly partition?: string;
  readonly gres?: string;
  readonly workingDir?: string;
  readonly image?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly fromStdin?: boolean;
  readonly fromFile?: string;
  readonly inlineScript?: string;
  readonly label?: readonly string[];
  readonly dryRun?: boolean;
  readonly watch?: boolean;
}

type TaskFields = Readonly<Record<string, unknown>>;

/** `task run [COMMAND]`. */
export function addTaskRun(parent: Command, verbs: Verbs): void {
  const command = clientCommand(parent, 'run [command]', 'run one command as a task, without a workflow')
    .requiredOption('--backend <name>', 'where it is to run')
    .option('--name <name>', 'name for people (default: the id)')
    .option('--id <id>', 'id of the task (default: task)')
    .option('--run-name <name>', 'name of the run (default: _adhoc/<id>)')
    .option('--cpus <n>', 'processors', positiveInteger)
    .option('--memory <size>', 'memory: 4G')
    .option('--time <limit>', 'time limit: 1:00:00')
    .option('--partition <name>', 'partition or queue')
    .option('--gres <resources>', 'generic resources: gpu:2')
    .option('--working-dir <folder>', 'working directory on the backend')
    .option('--image <image>', 'container image, where the backend uses one')
    .option('--env <name=value>', 'an environment variable; may be given several times', variable, {})
    .option('--from-stdin', 'read the task as JSON from standard input; flags override its fields')
    .option('--from-file <file>', 'the same from a file')
    .option('--inline-script <file>', 'send the text of this file as the command')
    .option('--label <label>', 'a word to find the run by; may be given several times', label)
    .option('--dry-run', 'print what would be sent, and send nothing')
    .option('--watch', 'follow the task until it has ended');
  addIntervalOption(command, 2).action((text: string | undefined, options: Options) =>
    verbs.converse(options, async (conversation) => {
      const order = await taskOrder(text, options, verbs.terminal);
      if (!order.ok) return order;
      if (options.dryRun === true) {
        conversation.output.dryRun(order.value);
        return ok(EXIT.ok);
      }
      const started = await conversation.client.startTask(order.value);
      return started.ok ? announce(conversation, startedFrom(started.value), options) : started;
    }),
  );
}

async function taskOrder(
  command: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<Result<TaskOrder>> {
  const given = [
    command,
    options.fromFile,
    options.inlineScript,
    options.fromStdin === true ? '' : undefined,
  ];
  if (given.filter((source) => source !== undefined).length !== 1) {
    const ways = 'a command, --from-file, --from-stdin or --inline-script';
    return failed(problem('bad-request', `say what to run, in one way only: ${ways}`));
  }
  const base = await baseFields(command, options, terminal);
  if (!base.ok) return base;
  const name = options.runName === undefined ? {} : { run_name: options.runName };
  const labels = options.label === undefined ? {} : { labels: options.label };
  return ok({ task: withFlags(base.value, options), backend: options.backend, ...name, ...labels });
}

async function baseFields(
  command: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<Result<TaskFields>> {
  if (command !== undefined) return ok({ command });
  if (options.fromStdin === true) return parseTask(await terminal.readInput(), 'standard input');
  const file = options.inlineScript ?? options.fromFile ?? '';
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== 'string') return failed(problem('no-access', `cannot read ${file} (${text.code})`));
  return options.inlineScript === undefined ? parseTask(text, file) : ok({ command: text });
}

function parseTask(text: string, source: string): Result<TaskFields> {
  const refuse = (why: string) => failed(problem('bad-document', `${source}: ${why}`));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return ok({ ...value });
    return refuse('expected one task, a JSON object with "command"');
  } catch (error) {
    return refuse(`not JSON: ${(error as Error).message}`);
  }
}

/** Flags win over what a file says; the server checks the whole (`compat.md` 3.2). */
function withFlags(base: TaskFields, options: Options): TaskFields {
  const id = options.id ?? base.id ?? 'task';
  const flags = {
    id,
    name: options.name ?? base.name ?? id,
    cpus: options.cpus,
    memory: options.memory,
    time_limit: options.time,
    partition: options.partition,
    gres: options.gres,
    working_dir: options.workingDir,
    image: options.image,
    ...variableFields(base, options.env),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) };
}

/** As `env_vars`, and once more behind the task's own rules, which would win over those. */
function variableFields(base: TaskFields, given: Options['env']) {
  if (Object.keys(given).length === 0) return {};
  const env_vars = { ...Object(base.env_vars), ...given };
  return Array.isArray(base.env) ? { env_vars, env: [...base.env, { set: given }] } : { env_vars };
}
