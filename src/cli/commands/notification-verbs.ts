import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { EXIT } from '../exit.ts';
import { type ClientOptions, clientCommand } from '../options.ts';
import type { Verbs } from './verb.ts';

/** `notification list` and `notification try NAME`: who is told about runs, and whether it reaches them. */
export function addNotificationVerbs(parent: Command, verbs: Verbs): void {
  clientCommand(parent, 'list', 'show who is told about runs').action((options: ClientOptions) =>
    verbs.converse(options, async ({ client, output }) => {
      const answer = await client.listNotifications();
      if (!answer.ok) return answer;
      output.notifications(answer.value);
      return ok(EXIT.ok);
    }),
  );
  clientCommand(parent, 'try <name>', 'send a message that says nothing but that it arrived').action(
    (name: string, options: ClientOptions) =>
      verbs.converse(options, async ({ client, output }) => {
        const answer = await client.tryNotification(name);
        if (!answer.ok) return answer;
        output.notificationTried(answer.value);
        return ok(EXIT.ok);
      }),
  );
}
