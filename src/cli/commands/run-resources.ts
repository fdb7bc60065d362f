import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `run resources ID`. */
export function addRunResources(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'resources <id>', 'what tasks asked for and used, and what would do').action(
    (id: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.readResources(id);
        if (!answer.ok) return answer;
        output.resources(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
