import type { JobId, Token } from '../../engine/ids.ts';
import { quote } from '../../transport/quote.ts';
import { arrayOf, joinElements } from './array-ids.ts';
import { ACCOUNTING_FIELDS } from './parse-accounting.ts';
import { QUEUE_FIELDS } from './parse-queue.ts';

/**
 * Texts of the commands that are run where Slurm is. Times are asked for as epoch seconds, and in UTC where a release
 * knows no `SLURM_TIME_FORMAT`. https://slurm.schedmd.com/man_index.html
 */

export const UTC = 'TZ=UTC SLURM_TIME_FORMAT=%s';

/** Takes the script on standard input and prints the id of the job or array; the token can be seen in the queue and in accounting. */
export function submitWords(token: Token): string {
  return `sbatch --parsable --comment=${quote(token)}`;
}

/** Jobs of all partitions, of hidden ones too: without `--all` squeue keeps quiet about those, whoever's they are. */
const SQUEUE = 'squeue --all --noheader';

/** A user's own settings must not leave jobs out. squeue(1), "ENVIRONMENT VARIABLES" */
const UNNARROWED = `unset SQUEUE_ACCOUNT SQUEUE_LICENSES SQUEUE_NAMES SQUEUE_PARTITION SQUEUE_QOS SQUEUE_STATES SQUEUE_USERS
`;

/**
 * For the ledger script: the job or array that carries a token, ended ones included as long as the controller remembers
 * them. And where this is itself an element of an array, its jobs are none (sbatch passes its environment on).
 */
export const LOOK_UP = `${UNNARROWED}unset SLURM_ARRAY_JOB_ID SLURM_ARRAY_TASK_ID
look_up() { # token
  rows=$(${SQUEUE} --states=all --user="$(id -u)" --format='%i %k') || { echo "$rows"; return 1; }
  printf '%s\\n' "$rows" | while read -r job comment; do
    if [ "$comment" = "$1" ]; then echo "\${job%%_*}"; break; fi
  done
}
`;

/** The waiting elements of an array stand in one row, as `7_[3-90,95]`; without this variable that is cut short. */
const WHOLE_ARRAYS = 'SLURM_BITSTR_LEN=0';

/** Our user's name, then the whole queue. Each row begins with the mark, and the mark and `end` close it, but only after a success. */
export function queueScript(mark: string): string {
  return `id -un\n${UNNARROWED}${UTC} ${WHOLE_ARRAYS} ${SQUEUE} --format="$(printf '${rowFormat(mark, QUEUE_FIELDS)}')" && printf '${octal(mark)}end'\n`;
}

/** Our own jobs with their comments, ended ones included as long as the controller remembers them. */
export function commentsInQueueScript(mark: string): string {
  const format = rowFormat(mark, ['%i', '%k']);
  return `${UNNARROWED}${SQUEUE} --states=all --user="$(id -u)" --format="$(printf '${format}')" && printf '${octal(mark)}end'\n`;
}

/** The same of accounting, for the last 60 days, or as many as the site allows to ask for (`MaxQueryTimeRange`). */
export function commentsInAccountingScript(mark: string): string {
  const options = '--noheader --parsable2 --allocations --starttime=now-${days}days --user="$(id -u)"';
  return `for days in 60 7 1; do
  rows=$(sacct ${options} --delimiter="$(printf '\\037')" --format=JobID,Comment 2>&1)
  code=$?
  [ $code != 0 ] || { printf '%s\\n${octal(mark)}end' "$rows"; exit; }
  case $rows in *'Too wide'*) ;; *) break ;; esac
done
printf '%s\\n' "$rows" >&2
exit $code
`;
}

/**
 * Rows of accounting, one job or step a line (unknown ids are passed over by sacct), then the names of those who
 * cancelled, then `end` with sacct's exit code; each group behind a record separator.
 */
export function accountingScript(jobs: readonly JobId[]): string {
  const options = `--noheader --parsable2 --noconvert --delimiter="$(printf '\\037')"`;
  // Of elements that were cancelled before they began accounting has one row for all, which it shows with the array alone.
  const chosen = quote([...new Set(jobs.map(arrayOf))].join(','));
  const sacct = `sacct ${options} --format=${ACCOUNTING_FIELDS.join(',')} --jobs=${chosen}`;
  return `rows=$(${UTC} ${WHOLE_ARRAYS} ${sacct})
code=$?
printf '\\036accounting\\n%s\\n' "$rows"
for uid in $(printf '%s\\n' "$rows" | sed -n 's/.*CANCELLED by \\([0-9][0-9]*\\).*/\\1/p' | sort -u); do
  printf '\\036user %s %s\\n' "$uid" "$(id -nu "$uid" 2>/dev/null)"
done
printf '\\036end %s' $code
`;
}

/**
 * What the controller remembers of these jobs, each behind a record separator and its id, then `end`. One call for each,
 * since older releases take only one id, and since the whole list holds names of others, which can look like any row.
 */
export function controllerScript(jobs: readonly JobId[]): string {
  return `for job in ${jobs.map(quote).join(' ')}; do
  if said=$(${UTC} scontrol --oneliner show job "$job" 2>&1); then printf '\\036%s\\n%s\\n' "$job" "$said"
  else case $said in *'Invalid job id'* | "Job $job not found"*) ;; *) echo "$said" >&2; exit 1 ;; esac
  fi
done
printf '\\036end'
`;
}

/** One call for all, and one word for each array: unknown and ended ones are passed over by scancel. */
export function cancelScript(jobs: readonly JobId[]): string {
  return `scancel ${joinElements(jobs).map(quote).join(' ')}\n`;
}

/**
 * How long an array may be (indices are less than that), then each partition with its time limit and the megabytes of its
 * nodes, one line for each kind of node. https://slurm.schedmd.com/slurm.conf.html, MaxArraySize; sinfo(1), %R, %l, %m
 */
export const LIMITS_SCRIPT = `scontrol show config | sed -n 's/^MaxArraySize *= *//p'
sinfo --noheader --exact --format="$(printf '%%R\\037%%l\\037%%m')"
`;

/** Processors of the whole cluster: allocated/idle/other/total (`compat.md` 9.3). */
export const CPUS_SCRIPT = "sinfo --noheader --format='%C'\n";

/** A format for `printf` that gives one for `squeue`. */
function rowFormat(mark: string, letters: readonly string[]): string {
  return octal(mark) + letters.map((letter) => letter.replace('%', '%%')).join('\\037');
}

/** The mark as `printf` takes it: a record separator and plain characters. */
function octal(mark: string): string {
  return mark.replace('\u001e', '\\036');
}
