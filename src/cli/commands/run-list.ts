import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand, positiveInteger } from '../options.ts';
import type { Verbs } from './verb.ts';

interface Options extends ClientOptions {
  readonly limit: number;
}

/** `run list`. */
export function addRunList(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'list', 'list the newest runs')
    .option('--limit <n>', 'at most so many', positiveInteger, 20)
    .action((options: Options) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.listRuns(options.limit);
        if (!answer.ok) return answer;
        output.runs(answer.value);
        return ok(EXIT.ok);
      }),
    );
}
