import { rulesOf } from '../backends/env-settings.ts';
import { didYouMean } from '../engine/nearest.ts';
import type { BackendSettings, Configuration, LaterBackend, WrittenConfiguration } from './schema.ts';

/** Something odd that does no harm, and where. */
export interface Oddity {
  readonly path: readonly PropertyKey[];
  /** A whole sentence. */
  readonly message: string;
}

/**
 * What no single section can know: repeated names (the first wins, `compat.md` 1.2), work whose backend is not there,
 * and what this version leaves alone.
 */
export function crossCheck(written: WrittenConfiguration): {
  readonly configuration: Configuration;
  readonly warnings: readonly Oddity[];
} {
  const warnings: Oddity[] = [];
  const backends = firstOfName('backends', written.backends, warnings);
  const lists = {
    sources: firstOfName('sources', written.sources, warnings),
    projects: firstOfName('projects', written.projects, warnings),
    workflows: firstOfName('workflows', written.workflows, warnings),
    environments: firstOfName('environments', written.environments, warnings),
    notifications: firstOfName('notifications', written.notifications, warnings),
  };
  for (const [index, backend] of written.backends.entries()) {
    if (backend.type === 'later') warnings.push(laterBackend(backend, index));
  }
  const names = written.backends.flatMap(({ name }) => (name === null ? [] : [name]));
  for (const section of ['sources', 'projects', 'workflows'] as const)
    warnings.push(...unknownBackends(section, written[section], names));
  const usable = backends.filter((backend): backend is BackendSettings => backend.type !== 'later');
  return {
    configuration: {
      settings: written.settings,
      pricing: written.pricing,
      backends: usable,
      ...lists,
      rules: rulesOf(written),
    },
    warnings,
  };
}

function firstOfName<T extends { readonly name: string | null }>(
  section: string,
  list: readonly T[],
  warnings: Oddity[],
): readonly T[] {
  const positions = new Map<string, number>();
  return list.filter(({ name }, index) => {
    if (name === null) return true;
    const first = positions.get(name);
    if (first === undefined) {
      positions.set(name, index);
      return true;
    }
    const message = `${section}[${index}] has the name '${name}' of ${section}[${first}] and is not used`;
    warnings.push({ path: [section, index, 'name'], message });
    return false;
  });
}

function laterBackend({ name, writtenType }: LaterBackend, index: number): Oddity {
  const label = name === null ? '' : ` ('${name}')`;
  const message = `backends[${index}]${label} is of the type ${writtenType}, which this version does not use yet`;
  return { path: ['backends', index, 'type'], message };
}

function unknownBackends(
  section: string,
  items: readonly { readonly name: string; readonly backend: string | null }[],
  backends: readonly string[],
): Oddity[] {
  return items.flatMap(({ name, backend }, index) => {
    if (backend === null || backends.includes(backend)) return [];
    const suggestion = didYouMean(backend, backends);
    const label = `${section}[${index}] ('${name}')`;
    const message = `${label} names the backend '${backend}', which is not configured${suggestion}`;
    return [{ path: [section, index, 'backend'], message }];
  });
}
