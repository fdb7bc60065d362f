import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `backend list`. */
export function addBackendList(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'list', 'list the backends and how they are').action((options: ClientOptions) =>
    verbs.converse(options, async ({ client, output }) => {
      const answer = await client.listBackends();
      if (!answer.ok) return answer;
      output.backends(answer.value);
      return ok(EXIT.ok);
    }),
  );
}
