import type { Secret } from '../engine/secret.ts';
import type { Command } from '../transport/command.ts';
import { lockFunctions } from '../transport/lock.ts';
import { quote, quotePath } from '../transport/quote.ts';
import { credentialsSecret } from './git-names.ts';
import { MOST_REFERENCES } from './no-branch.ts';

/** Texts of the commands that bring a commit onto a backend (`compat.md` 12.1). They are for POSIX `sh` and git 2.3. */

/** Where from, and with which key. */
export interface Remote {
  /** As git gets it. */
  readonly address: string;
  readonly key: Secret | null;
}

export interface CheckoutRequest extends Remote {
  readonly branch: string;
  /** Full hash. */
  readonly commit: string;
  readonly cloneDir: string;
  readonly postclone: string | null;
}

/** How `checkoutCommand` can end other than with 0. */
export const CHECKOUT_FAILURES = {
  folder: 41,
  locked: 42,
  clone: 43,
  noCommit: 44,
  postclone: 45,
  foreign: 46,
  slow: 124,
} as const;

const LS_REMOTE_MS = 30_000;
const STEP_SECONDS = 300;
/** Clone, fetch and checkout, and a command of the user's, each within the limit above. */
const LOCK_LIFE_MINUTES = 25;
const CHECKOUT_MS = (LOCK_LIFE_MINUTES - 1) * 60_000;
const FIELD = '\\037';
const KEY_END = 'END_OF_KEY';

/** The first characters of a commit, which name its folder. */
export function commitFolder(commit: string): string {
  return commit.slice(0, 12);
}

/** Prints `<hash>\trefs/heads/<branch>`; when there is no such branch, those there are, and the tags. */
export function lsRemoteCommand({ address, key }: Remote, branch: string): Command {
  return {
    script: `${beginning(key)}address=${quotePath(address)}
found=$(git ls-remote -- "$address" ${quote(`refs/heads/${branch}`)}) || exit
if [ -n "$found" ]; then printf '%s\\n' "$found"
else git ls-remote --heads --tags -- "$address" | head -n ${MOST_REFERENCES}
fi
`,
    purpose: 'ask for the newest commit',
    timeLimitMs: LS_REMOTE_MS,
    secrets: secretsOf({ address, key }),
  };
}

/** Prints where a commit's folder is or would be; makes nothing. */
export function locateCommand(cloneDir: string, commit: string): Command {
  return {
    script: `${folderLines(cloneDir, commit)}printf '${FIELD}%s${FIELD}' "$dir"\n`,
    purpose: 'find the folder for clones',
    timeLimitMs: LS_REMOTE_MS,
  };
}

/** The path that `locateCommand` or `checkoutCommand` printed; null when that is not whole. */
export function parseFolder(stdout: string): string | null {
  const [, path, rest] = stdout.split('\u001f');
  return path?.startsWith('/') && rest !== undefined ? path : null;
}

/** Ends the key's life with the script's, also when the script is killed: then it is gone a second later. */
const KEY_FUNCTIONS = `key= held= new=
let_go() {
  [ -z "$new" ] || rm -rf -- "$new"
  [ -z "$key" ] || rm -f -- "$key"
  [ -z "$held" ] || [ "$(cat "$held")" != "$me" ] || rm -f -- "$held"
}
trap let_go EXIT
trap : PIPE
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
use_key() { # the key on standard input
  key=$(umask 077 && mktemp /tmp/scripthut_key_XXXXXX) && cat > "$key" || exit
  self=$(exec sh -c 'echo $PPID')
  (trap '' HUP INT TERM
  while [ -e "$key" ] && kill -0 "$self"; do sleep 1; done
  rm -f -- "$key") > /dev/null 2>&1 &
  export GIT_SSH_COMMAND="ssh -i $key -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=accept-new"
}
drop_key() {
  [ -z "$key" ] || { rm -f -- "$key"; key=; unset GIT_SSH_COMMAND; }
}
`;

/** The key travels in the script's text alone: it stands on no command line, and in a file that only the account can read. */
function beginning(key: Secret | null): string {
  const use = key === null ? '' : `use_key <<'${KEY_END}'\n${key.reveal()}${KEY_END}\n`;
  return `unset CDPATH GIT_DIR GIT_WORK_TREE
locale=\${LC_ALL-}
export GIT_TERMINAL_PROMPT=0 LC_ALL=C
${KEY_FUNCTIONS}${use}`;
}

function secretsOf({ address, key }: Remote): readonly Secret[] {
  const credentials = credentialsSecret(address);
  return [key, credentials].filter((secret) => secret !== null);
}

function folderLines(cloneDir: string, commit: string): string {
  return `parent=${quotePath(cloneDir)}
case $parent in /*) ;; *) parent=$PWD/$parent ;; esac
dir=$parent/${commitFolder(commit)}
`;
}

