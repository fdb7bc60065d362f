import { restoreRun } from '../../src/engine/restore.ts';
import { createWorld, type World } from '../../src/engine/world.ts';
import type { PretendedWorld } from './pretended-world.ts';

/** What goes on, as a conductor would hold it. */
export function worldOf({ store }: PretendedWorld): World {
  const world = createWorld([]);
  for (const { info, tasks, states, snapshot } of store.loadUnfinished())
    restoreRun(world, info, tasks, states, snapshot);
  return world;
}
