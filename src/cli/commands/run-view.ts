import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `run view ID`. */
export function addRunView(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'view <id>', 'show one run and its tasks').action(
    (id: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.readRun(id);
        if (!answer.ok) return answer;
        output.run(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
