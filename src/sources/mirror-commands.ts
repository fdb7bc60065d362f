import type { Secret } from '../engine/secret.ts';
import type { Command } from '../transport/command.ts';
import { quote, quotePath } from '../transport/quote.ts';
import { MOST_BYTES } from './files.ts';
import { credentialsSecret, isFullHash } from './git-names.ts';
import { MOST_REFERENCES } from './no-branch.ts';
import type { SourceCommit } from './source.ts';

/**
 * Texts of the commands for the server's own clones (`compat.md` 12.2). Files are read from git's objects and never
 * checked out: what a repository holds, links, hooks and filters included, is data here.
 */

export interface MirrorRequest {
  /** Absolute. */
  readonly folder: string;
  readonly address: string;
  /** A file of this machine. */
  readonly deployKey: string | null;
}

/** How `fetchCommand` can end other than with git's own codes. */
export const MIRROR_FAILURES = { foreign: 46, noBranch: 47, noCommit: 44 } as const;

const FIRST_FETCH_MS = 300_000;
const QUICK_MS = 60_000;
/** A hundred thousand long paths. */
const LISTING_BYTES = 64 * 1024 * 1024;

function beginning({ folder, address, deployKey }: MirrorRequest): string {
  const key = deployKey === null ? '' : `-i ${quote(deployKey)} -o IdentitiesOnly=yes `;
  const ssh = `ssh ${key}-o BatchMode=yes -o StrictHostKeyChecking=accept-new`;
  return `unset CDPATH GIT_DIR GIT_WORK_TREE SSH_ASKPASS GIT_ASKPASS
export GIT_TERMINAL_PROMPT=0 LC_ALL=C GIT_SSH_COMMAND=${quote(ssh)}
dir=${quote(folder)} address=${quotePath(address)}
`;
}

/**
 * A clone with the right address is used again; one of ours with another is made anew; what is not ours stays. No source's
 * folder ends in `%new` (`folderName`).
 */
const PREPARE = `if [ -e "$dir/.git/scripthut" ] && [ "$(git -C "$dir" config remote.origin.url)" != "$address" ]; then rm -rf -- "$dir"; fi
if [ "$(git -C "$dir" config remote.origin.url 2> /dev/null)" != "$address" ] || [ ! -d "$dir/.git" ]; then
  [ ! -e "$dir" ] || rmdir -- "$dir" 2> /dev/null || exit ${MIRROR_FAILURES.foreign}
  rm -rf -- "$dir%new" && mkdir -p -- "$dir%new" && git init -q "$dir%new" &&
    git -C "$dir%new" remote add origin "$address" && : > "$dir%new/.git/scripthut" && mv -- "$dir%new" "$dir" || exit
fi
cd -- "$dir" || exit
`;

/**
 * What git said is left in `said`. Where a branch `dev` was, there can be none called `dev/x` before it is forgotten here,
 * and the other way round.
 */
function fetchBranch(refspec: string): string {
  return `fetch_once() { said=$(git fetch -q --no-tags origin ${refspec} 2>&1); }
fetch_branch() {
  fetch_once && return
  case $said in *"cannot lock ref"*) git remote prune origin > /dev/null 2>&1 && fetch_once ;; *) false ;; esac
}
`;
}

/**
 * Fetches a branch, or makes sure that a commit is there, and prints the commit's hash; where there is no such branch, those
 * there are. The commit may be one that no branch reaches any more, where the server gives such.
 */
export function fetchCommand(request: MirrorRequest, branch: string, commit: string | null): Command {
  const ref = quote(`refs/remotes/origin/${branch}`);
  const refspec = quote(`+refs/heads/${branch}:refs/remotes/origin/${branch}`);
  const lines =
    commit === null
      ? `fetch_branch || {
  printf '%s\\n' "$said" >&2
  case $said in *"couldn't find remote ref"*)
    git ls-remote -q --heads --tags origin 2> /dev/null | head -n ${MOST_REFERENCES}
    exit ${MIRROR_FAILURES.noBranch}
  esac
  exit 1
}
git rev-parse --verify -q ${ref}
`
      : `has() { git cat-file -e ${quote(`${commit}^{commit}`)} 2> /dev/null; }
has || git -c protocol.version=2 fetch -q --no-tags origin ${quote(commit)} || fetch_branch || printf '%s\\n' "$said" >&2
has || exit ${MIRROR_FAILURES.noCommit}
echo ${quote(commit)}
`;
  return command(request, `${PREPARE}${fetchBranch(refspec)}${lines}`, 'fetch a source', FIRST_FETCH_MS);
}

