import { serverEvents } from '../src/cli/event-stream.ts';
import { paths } from '../src/wire/paths.ts';
import type { RunEvent } from '../src/wire/runs.ts';

const LIMIT_MS = 300_000;

/** What a client hears that follows the event log, as `scripthut run watch` does: what the scheduler has taken of each run. */
export interface Acceptances {
  /** Resolves when so many tasks of the run are taken. @throws Error after five minutes, or when the server ends. */
  reach(run: string, tasks: number): Promise<void>;
  close(): void;
}

/** Listens when this resolves. */
export async function followAcceptances(address: string): Promise<Acceptances> {
  const left = new AbortController();
  const { body } = await fetch(`${address}${paths.apiEvents()}`, { signal: left.signal });
  if (body === null) throw new Error('the event log is empty');
  const taken = new Map<string, number>();
  let heard = Promise.withResolvers<void>();
  const listen = async (): Promise<void> => {
    for await (const { data } of serverEvents(body.pipeThrough(new TextDecoderStream()))) {
      const { kind, run_id: run, body } = JSON.parse(data) as RunEvent;
      if (kind !== 'submission-accepted') continue;
      taken.set(run, (taken.get(run) ?? 0) + (body.jobs as readonly string[]).length);
      heard.resolve();
      heard = Promise.withResolvers();
    }
  };
  const over = listen();
  // Whoever waits is told; nobody may be waiting.
  over.catch(() => undefined);
  return {
    reach: async (run, tasks) => {
      const end = AbortSignal.timeout(LIMIT_MS);
      const late = new Promise<never>((_, reject) => {
        end.addEventListener('abort', () => reject(new Error(`${taken.get(run) ?? 0} tasks were taken`)));
      });
      while ((taken.get(run) ?? 0) < tasks) await Promise.race([heard.promise, over, late]);
    },
    close: () => left.abort(),
  };
}
