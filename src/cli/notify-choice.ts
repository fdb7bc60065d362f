import { nearest } from '../engine/nearest.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Client } from './client.ts';

/** Who is to be told of a run that is about to be started: checked before it is. */
export async function checkChannels(client: Client, names: readonly string[]): Promise<Result<void>> {
  if (names.length === 0) return ok(undefined);
  const answer = await client.listNotifications();
  if (!answer.ok) return answer;
  const known = answer.value.channels.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return ok(undefined);
  const similar = nearest(unknown, known);
  const hint = similar !== null ? `did you mean '${similar}'?` : `known: ${known.join(', ') || 'none'}`;
  return failed(problem('bad-request', `there is no notification called '${unknown}'`, { hint }));
}

export async function chooseChannels(
  client: Client,
  run: string,
  names: readonly string[],
): Promise<Result<void>> {
  for (const channel of names) {
    const answer = await client.setRunNotification(run, { channel, wanted: true });
    if (!answer.ok) return answer;
  }
  return ok(undefined);
}
