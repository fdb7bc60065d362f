import type { Command } from 'commander';
import { ok, type Result } from '../../engine/result.ts';
import type { RunDetail } from '../../wire/runs.ts';
import type { Client } from '../client.ts';
import { EXIT } from '../exit.ts';
import { addIntervalOption, type ClientOptions, clientCommand, type WatchOptions } from '../options.ts';
import { openProgress, silentProgress } from '../progress.ts';
import { watchRun } from '../watch.ts';
import type { Conversation, Verbs } from './verb.ts';

interface Options extends ClientOptions, WatchOptions {
  readonly exitStatus?: boolean;
}

/** `run watch ID`. */
export function addRunWatch(parent: Command, verbs: Verbs): void {
  const command = clientCommand(parent, 'watch <id>', 'follow a run until it has ended').option(
    '--exit-status',
    'exit with 1 when the run was not completed',
  );
  addIntervalOption(command, 5).action((id: string, options: Options) =>
    verbs.converse(options, async (conversation) => {
      const ended = await watchToEnd(conversation, id, options);
      if (!ended.ok) return ended;
      const wanted = options.exitStatus !== true || ended.value.status === 'completed';
      return ok(wanted ? EXIT.ok : EXIT.failed);
    }),
  );
}

/** Failed tasks that are told one by one from those that were cancelled. */
const MOST_FAILURES = 1000;

/** Shows the run while it goes on, then how it ended. Shared by every verb with `--watch`. */
export async function watchToEnd(
  { client, terminal, output, json }: Conversation,
  run: string,
  options: WatchOptions,
): Promise<Result<RunDetail>> {
  const ended = await watchRun(client, {
    run,
    intervalMs: options.interval * 1000,
    progress: json ? silentProgress : openProgress(terminal),
    interrupted: terminal.interrupted,
  });
  if (ended.ok) output.ended(await withItems(client, ended.value, json));
  return ended;
}

/** Programs get all tasks, people are told of those that failed. A server that is gone by now has said enough. */
async function withItems(client: Client, run: RunDetail, json: boolean): Promise<RunDetail> {
  if (!json && (run.status_counts.failed ?? 0) === 0) return run;
  const answer = await client.readRun(run.id, json ? {} : { status: 'failed', limit: MOST_FAILURES });
  return answer.ok ? answer.value : run;
}
