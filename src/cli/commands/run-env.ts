import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `run env ID TASK`. */
export function addRunEnv(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'env <id> <task>', "show a task's variables and where each comes from").action(
    (id: string, task: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.readEnvironment(id, task);
        if (!answer.ok) return answer;
        output.environment(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
