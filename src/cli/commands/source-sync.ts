import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `source sync [NAME]`: all of them without a name. A sync that failed is exit code 2 (`compat.md` 14.2). */
export function addSourceSync(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'sync [name]', 'look anew at a source, or at all of them').action(
    (name: string | undefined, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = name === undefined ? await client.syncSources() : await client.syncSource(name);
        if (!answer.ok) return answer;
        output.synced(answer.value);
        const synced = 'sources' in answer.value ? answer.value.sources : [answer.value];
        return ok(synced.every(({ error }) => error === null) ? EXIT.ok : EXIT.usage);
      }),
  );
}
