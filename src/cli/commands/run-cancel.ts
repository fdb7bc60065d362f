import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `run cancel ID`. */
export function addRunCancel(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'cancel <id>', 'end the unfinished tasks of a run').action(
    (id: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.cancelRun(id);
        if (!answer.ok) return answer;
        output.cancelled(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
