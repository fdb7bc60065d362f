/** What the configuration says about where work comes from, checked, with all defaults. */
export type SourceSettings = GitSourceSettings | FolderSettings;

interface CommonSettings {
  readonly name: string;
  /** Limit of active tasks for each run; null is no limit of its own. */
  readonly maxConcurrent: number | null;
  readonly description: string;
}

/** A repository whose commits are cloned on a backend (`compat.md` 2.8, 2.10, 12.1). */
export interface RepositorySettings {
  /** `https`, `ssh`, `git@host:path`, `file://`, or a path there. */
  readonly address: string;
  readonly branch: string;
  /** A file of this machine; absolute. */
  readonly deployKey: string | null;
  /** On the backend; may begin with `~`. */
  readonly cloneDir: string;
  /** Run in a fresh clone. */
  readonly postclone: string | null;
}

/** `sources[]` of type `git` (`compat.md` 2.8). */
export interface GitSourceSettings extends CommonSettings {
  readonly type: 'git';
  readonly repository: RepositorySettings;
  /** Where its runs go when nobody says otherwise. */
  readonly backend: string | null;
  /** Relative to the repository. */
  readonly workflowsGlob: string;
}

/** `sources[]` of type `path` (`compat.md` 2.9). */
export interface FolderSettings extends CommonSettings {
  readonly type: 'path';
  readonly backend: string;
  /** On the backend; begins with `/` or `~`. */
  readonly path: string;
  /** Relative to the folder. */
  readonly workflowsGlob: string;
}

/** `projects[]` (`compat.md` 2.11). */
export interface ProjectSettings extends CommonSettings {
  readonly type: 'project';
  readonly backend: string;
  /** A git repository on the backend; begins with `/` or `~`. */
  readonly path: string;
}

export const DEFAULTS = {
  branch: 'main',
  cloneDir: '~/scripthut-repos',
  workflowsGlob: '.hut/workflows/*.json',
} as const;
