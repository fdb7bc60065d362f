import type { Command } from 'commander';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { RerunOrder } from '../../wire/rerun.ts';
import { addIntervalOption, type ClientOptions, clientCommand, type WatchOptions } from '../options.ts';
import type { Verbs } from './verb.ts';
import { announce, startedFrom } from './workflow-run.ts';

interface Options extends ClientOptions, WatchOptions {
  readonly failed?: boolean;
  readonly from?: string;
  readonly new?: boolean;
  readonly watch?: boolean;
}

/** `run rerun ID`: every task of an ended run once more, or a part of it. */
export function addRunRerun(parent: Command, verbs: Verbs): void {
  const command = clientCommand(parent, 'rerun <id>', 'do an ended run once more, in place')
    .option('--failed', 'only what failed, and what waited for it')
    .option('--from <task>', 'only this task and all that hang on it')
    .option('--new', 'as a new run; this one stays as it is')
    .option('--watch', 'follow the run until it has ended');
  addIntervalOption(command, 2).action((id: string, options: Options) =>
    verbs.converse(options, async (conversation) => {
      const order = orderOf(options);
      if (!order.ok) return order;
      const answer = await conversation.client.rerun(id, order.value);
      return answer.ok ? announce(conversation, startedFrom(answer.value), options) : answer;
    }),
  );
}

function orderOf(options: Options): Result<RerunOrder> {
  const orders: RerunOrder[] = [];
  if (options.failed === true) orders.push({ mode: 'in_place', tasks: 'failed' });
  if (options.from !== undefined) orders.push({ mode: 'in_place', from: options.from });
  if (options.new === true) orders.push({ mode: 'new' });
  if (orders.length > 1) {
    return failed(problem('bad-request', 'say one of --failed, --from and --new, or none for the whole run'));
  }
  return ok(orders[0] ?? { mode: 'in_place', tasks: 'all' });
}
