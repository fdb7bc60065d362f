import { failed, ok, type Result } from '../engine/result.ts';
import type { GitOrigin } from '../engine/run.ts';
import type { Host } from '../transport/host.ts';
import { checkRevision, folderName, type Revision, shownAddress } from './git-names.ts';
import { compileGlob, type Glob } from './glob.ts';
import { Lookout } from './lookout.ts';
import { Mirror } from './mirror.ts';
import { openRepository, type Repository } from './repository.ts';
import type { GitSourceSettings } from './settings.ts';
import type { Snapshot, Source } from './source.ts';

export interface GitSourceOptions {
  /** This machine. */
  readonly host: Host;
  /** Where the server keeps its clones; absolute. */
  readonly cacheDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Parts {
  readonly settings: GitSourceSettings;
  readonly mirror: Mirror;
  readonly repository: Repository;
  readonly glob: Glob;
}

/**
 * Workflow files of a repository. They are listed and read in the server's own clone, and the same commit is cloned on the
 * backend: what a run's document says and what lies beside it belong together.
 */
export function openGitSource(
  settings: GitSourceSettings,
  { host, cacheDir, now }: GitSourceOptions,
): Source {
  const { address, deployKey, branch } = settings.repository;
  const folder = `${cacheDir}/${folderName(settings.name)}`;
  const parts: Parts = {
    settings,
    mirror: new Mirror({ folder, address, deployKey }, host),
    repository: openRepository(settings.repository),
    // Git knows no hidden files.
    glob: compileGlob(settings.workflowsGlob, true),
  };
  const lookout = new Lookout({
    look: () => look(parts, branch, null),
    remember: () => remember(parts, branch),
    now,
  });
  const { name, description, maxConcurrent, backend } = settings;
  return {
    ...{ name, type: 'git', description, maxConcurrent, backend, branch },
    place: shownAddress(address),
    localPath: folder,
    picture: () => lookout.picture(),
    sync: () => lookout.sync(),
    at: async (wished: Revision) => {
      const revision = checkRevision(wished);
      if (!revision.ok) return failed(revision.problem);
      const { branch: other = branch, commit = null } = revision.value;
      return other === branch && commit === null ? lookout.sync() : look(parts, other, commit);
    },
  };
}

async function look(parts: Parts, branch: string, commit: string | null): Promise<Result<Snapshot>> {
  const fetched = await parts.mirror.fetch(branch, commit);
  return fetched.ok ? snapshot(parts, branch, fetched.value) : fetched;
}

async function remember(parts: Parts, branch: string): Promise<Snapshot | null> {
  const commit = await parts.mirror.known(branch);
  const known = commit === null ? null : await snapshot(parts, branch, commit);
  return known?.ok ? known.value : null;
}

async function snapshot(parts: Parts, branch: string, commit: string): Promise<Result<Snapshot>> {
  const { mirror, repository, glob } = parts;
  const found = await mirror.list(commit, glob);
  if (!found.ok) return found;
  // One only chooses from it: the files are worth as much without.
  const history = await mirror.history(commit);
  const [commits, unread] = history.ok ? [history.value, []] : [[], [history.problem.message]];
  const git: GitOrigin = { repository: repository.address, branch, commit };
  return ok({
    git,
    commits,
    files: found.value.files,
    warnings: [...found.value.warnings, ...unread],
    read: (file) => mirror.read(file),
    readTop: (names) => mirror.readTop(commit, names),
    place: (_file, host) => repository.checkout(host, git),
    locate: (_file, host) => repository.locate(host, git),
  });
}
