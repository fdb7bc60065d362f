import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

interface Options extends ClientOptions {
  readonly end?: boolean;
}

/** `backend orphans`: jobs of ours that no run wants, and their end. */
export function addBackendOrphans(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'orphans', 'list jobs of ScriptHut in the queues that no run wants')
    .option('--end', 'end them')
    .action((options: Options) =>
      verbs.converse(options, async ({ client, output, json }) => {
        const listed = await client.listOrphans();
        if (!listed.ok) return listed;
        const { orphans } = listed.value;
        // With --json there is one document: the list, or what became of it.
        if (options.end !== true || !json) output.orphans(listed.value);
        if (options.end !== true || (orphans.length === 0 && !json)) return ok(EXIT.ok);
        // Exactly those that were listed: what turns up meanwhile is asked about first.
        const jobs = orphans.map(({ backend, job_id }) => ({ backend, job_id }));
        const answer = await client.endOrphans({ jobs });
        if (!answer.ok) return answer;
        output.orphansEnded(answer.value);
        return ok(answer.value.failed.length === 0 ? EXIT.ok : EXIT.failed);
      }),
    );
}
