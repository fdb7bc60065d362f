import { systemClock } from '../src/conductor/clock.ts';
import { Conductor } from '../src/conductor/conductor.ts';
import { ordersOf } from '../src/conductor/create.ts';
import type { RunId } from '../src/engine/ids.ts';
import { createApp } from '../src/server/app.ts';
import { type Listening, serve } from '../src/server/serve.ts';
import type { Store } from '../src/store/store.ts';

/** A real conductor without backends: its runs change as the benchmark says. */
export function conductorOf(store: Store, run: RunId): Conductor {
  return new Conductor({
    store,
    backends: [],
    workflows: [],
    environments: [],
    pollIntervalMs: 60_000,
    clock: systemClock,
    newRunId: () => run,
    report: (_level, message) => console.error(message),
  });
}

/** The real server on it. */
export async function listen(conductor: Conductor, store: Store, assets: string): Promise<Listening> {
  const web = createApp({
    orders: ordersOf(conductor),
    store,
    settings: { filterUser: null },
    configuration: { faults: [], warnings: [], file: null },
    settingsFile: null,
    assets,
    version: 'bench',
    allowedHosts: [],
  });
  const listening = await serve(web, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.problem.message);
  return listening.value;
}