/** Prints the newest commit of the branch that was fetched earlier. */
export function knownCommand(request: MirrorRequest, branch: string): Command {
  const lines = `cd -- "$dir" && [ "$(git config remote.origin.url)" = "$address" ] && git rev-parse --verify -q ${quote(`refs/remotes/origin/${branch}`)}\n`;
  return command(request, lines, 'look for what was fetched before', QUICK_MS);
}

/**
 * Prints git's `ls-tree -r -z -l` of one folder of a commit, `''` being all of it. Links on the way to the folder are
 * followed inside of the repository. Prints nothing when there is no such folder.
 */
export function listCommand(request: MirrorRequest, commit: string, folder: string): Command {
  const lines = `cd -- "$dir" || exit
set -- $(printf '%s\\n' ${quote(`${commit}:${folder}`)} | git cat-file --batch-check --follow-symlinks)
# Of what is not there, its own name is printed, in which the second word may be "tree".
case $1 in *:*) exit 0 ;; esac
[ "$2" = tree ] || exit 0
git ls-tree -r -z -l "$1"
`;
  return {
    ...command(request, lines, 'list the files of a commit', QUICK_MS),
    outputLimitBytes: LISTING_BYTES,
  };
}

/** Prints, for each path of the commit, one line of `cat-file --batch-check`: what it is when all links are followed. */
export function followCommand(request: MirrorRequest, commit: string, paths: readonly string[]): Command {
  const words = paths.map((path) => quote(`${commit}:${path}`)).join(' ');
  const lines = `cd -- "$dir" || exit
for path in ${words}; do
  printf '%s\\n' "$path" | git cat-file --batch-check --follow-symlinks | head -n 1
done
`;
  return command(request, lines, 'follow links', QUICK_MS);
}

/** Prints a file by its blob. */
export function readCommand(request: MirrorRequest, blob: string): Command {
  const lines = `cd -- "$dir" && git cat-file blob ${quote(blob)}\n`;
  return { ...command(request, lines, 'read a file of a source', QUICK_MS), outputLimitBytes: MOST_BYTES };
}

/** So many commits one chooses from. */
const HISTORY = 12;
const UNIT = '\u001f';

/** Prints the commit and those before it, whatever the user's own settings of git are. */
export function historyCommand(request: MirrorRequest, commit: string): Command {
  const lines = `cd -- "$dir" && git -c log.showSignature=false log -z -n ${HISTORY} --no-color --no-mailmap --encoding=UTF-8 --format=%H%x1f%ct%x1f%an%x1f%s ${quote(commit)} --\n`;
  return command(request, lines, 'list the commits of a source', QUICK_MS);
}

export function parseHistory(stdout: string): readonly SourceCommit[] {
  return stdout.split('\0').flatMap((line) => {
    const [hash = '', seconds = '', author = '', ...subject] = line.trim().split(UNIT);
    if (!isFullHash(hash) || !/^\d{1,12}$/.test(seconds)) return [];
    return [{ hash, at: Number(seconds) * 1000, author, subject: subject.join(UNIT) }];
  });
}

function command(request: MirrorRequest, lines: string, purpose: string, timeLimitMs: number): Command {
  const credentials = credentialsSecret(request.address);
  const secrets: readonly Secret[] = credentials === null ? [] : [credentials];
  return { script: `${beginning(request)}${lines}`, purpose, timeLimitMs, secrets };
}

/** One entry of `ls-tree -r -z -l`: `<mode> <type> <hash> <size>\t<path>`. */
export interface TreeEntry {
  readonly is: 'file' | 'link';
  readonly hash: string;
  readonly sizeBytes: number;
  /** Relative to the folder that was listed. */
  readonly path: string;
}

/** Submodules are left out. */
export function parseTree(stdout: string): readonly TreeEntry[] {
  return stdout.split('\0').flatMap((line) => {
    const [, mode, hash, size, path] = /^(\d{6}) blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line) ?? [];
    if (mode === undefined || hash === undefined || path === undefined) return [];
    return [{ is: mode === '120000' ? 'link' : 'file', hash, sizeBytes: Number(size), path }];
  });
}

/** What a path is when links are followed. `other` is no file, or a link that leads elsewhere or nowhere. */
export type Followed =
  | { readonly is: 'file'; readonly hash: string; readonly sizeBytes: number }
  | { readonly is: 'nothing' | 'other' };

export function parseFollowed(stdout: string): readonly Followed[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, hash, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line) ?? [];
      if (hash !== undefined) return { is: 'file', hash, sizeBytes: Number(size) };
      return { is: line.endsWith(' missing') ? 'nothing' : 'other' };
    });
}
