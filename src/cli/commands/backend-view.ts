import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `backend view NAME`: what it has free, and what of it is ours. */
export function addBackendView(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'view <backend>', 'show what a backend has free, our jobs and limits there').action(
    (backend: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.readCapacity(backend);
        if (!answer.ok) return answer;
        output.capacity(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