/**
 * A clone is made beside its folder and moved there when it is the right commit, so that a push in between or an
 * interruption cannot leave a wrong one. What is said in `.git/scripthut` is `begun` until the last step is done; a folder
 * in which it still says so is made anew. A folder without that file was made by somebody else, such as the Python program:
 * it is used as it is if it is that commit. Who cannot have the lock waits for whoever makes the same folder.
 */
const CHECKOUT_FUNCTIONS = `die() { # exit code, text
  printf '%s\\n' "$2" >&2
  exit "$1"
}
if timeout --foreground 1 true 2> /dev/null; then limited() { timeout --foreground ${STEP_SECONDS} "$@"; }
else limited() { "$@"; }
fi
step() { # exit code, command...
  code=$1
  shift
  limited "$@" || { said=$?; [ $said != 124 ] || exit 124; exit "$code"; }
}
is_there() { # whether the folder can be used as it is
  [ -e "$dir" ] || return
  if [ -e "$dir/.git/scripthut" ]; then [ "$(cat "$dir/.git/scripthut")" = "ready $commit" ]; return; fi
  [ -f "$dir/.git/index" ] && [ "$(cd "$dir" && git rev-parse HEAD)" = "$commit" ] || exit 46
}
fetch() { # the commit itself; where the server gives none by name, all of the branch
  limited git -c protocol.version=2 fetch -q --depth 1 origin "$commit" && return
  [ $? != 124 ] || exit 124
  limited git fetch -q $([ ! -f .git/shallow ] || echo --unshallow) origin
}
clone() { # options...
  step 43 git clone -q --no-checkout "$@" -- "$address" "$new"
}
make() {
  # Of somebody who was killed; what may be left of theirs writes elsewhere than we do.
  rm -rf -- "$dir" "$dir".new.* || exit 41
  new=$dir.new.\${me##*/}
  said=$(clone --branch "$branch" --single-branch --depth 1 2>&1) || {
    code=$?
    # The branch may be gone since; the commit may still be on another.
    case $said in *"Remote branch "*" not found"*) clone ;; *) die $code "$said" ;; esac
  }
  cd "$new" || exit 41
  [ "$(git rev-parse HEAD)" = "$commit" ] || fetch
  git cat-file -e "$commit^{commit}" 2> /dev/null || exit 44
  step 43 git reset -q --hard "$commit"
  mark begun && cd / && mv -- "$new" "$dir" && new= || exit 41
}
mark() { # word, in the current repository
  echo "$1 $commit" > .git/scripthut.new && mv -f .git/scripthut.new .git/scripthut
}
finish() { # the user's command, if any
  cd "$dir" || exit 41
  LC_ALL=$locale
  if [ -n "$1" ]; then
    limited "\${SHELL:-/bin/sh}" -c "$1" > .git/scripthut-postclone.log 2>&1 || {
      said=$?
      die 45 "exit code $said: $(tail -c 2000 .git/scripthut-postclone.log)"
    }
  fi
  mark ready || exit 41
}
`;

/** Prints the folder as `locateCommand` does, once the commit is there and complete. */
export function checkoutCommand(request: CheckoutRequest): Command {
  const { address, key, branch, commit, cloneDir, postclone } = request;
  const script = `${beginning(key)}${CHECKOUT_FUNCTIONS}${folderLines(cloneDir, commit)}commit=${quote(commit)} branch=${quote(branch)} address=${quotePath(address)}
if ! is_there; then
${lockFunctions(LOCK_LIFE_MINUTES)}  mkdir -p -- "$parent" && [ -w "$parent" ] || die 41 "cannot create a folder in $parent"
  lock "$dir.lock" ${STEP_SECONDS} || {
    [ -n "$holder" ] || die 41 "cannot create a file in $parent"
    die 42 "$holder"
  }
  held=$dir.lock
  if ! is_there; then
    make
    drop_key
    finish ${quote(postclone ?? '')}
  fi
fi
printf '${FIELD}%s${FIELD}' "$dir"
`;
  return {
    script,
    purpose: `clone commit ${commitFolder(commit)}`,
    timeLimitMs: CHECKOUT_MS,
    secrets: secretsOf(request),
  };
}

const COMMAND_MS = 300_000;

/** A workflow's command in its clone, in the user's own shell (`compat.md` 12.1). */
export function commandInFolder(folder: string, command: string): Command {
  return {
    script: `cd -- ${quotePath(folder)} && exec "\${SHELL:-/bin/sh}" -c ${quote(command)}\n`,
    purpose: 'run a workflow command in its clone',
    timeLimitMs: COMMAND_MS,
  };
}
