import type { RunId } from '../src/engine/ids.ts';
import { statusOf } from '../src/engine/state.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import type { Store } from '../src/store/store.ts';
import { paths } from '../src/wire/paths.ts';
import { endedState, runningState, saveLargeRun } from '../test/fakes/large-runs.ts';
import { conductorOf, listen } from './page-server.ts';

/** A run's page served by the real server over real HTTP, in this process. */
export interface PageSite {
  readonly url: string;
  readonly page: string;
  readonly events: string;
  /** The next task starts, or ends; gives back the number of the event that tells of it. */
  change(): number;
  /** The server anew on the same state: it has made no picture yet. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** The state file. */
  readonly file: string;
  readonly tasks: number;
  readonly assets: string;
  /** How tasks are called. */
  readonly name?: (index: number) => string;
}

export async function openPageSite({ file, tasks, assets, name }: SiteOptions): Promise<PageSite> {
  const store = openStore(file);
  const run = saveLargeRun(store, {
    id: 'a1b2c3d4',
    tasks,
    at: Date.now() - 3_600_000,
    backend: 'mercury',
    ...(name !== undefined && { name }),
  });
  const conductor = conductorOf(store, run);
  const open = () => listen(conductor, store, assets);
  let web = await open();
  let changes = 0;
  return {
    get url() {
      return web.url;
    },
    page: paths.run(run),
    events: paths.runEvents(run),
    change: () => {
      const last = saveChange(store, run, tasks, changes);
      changes += 1;
      conductor.announce({ is: 'events', last });
      return last;
    },
    reopen: async () => {
      await web.close();
      web = await open();
    },
    close: async () => {
      await web.close();
      conductor.stop();
      store.close();
    },
  };
}

/** Tasks from the end start one after the other, each of them ends with the next change. */
function saveChange(store: Store, run: RunId, tasks: number, change: number): number {
  const index = tasks - 1 - (change >> 1);
  const isStart = change % 2 === 0;
  const state = isStart ? runningState(index) : endedState(index, 'completed');
  const row = store.readRun(run);
  if (row === null) throw new Error('the run of the benchmark is gone');
  const before = isStart ? 'pending' : 'running';
  const after = statusOf(state);
  const counts = { ...row.counts, [before]: row.counts[before] - 1, [after]: row.counts[after] + 1 };
  const at = Date.now();
  const event = { run, at, kind: 'task-started', task: index, startedAt: at, node: 'n1' } as const;
  const snapshot = { run, status: row.status, counts, nextSubmission: tasks + 1, cancel: null, hold: null };
  return store.save({
    events: [event],
    runs: [{ ...snapshot, open: [], endedAt: null }],
    tasks: [{ run, index, state }],
    attempts: [],
    arrays: [],
  });
}
