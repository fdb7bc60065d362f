import process from 'node:process';
import { countsSentence } from '../src/server/words.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import { paths } from '../src/wire/paths.ts';
import { Flood, groupedName, saveLargeRun } from '../test/fakes/large-runs.ts';
import { conductorOf, listen } from './page-server.ts';

/** What the benchmark orders of the server, which is a process of its own. */
export type FloodOrder =
  | { readonly is: 'flood'; readonly perSecond: number; readonly seconds: number }
  | { readonly is: 'stop' };

export type FloodAnswer =
  | { readonly is: 'ready'; readonly url: string; readonly path: string }
  /** How the tasks stand then, as the page says it; and what the process has worked meanwhile. */
  | { readonly is: 'flooded'; readonly counts: string; readonly processorMs: number };

const BEATS_PER_SECOND = 20;

const [file = '', tasks = '', assets = ''] = process.argv.slice(2);
const store = openStore(file);
const run = saveLargeRun(store, {
  id: 'a1b2c3d4',
  tasks: Number(tasks),
  at: Date.now() - 3_600_000,
  backend: 'mercury',
  name: groupedName,
});
const conductor = conductorOf(store, run);
const web = await listen(conductor, store, assets);
const flood = new Flood(store, run);

process.on('message', (order: FloodOrder) => {
  if (order.is === 'stop') void stop();
  else void pour(order.perSecond, order.seconds);
});
answer({ is: 'ready', url: web.url, path: paths.run(run) });

/** At that pace, however long a beat takes; what is late is made good. */
async function pour(perSecond: number, seconds: number): Promise<void> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  for (let beat = 1; beat <= seconds * BEATS_PER_SECOND; beat += 1) {
    const last = flood.change(perSecond / BEATS_PER_SECOND);
    conductor.announce({ is: 'events', last });
    const dueAt = startedAt + (beat * 1000) / BEATS_PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
  }
  const { user, system } = process.cpuUsage(before);
  answer({ is: 'flooded', counts: countsSentence(flood.counts), processorMs: (user + system) / 1000 });
}

async function stop(): Promise<void> {
  await web.close();
  conductor.stop();
  store.close();
  process.disconnect();
}

function answer(words: FloodAnswer): void {
  process.send?.(words);
}
