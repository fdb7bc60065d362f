import type { Host } from '../transport/host.ts';
import { localHost } from '../transport/local.ts';
import { openFolder, openProject } from './folder.ts';
import { openGitSource } from './git.ts';
import type { ProjectSettings, SourceSettings } from './settings.ts';
import type { Source } from './source.ts';

export interface OpenSourceOptions {
  /** Where the server keeps its clones; absolute. */
  readonly cacheDir: string;
  /** The machine of a backend; null when there is none. */
  readonly hostOf: (backend: string) => Host | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A source, and how to let go of it. */
export interface OpenedSource {
  readonly source: Source;
  close(): Promise<void>;
}

/** The one place where a kind of source is chosen. Nothing is asked before the first sync. */
export function openSource(
  settings: SourceSettings | ProjectSettings,
  { cacheDir, hostOf, now }: OpenSourceOptions,
): OpenedSource {
  switch (settings.type) {
    case 'git': {
      // A shell of its own: a git server that does not answer holds up nobody else.
      const host = localHost({ now });
      return { source: openGitSource(settings, { host, cacheDir, now }), close: () => host.close() };
    }
    case 'path':
      return { source: openFolder(settings, { host: hostOf(settings.backend), now }), close: async () => {} };
    case 'project':
      return {
        source: openProject(settings, { host: hostOf(settings.backend), now }),
        close: async () => {},
      };
  }
}
