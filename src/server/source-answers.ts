import type { SourceView } from '../conductor/catalog.ts';
import type { FoundProjectFile } from '../conductor/project-file.ts';
import { NO_RULES } from '../engine/env-rules.ts';
import type {
  ListedSource,
  SeedFiles,
  SeedSource,
  SeedSynced,
  SourceConfig,
  SourceDetail,
  SourceSynced,
} from '../wire/sources.ts';
import { apiProblem } from './problems.tsx';
import { isoTimeOrNull } from './times.ts';

/** Sources in the words of the API (`compat.md` 13.2, 13.7). */

export function listedSource(view: SourceView): ListedSource {
  const { name, description, maxConcurrent, backend, branch, place, commit } = view;
  const ofType = branch === null ? { path: place } : { url: place, branch, last_commit: commit };
  return {
    ...{ name, type: branch === null ? 'path' : 'git', description },
    max_concurrent: maxConcurrent,
    backend,
    ...ofType,
    last_sync: isoTimeOrNull(view.syncedAt),
    error: view.problem?.message ?? null,
    ...(view.problem?.hint !== undefined && { hint: view.problem.hint }),
  };
}

export function sourceDetail(view: SourceView): SourceDetail {
  return {
    ...listedSource(view),
    workflows: fileNames(view),
    discover_error: view.warnings.length === 0 ? null : view.warnings.join('\n'),
    files: view.workflows.map(({ path, title, taskCount, problem }) => ({
      path,
      title,
      task_count: taskCount,
      problem: problem === null ? null : apiProblem(problem),
    })),
  };
}

export function fileNames(view: SourceView): readonly string[] {
  return view.workflows.map(({ fileName }) => fileName);
}

/** `found` is null where the source has no such file. */
export function sourceConfig(source: string, found: FoundProjectFile | null): SourceConfig {
  const { name, rules, warnings } = found ?? { name: null, rules: NO_RULES, warnings: [] };
  return {
    source,
    config_present: found !== null,
    file: name,
    env: rules.env,
    env_groups: rules.groups,
    stacks: [],
    warnings,
  };
}

/** After a sync, also one that failed. */
export function sourceSynced(view: SourceView): SourceSynced {
  const { name, branch, problem, isKnown, commit } = view;
  return {
    ...{ name, type: branch === null ? 'path' : 'git', error: problem?.message ?? null },
    ...(problem?.hint !== undefined && { hint: problem.hint }),
    ...(branch !== null && { cloned: isKnown, last_commit: commit }),
    workflows: fileNames(view),
  };
}

/** Git sources by name. */
export function seedSources(views: readonly SourceView[]): Readonly<Record<string, SeedSource>> {
  const entries = views.flatMap((view) => {
    const { name, isKnown, localPath, branch, commit, problem } = view;
    if (branch === null || localPath === null) return [];
    const error = problem?.message ?? null;
    return [[name, { cloned: isKnown, path: localPath, branch, last_commit: commit, error }] as const];
  });
  return Object.fromEntries(entries);
}

export function seedSynced({ name, isKnown, commit, problem }: SourceView): SeedSynced {
  return { name, cloned: isKnown, last_commit: commit, error: problem?.message ?? null };
}

export function seedFiles(name: string, view: SourceView | undefined): SeedFiles {
  const files = view?.workflows ?? [];
  const stem = (fileName: string): string => fileName.replace(/(?!^)\.[^.]*$/, '');
  return {
    source: name,
    workflows: files.map(({ fileName }) => ({ name: stem(fileName), filename: fileName })),
  };
}
