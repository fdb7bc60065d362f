import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `run delete ID…`: only runs that have ended. One that stays does not keep the others. */
export function addRunDelete(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'delete <id...>', 'remove ended runs from the list; logs and results stay').action(
    (ids: string[], options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.deleteRuns({ run_ids: ids });
        if (!answer.ok) return answer;
        output.deleted(answer.value);
        return ok(answer.value.failed.length === 0 ? EXIT.ok : EXIT.failed);
      }),
  );
}
