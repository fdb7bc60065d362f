import type { Token } from '../engine/ids.ts';
import { lockFunctions } from '../transport/lock.ts';
import { quote, quotePath } from '../transport/quote.ts';

/**
 * The ledger (`design.md` 5): for each token one file beside the run's other files, holding what the scheduler answered
 * when it took the submission. Many submissions travel in one script for POSIX `sh` and are answered line by line.
 */

export interface LedgerEntry {
  readonly token: Token;
  /** The folder of the run's ledger. */
  readonly ledger: string;
  /** Made before the submission: the run's other folders and those of the logs. */
  readonly folders: readonly string[];
  /** Shell words that hand the job over; they find the job's script on their standard input. */
  readonly command: string;
  /** The job's script; ends with a newline and holds no NUL. */
  readonly script: string;
}

/** What the machine answered for one token. */
export type LedgerAnswer =
  /** The scheduler took it, now or earlier: what it printed then. */
  | { readonly is: 'accepted'; readonly said: string }
  /** The command that hands it over failed. */
  | { readonly is: 'failed'; readonly exitCode: number; readonly said: string }
  /** One of its folders cannot be made: nothing was handed over. */
  | { readonly is: 'no-folder'; readonly said: string }
  /** The ledger cannot be written: nothing was handed over. */
  | { readonly is: 'no-ledger'; readonly said: string }
  /** Somebody else is handing over the same token. */
  | { readonly is: 'locked'; readonly said: string }
  /** Not tried, as an earlier one failed in a way that shows that nobody is there. */
  | { readonly is: 'skipped'; readonly said: string };

const WORDS: readonly string[] = ['accepted', 'failed', 'no-folder', 'no-ledger', 'locked', 'skipped'];

/** How long the script waits for others. */
export interface Patience {
  /** For whoever hands over the same token. */
  readonly lockSeconds: number;
  /** A refusal comes at once; a failure this slow means that the scheduler does not answer, and the rest is not tried. */
  readonly silenceSeconds: number;
}

const PATIENCE: Patience = { lockSeconds: 10, silenceSeconds: 5 };
const LOCK_LIFE_MINUTES = 10;

/**
 * Prints the first bytes of a text as hexadecimal digits, so that it fits on a line whatever is in it. A bare number, which
 * most answers are, needs none of it. Processes are what a submission costs beside the scheduler: builtins do what they can.
 */
const HEX = "od -An -v -tx1 -N 8192 | tr -d ' \\n'";

/**
 * Where the scheduler may have said yes without a line in the ledger (a holder of the lock died, or the submission failed in
 * some way), the scheduler is asked for the token before anything is handed over, by the one who holds the lock: whoever
 * sent this script has looked as well, but the script may have been slow on its way. The file `.tried` keeps such a doubt
 * until the ledger knows better.
 *
 * Before it calls the scheduler it says so, for whoever counts (`ledger-calls.ts`).
 *
 * Nothing beside the scheduler's command is a process of its own while all goes well: the lock and the line in the ledger are
 * written by builtins, the locks of all that was accepted are removed together at the end. A line without its end is none.
 * Of an answer of several lines, which bash writes one by one, the first may be all there is: one without an id is not
 * believed either (`submit.ts`).
 */
