import type { EnvRule } from '../engine/env-rules.ts';
import type { IsoTime } from './iso-time.ts';
import type { ApiProblem } from './problem.ts';

/** GET `/api/v1/sources`: the contract's fields (`compat.md` 13.7), and ours. */
export interface SourcesAnswer {
  readonly sources: readonly ListedSource[];
}

export interface ListedSource {
  readonly name: string;
  readonly type: 'git' | 'path';
  readonly description: string;
  readonly max_concurrent: number | null;
  /** Where its runs go when nobody says otherwise. */
  readonly backend: string | null;
  /** Of git sources; without passwords. */
  readonly url?: string;
  readonly branch?: string;
  readonly last_commit?: string | null;
  /** Of folders. */
  readonly path?: string;
  /** When it was last read with success; null when it has not been since the server started. */
  readonly last_sync: IsoTime | null;
  /** Why the last look failed; then the files are those known before. */
  readonly error: string | null;
  /** What to do about it. */
  readonly hint?: string;
}

/** GET `/api/v1/sources/{name}`. */
export interface SourceDetail extends ListedSource {
  /** What they are called by: the names of the files. */
  readonly workflows: readonly string[];
  /** What was left out, a sentence to a line; null when nothing was. */
  readonly discover_error: string | null;
  readonly files: readonly ListedFile[];
}

export interface ListedFile {
  /** Relative to the repository or folder; it names the file, too. */
  readonly path: string;
  readonly title: string | null;
  /** Null where the file has not been looked into. */
  readonly task_count: number | null;
  /** What is wrong with the document. */
  readonly problem: ApiProblem | null;
}

/** GET `/api/v1/sources/{name}/workflows`. */
export interface SourceFiles {
  readonly source: string;
  readonly workflows: readonly string[];
}

/**
 * GET `/api/v1/sources/{name}/config`: the contract's fields (`compat.md` 13.7), and ours. What the file at the source's top
 * says about variables, in the state that the last look showed.
 */
export interface SourceConfig {
  readonly source: string;
  readonly config_present: boolean;
  /** `scripthut.yaml` or `scripthut.yml`; null when there is neither. */
  readonly file: string | null;
  readonly env: readonly EnvRule[];
  readonly env_groups: Readonly<Record<string, readonly EnvRule[]>>;
  /** This version has none. */
  readonly stacks: readonly never[];
  /** What is in the file and not used, a sentence each. */
  readonly warnings: readonly string[];
}

/** POST `/api/v1/sources/{name}/sync`; status 200 also when it failed. */
export interface SourceSynced {
  readonly name: string;
  readonly type: 'git' | 'path';
  readonly error: string | null;
  readonly hint?: string;
  /** Of git sources. */
  readonly cloned?: boolean;
  readonly last_commit?: string | null;
  readonly workflows: readonly string[];
}

/** POST `/api/v1/sources/sync`. */
export interface SourcesSynced {
  readonly sources: readonly SourceSynced[];
}

/** What may be said about a run of a source's file; what is missing is as configured. */
export interface RunChoice {
  readonly backend?: string;
  readonly branch?: string;
  /** A full hash. */
  readonly commit?: string;
  /** With commas between them. */
  readonly labels?: string;
}

/** One git source in GET `/api/sources` and in `/health` (`compat.md` 13.2). */
export interface SeedSource {
  readonly cloned: boolean;
  readonly path: string;
  readonly branch: string;
  readonly last_commit: string | null;
  readonly error: string | null;
}

/** POST `/sources/{name}/sync`. */
export interface SeedSynced {
  readonly name: string;
  readonly cloned: boolean;
  readonly last_commit: string | null;
  readonly error: string | null;
}

/** GET `/sources/{name}/workflows`; an unknown source has none. */
export interface SeedFiles {
  readonly source: string;
  readonly workflows: readonly { readonly name: string; readonly filename: string }[];
}

/** GET `/projects/{name}/workflows`. */
export interface ProjectFiles {
  readonly project: string;
  readonly workflows: readonly string[];
}
