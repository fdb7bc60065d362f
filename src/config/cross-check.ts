import { rulesOf } from '../backends/env-settings.ts';
import { didYouMean } from '../engine/nearest.ts';
import type {
  BackendSettings,
  Configuration,
  LaterBackend,
  WorkflowSettings,
  WrittenConfiguration,
} from './schema.ts';

/** Something odd that does no harm, and where. */
export interface Oddity {
  readonly path: readonly PropertyKey[];
  /** A whole sentence. */
  readonly message: string;
}

/**
 * What no single section can know: repeated names (the first wins, `compat.md` 1.2), workflows whose backend is not
 * there, and what this version leaves alone.
 */
export function crossCheck(written: WrittenConfiguration): {
  readonly configuration: Configuration;
  readonly warnings: readonly Oddity[];
} {
  const warnings: Oddity[] = [];
  const backends = firstOfName('backends', written.backends, warnings);
  const workflows = firstOfName('workflows', written.workflows, warnings);
  const environments = firstOfName('environments', written.environments, warnings);
  for (const [index, backend] of written.backends.entries()) {
    if (backend.type === 'later') warnings.push(laterBackend(backend, index));
  }
  const names = written.backends.flatMap(({ name }) => (name === null ? [] : [name]));
  for (const [index, workflow] of written.workflows.entries())
    warnings.push(...checkWorkflow(workflow, index, names));
  const usable = backends.filter((backend): backend is BackendSettings => backend.type !== 'later');
  return {
    configuration: {
      settings: written.settings,
      pricing: written.pricing,
      backends: usable,
      workflows,
      environments,
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

function checkWorkflow(workflow: WorkflowSettings, index: number, backends: readonly string[]): Oddity[] {
  const path = ['workflows', index];
  const label = `workflows[${index}] ('${workflow.name}')`;
  const git = {
    path: [...path, 'git'],
    message: `${label} asks for a clone with git, which is not supported yet`,
  };
  const suggestion = didYouMean(workflow.backend, backends);
  const unknown = {
    path: [...path, 'backend'],
    message: `${label} names the backend '${workflow.backend}', which is not configured${suggestion}`,
  };
  return [...(workflow.hasGit ? [git] : []), ...(backends.includes(workflow.backend) ? [] : [unknown])];
}
