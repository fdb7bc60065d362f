import type { Backend } from '../backends/backend.ts';
import { configureBackend } from '../engine/world.ts';
import type { Conductor } from './conductor.ts';
import type { Configured } from './options.ts';

/**
 * Goes by another configuration from now on. A backend that is the same object is left as it is, with its connection. One
 * that has another takes its place; its jobs are looked for there. One that is gone is kept until its runs have ended.
 */
export function reload(conductor: Conductor, next: Configured): void {
  const { world, leaving } = conductor;
  const before = conductor.configured;
  conductor.configured = next;
  const fresh = next.backends.filter((backend) => conductor.backends.get(backend.name) !== backend);
  for (const backend of fresh) {
    conductor.take(backend);
    configureBackend(world, backend.name, { limit: backend.maxConcurrent, arrays: backend.arrays });
    conductor.attendTo(backend.name);
  }
  const names = new Set(next.backends.map(({ name }) => name));
  for (const name of conductor.backends.keys()) {
    if (names.has(name)) leaving.delete(name);
    else leaving.add(name);
  }
  conductor.letGo();
  conductor.catalog.replace(next.sources ?? []);
  const newSources = (next.sources ?? []).filter((source) => !before.sources?.includes(source));
  for (const source of newSources) void conductor.readSource(source);
  for (const watch of conductor.watches.values()) watch.reschedule();
  conductor.wake();
  // Pages show the new backends at once.
  for (const name of names) conductor.announce({ is: 'polled', backend: name });
}

/** In the configuration's order; behind them those that are kept until their runs have ended. */
export function usedBackends({ configured, backends, leaving }: Conductor): readonly Backend[] {
  return [...configured.backends, ...[...leaving].flatMap((name) => backends.get(name) ?? [])];
}
