import type { RunId } from './ids.ts';
import { elapsed } from './patience.ts';
import type { World } from './world.ts';

/** So long an ended run stays, for accounting that comes late, in milliseconds. */
const LINGER_MS = 120_000;

/** Lets go of runs that have ended and of which nothing more is expected; the store keeps them. */
export function forgetEnded(world: World, now: number): readonly RunId[] {
  const forgotten: RunId[] = [];
  for (const [id, run] of world.runs) {
    if (run.endedAt === null) continue;
    if (run.unmeasured.size > 0 && elapsed(run.endedAt, now) < LINGER_MS) continue;
    world.runs.delete(id);
    forgotten.push(id);
  }
  return forgotten;
}