const FUNCTIONS = `trap '' HUP PIPE
silent= made= ours=
newline='
'
${lockFunctions(LOCK_LIFE_MINUTES)}answer() { # token, word, exit code, text
  case $4 in
    '' | *[!0123456789]*) printf '%s %s %s %s .\\n' "$1" "$2" "$3" "$(printf '%s' "$4" | ${HEX})" ;;
    *) printf '%s %s %s =%s .\\n' "$1" "$2" "$3" "$4" ;;
  esac
}
clock() { # now=seconds, from any start; Linux says it without a process
  { read -r now rest < /proc/uptime; } 2>/dev/null && now=\${now%%.*} || now=$(date +%s)
}
folders() { # paths: makes all of them in one process. Where that fails, each tells for itself
  mkdir -p -- "$@" 2>/dev/null || return 0
  for path in "$@"; do made="$made|$path|"; done
}
folder() { # path: makes it, once
  case $made in *"|$1|"*) return ;; esac
  said=$(mkdir -p -- "$1" 2>&1) && made="$made|$1|"
}
read_ledger() { # ledger file: sets said; fails where the answer is missing, or was cut by whoever died while writing it
  said= line=
  [ -s "$1" ] || return
  { while IFS= read -r line; do said=$said\${said:+$newline}$line; done < "$1"; } 2>/dev/null
  [ -n "$said" ] && [ -z "$line" ]
}
known() { # token, ledger file: answers if the ledger knows it
  read_ledger "$2" && answer "$1" accepted 0 "$said"
}
submit() { # token, ledger folder, number of folders, folders..., command...; the script on standard input
  token=$1 file=$2/$1 count=$3 code=1
  folder "$2" || { answer "$token" no-ledger 1 "$said"; return; }
  shift 3
  known "$token" "$file" && return
  while [ $count -gt 0 ]; do
    folder "$1" || { answer "$token" no-folder 1 "$said"; return; }
    count=$((count - 1)); shift
  done
  if [ -n "$silent" ]; then answer "$token" skipped 1 "$silent"; return; fi
  if lock "$file.lock" $lock_seconds "$file.tried"; then submit_alone "$@"
  elif [ -n "$holder" ]; then word=locked said=$holder
  else word=no-ledger said=$({ echo > "$file.lock.new"; } 2>&1)
  fi
  answer "$token" $word $code "$said"
}
submit_alone() { # command...; the lock is ours
  if read_ledger "$file"; then word=accepted code=0
  # Somebody died at work, or while he wrote it down; or was answered in a way that leaves a doubt.
  elif [ -e "$file.tried" ] || [ -e "$file" ]; then left_behind "$token" "$file" || hand_over "$@"
  else hand_over "$@"
  fi
  # Where nothing could be written, the lock stays: it is all that tells the next one of a doubt.
  [ -e "$file" ] || [ -e "$file.tried" ] || return
  if [ $word = accepted ]; then ours=$ours$file.lock$newline
  else rm -f "$file.lock" 2>/dev/null
  fi
}
release() { # lets go of the locks of all that was accepted, at once
  set -f
  IFS=$newline
  [ -z "$ours" ] || rm -f -- $ours 2>/dev/null
}
note() { # what the scheduler said, into the ledger
  word=accepted code=0 said=$1
  printf '%s\\n' "$1" > "$file" || return
  [ ! -e "$file.tried" ] || rm -f "$file.tried"
}
look_up() { :; } # token: prints the job that the scheduler has for it, if any; a family has its own
left_behind() { # token, ledger file: finds the job of one who could not write it down any more
  said=$(cat "\${2%/*/*}/records/$1.start" "\${2%/*/*}/records/$1"_*.start 2>/dev/null | sed -n '/^job=/{s///p;q;}')
  [ -n "$said" ] || echo "looking up"
  [ -n "$said" ] || said=$(look_up "$1" 2>&1) || { word=locked; return; }
  [ -n "$said" ] || return
  # It has the job, whether or not that can be written down.
  note "$said" || :
}
hand_over() { # command...
  clock
  began=$now word=failed
  echo "handing over"
  said=$("$@" 2>&1)
  code=$?
  if [ $code = 0 ]; then note "$said"; return; fi
  { true > "$file.tried"; } 2>/dev/null
  clock
  if [ $((now - began)) -ge $silence_seconds ]; then silent=\${said:-it said nothing}; fi
}
`;

/**
 * The script that hands all entries over, each at most once. `functions` are shell functions that the commands use, and
 * a family's own `look_up`.
 */
export function ledgerScript(entries: readonly LedgerEntry[], functions = '', patience = PATIENCE): string {
  const folders = new Set(entries.flatMap(({ ledger, folders }) => [ledger, ...folders]));
  const make = `folders ${[...folders].map(quotePath).join(' ')}\n`;
  return `${beginning(patience)}${functions}${make}${entries.map(entryText).join('')}release\n`;
}

function beginning({ lockSeconds, silenceSeconds }: Patience): string {
  return `lock_seconds=${lockSeconds} silence_seconds=${silenceSeconds}\n${FUNCTIONS}`;
}

function entryText(entry: LedgerEntry): string {
  const folders = entry.folders.map(quotePath).join(' ');
  const delimiter = delimiterFor(entry.script);
  const words = [quote(entry.token), quotePath(entry.ledger), entry.folders.length, folders, entry.command];
  return `submit ${words.join(' ')} <<'${delimiter}'\n${entry.script}${delimiter}\n`;
}

function delimiterFor(script: string): string {
  let delimiter = 'END_OF_SCRIPT';
  while (script.includes(delimiter)) delimiter += '_';
  return delimiter;
}

/** Reads the answers. A line that was cut, doubled or mixed with other output is left out or counts once. */
export function parseLedgerAnswers(output: string): ReadonlyMap<Token, LedgerAnswer> {
  const answers = new Map<Token, LedgerAnswer>();
  for (const line of output.split('\n').slice(0, -1)) {
    const match = /^(\S+) (\S+) (\d+) (?:=(\d+)|([0-9a-f]*)) \.$/.exec(line);
    const [, token, word, exitCode, digits, hex = ''] = match ?? [];
    if (token === undefined || word === undefined || !WORDS.includes(word)) continue;
    const said = digits ?? Buffer.from(hex, 'hex').toString().trim();
    answers.set(token as Token, { is: word, exitCode: Number(exitCode), said } as LedgerAnswer);
  }
  return answers;
}

/** Prints, for each token that the ledgers know, an `accepted` line as above. */
export function ledgerLookup(entries: readonly Pick<LedgerEntry, 'token' | 'ledger'>[]): string {
  const lines = entries.map(
    ({ token, ledger }) => `known ${quote(token)} ${quotePath(`${ledger}/${token}`)}\n`,
  );
  return beginning(PATIENCE) + lines.join('');
}
