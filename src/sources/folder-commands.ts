import type { Command } from '../transport/command.ts';
import { quote, quotePath } from '../transport/quote.ts';
import { MOST_BYTES, MOST_TOP_BYTES } from './files.ts';
import type { Glob } from './glob.ts';

/** Texts of the commands for files that lie on a backend. They are for POSIX `sh`, and `find` as GNU, BSD and busybox have it. */

const LISTING_MS = 60_000;

/** How these commands end when the folder is not there. */
export const NO_FOLDER = 41;

/**
 * Prints the paths of files that may match, each after a NUL, relative to the glob's folder. Links are followed, as shells
 * do. What `find` cannot read is passed over and told on the error output.
 */
export function findCommand(folder: string, glob: Glob): Command {
  const depth = glob.depth === null ? '' : ` -maxdepth ${glob.depth}`;
  const hidden = glob.namesHidden ? '' : " -name '.?*' -prune -o";
  const lines = `${enter(folder)}[ -d ${quotePath(dotted(glob.folder))} ] || exit 0
cd -- ${quotePath(dotted(glob.folder))} || exit
find -L .${depth}${hidden} -type f -name ${quote(glob.name)} -print0
:
`;
  return { script: lines, purpose: 'list the files of a source', timeLimitMs: LISTING_MS };
}

/** Prints the paths of a project's workflow files, each before a NUL (`compat.md` 2.11). */
export function projectFilesCommand(folder: string): Command {
  return {
    script: `${enter(folder)}LC_ALL=C git ls-files -z '*/sflow.json' 'sflow.json'\n`,
    purpose: 'list the files of a project',
    timeLimitMs: LISTING_MS,
  };
}

/** Prints a file below the folder. */
export function catCommand(folder: string, path: string): Command {
  return {
    script: `${enter(folder)}cat -- ${quote(dotted(path))}\n`,
    purpose: 'read a file of a source',
    timeLimitMs: LISTING_MS,
    outputLimitBytes: MOST_BYTES,
  };
}

/**
 * Prints the first of these files that stands in the folder, as `parseTop` reads it, or nothing. A link is followed inside of
 * the folder only: one that leads elsewhere could show a file that its author may not read.
 */
export function topCommand(folder: string, names: readonly string[]): Command {
  const lines = `${enter(folder)}top=$(pwd -P) || exit
for name in ${names.map(quote).join(' ')}; do
  [ -e "./$name" ] || [ -h "./$name" ] || continue
  is=other real=$(readlink -f "./$name")
  case $real in "\${top%/}"/*) [ ! -f "$real" ] || is=file ;; esac
  printf '%s\\000%s\\000' "$is" "$name"
  [ "$is" = other ] || cat -- "$real"
  exit
done
`;
  const aroundBytes = Math.max(...names.map((name) => Buffer.byteLength(`file\0${name}\0`)));
  return {
    script: lines,
    purpose: 'read a file of a source',
    timeLimitMs: LISTING_MS,
    outputLimitBytes: MOST_TOP_BYTES + aroundBytes,
  };
}

/** What `topCommand` printed; null where none of the files is there. The text is null where the name is no file. */
export function parseTop(stdout: string): { readonly name: string; readonly text: string | null } | null {
  const [is, name, ...rest] = stdout.split('\0');
  if (name === undefined) return null;
  return { name, text: is === 'file' ? rest.join('\0') : null };
}

function enter(folder: string): string {
  return `unset CDPATH GIT_DIR GIT_WORK_TREE
[ -d ${quotePath(folder)} ] || exit ${NO_FOLDER}
cd -- ${quotePath(folder)} || exit
`;
}

function dotted(path: string): string {
  return path === '' ? '.' : `./${path}`;
}
