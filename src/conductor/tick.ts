import { act, conclude, intend, nextDue } from '../engine/decide.ts';
import type { Effect } from '../engine/effect.ts';
import { forgetEnded } from '../engine/forget.ts';
import { learn } from '../engine/learn.ts';
import type { Observation } from '../engine/observation.ts';
import type { World } from '../engine/world.ts';
import type { Store } from '../store/store.ts';
import { BeatChanges, type Scribe } from './changes.ts';

export interface Beat {
  readonly effects: readonly Effect[];
  /** Sequence of the last event; null when nothing happened. */
  readonly lastSequence: number | null;
  /** When the next beat is due although nothing happens, in milliseconds since 1970. */
  readonly dueAt: number | null;
}

/**
 * One beat: learn, apply, decide, save, and only then say what is to be done. Whatever woke it, and also after a
 * restart, it is the same.
 * @throws StoreError when saving fails. The world is then ahead of the store and must be loaded anew.
 */
export function tick(
  world: World,
  store: Pick<Store, 'save'>,
  scribe: Scribe,
  observations: readonly Observation[],
  now: number,
): Beat {
  const changes = new BeatChanges(world, now);

  for (const observation of observations) changes.record(learn(world, observation, now));

  for (let follows = conclude(world); follows.length > 0; follows = conclude(world)) changes.record(follows);

  const intentions = intend(world, now);
  changes.record(intentions);

  const lastSequence = changes.isEmpty ? null : store.save(changes.collect(scribe));

  const effects = act(world, intentions, now);
  forgetEnded(world, now);
  return { effects, lastSequence, dueAt: nextDue(world, now) };
}
