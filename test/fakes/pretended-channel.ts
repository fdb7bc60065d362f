import { ok } from '../../src/engine/result.ts';
import type { Channel } from '../../src/notices/channel.ts';

/** Somebody whom every message reaches. */
export function makeChannel(name: string, goesTo: string, isForAll: boolean): Channel {
  const kinds = ['first_failure', 'end'] as const;
  return { name, type: 'email', goesTo, kinds, isForAll, send: async () => ok(undefined) };
}
