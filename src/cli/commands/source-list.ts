import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `source list`. */
export function addSourceList(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'list', 'list the sources and how fresh they are').action((options: ClientOptions) =>
    verbs.converse(options, async ({ client, output }) => {
      const answer = await client.listSources();
      if (!answer.ok) return answer;
      output.sources(answer.value);
      return ok(EXIT.ok);
    }),
  );
}
