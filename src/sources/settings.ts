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

/** What git takes for the name of a branch, git-check-ref-format(1), and nothing that a command takes for an option. */
const NOT_IN_BRANCH = /[\s\p{Cc}~^:?*[\\\ufffd]|\.\.|@\{|\/\/|^[-/]|[/.]$|(^|\/)\.|\.lock(\/|$)|^@$/u;

/** Why a branch cannot have this name; null when it can. To be read behind its name. */
export function branchFault(branch: string): string | null {
  if (branch === '') return 'is empty: it must be the name of a branch';
  if (!NOT_IN_BRANCH.test(branch)) return null;
  return 'is not a name that a branch can have: no blanks, none of ~ ^ : ? * [ \\, no "..", no "-" in front';
}

/** Why a glob cannot be used; null when it can. To be read behind its key. */
export function globFault(pattern: string): string | null {
  if (pattern === '') return 'is empty: it must be a pattern for paths, such as .hut/workflows/*.json';
  if (pattern.startsWith('/') || pattern.startsWith('~'))
    return 'must be relative: what it matches lies inside the repository or folder';
  if (pattern.split('/').includes('..')) return 'must not contain "..": what it matches lies inside';
  if (/\p{Cc}/u.test(pattern)) return 'holds a line break or another control character';
  return pattern.endsWith('/') ? 'ends with a slash: it must match files' : null;
}
