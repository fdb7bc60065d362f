import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `backend politeness NAME`: what ScriptHut costs that backend, hour by hour. */
export function addBackendPoliteness(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'politeness <backend>', 'show how much a backend was asked, hour by hour').action(
    (backend: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.readPoliteness(backend);
        if (!answer.ok) return answer;
        output.politeness(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
