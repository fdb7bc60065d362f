import { type Command, Option } from 'commander';
import { ok, type Result } from '../../engine/result.ts';
import { TASK_STATUSES, type TaskStatus } from '../../engine/state.ts';
import type { RunDetail } from '../../wire/runs.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { type ClientOptions, clientCommand, positiveInteger } from '../options.ts';
import type { Conversation, Verbs } from './verb.ts';

interface Options extends ClientOptions {
  readonly all?: boolean;
  readonly status?: TaskStatus;
  readonly limit?: number;
}

/** Tasks that are shown of a run, unless more are asked for. */
const SHOWN_TASKS = 200;
/** Failures that are looked for among those that are not shown. */
const MOST_FAILURES = 100;

/** `run view ID`. */
export function addRunView(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'view <id>', 'show one run and its tasks')
    .option('--all', `all tasks (else the first ${SHOWN_TASKS}; with --json all)`)
    .addOption(new Option('--status <state>', 'only tasks in that state').choices(TASK_STATUSES))
    .option('--limit <n>', 'at most so many tasks', positiveInteger)
    .action((id: string, options: Options) =>
      verbs.converse(options, (conversation) => view(conversation, id, options)),
    );
}

async function view(
  { client, output, json }: Conversation,
  id: string,
  options: Options,
): Promise<Result<ExitCode>> {
  const { status } = options;
  const limit = options.limit ?? (options.all === true || json ? undefined : SHOWN_TASKS);
  const shown = await client.readRun(id, {
    ...(status !== undefined && { status }),
    ...(limit !== undefined && { limit }),
  });
  if (!shown.ok) return shown;
  const hidden = hidesFailures(shown.value, options) && !json;
  const failed = hidden ? await client.readRun(id, { status: 'failed', limit: MOST_FAILURES }) : shown;
  if (!failed.ok) return failed;
  output.run(shown.value, failed.value);
  return ok(EXIT.ok);
}

/** What failed is told in any case, also where it stands behind the tasks that are shown. */
function hidesFailures({ status_counts, next_after }: RunDetail, { status }: Options): boolean {
  return next_after !== null && status === undefined && (status_counts.failed ?? 0) > 0;
}
