import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `source view NAME`. */
export function addSourceView(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'view <name>', 'show a source and its workflow files').action(
    (name: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.readSource(name);
        if (!answer.ok) return answer;
        output.source(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
