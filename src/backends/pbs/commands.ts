import type { JobId } from '../../engine/ids.ts';
import { quote, quotePath } from '../../transport/quote.ts';
import { arrayName } from '../array.ts';
import type { SubmissionRequest } from '../backend.ts';
import { runFiles } from '../job-files.ts';
import { isArray, joinElements } from './array-ids.ts';
import type { Dialect } from './dialect.ts';
import { encodedName, validName } from './names.ts';
import { NAME_VARIABLE, TOKEN_VARIABLE } from './parse-queue.ts';

/**
 * Texts of the commands that are run where PBS is. Times are printed in the client's zone: UTC is asked for. Few calls, each
 * for all jobs: the server lets a user's second qstat within a second wait, and hundreds use up its ports.
 */

/**
 * Asks the server itself: a wrapper that answers from a copy, minutes old and without the newest jobs, is told to step aside.
 * https://github.com/NCAR/qstat-cache
 */
const ITSELF = 'QSCACHE_BYPASS=1';
/** Mostly the long text form, which all releases have and which holds everything. */
export const QSTAT = `TZ=UTC ${ITSELF} qstat`;

/** Without the variables of a job in which this program itself may run; qsub passes the whole environment on (`-V`). */
const OWN_ENVIRONMENT = `unset PBS_JOBID PBS_ARRAY_INDEX PBS_ARRAYID ${TOKEN_VARIABLE} ${NAME_VARIABLE}\n`;

/**
 * Words that take the script on standard input and print the id of the job or array. A name that PBS does not take goes along
 * in a variable.
 */
export function submitWords({ token, jobs }: SubmissionRequest, dialect: Dialect, root: string): string {
  const name = jobs.length === 1 ? (jobs[0]?.task.name ?? '') : arrayName(jobs);
  const named = validName(name) === name ? '' : `,${NAME_VARIABLE}=${encodedName(name)}`;
  const words = ['qsub', '-v', quote(`${TOKEN_VARIABLE}=${token}${named}`)];
  if (dialect.writesLogsAtOnce) words.push('-k', 'oed');
  if (jobs.length === 1) return words.join(' ');
  const elements = `1-${jobs.length}`;
  if (dialect.family === 'openpbs') return [...words, '-J', elements].join(' ');
  // Torque has no pattern for the index in a path, and brings the logs at the end: each element has opened its own by then.
  const run = jobs[0]?.run.id ?? '';
  return [
    ...words,
    '-t',
    elements,
    '-j',
    'oe',
    '-o',
    quotePath(`${runFiles(root, run).scripts}/${token}.log`),
  ].join(' ');
}

/**
 * For the ledger script: the job or array in the queue that carries a token. One that has begun and ended has left its record,
 * which is looked for before. A complaint above the first job is a failure, though a wrapper has lost qstat's exit code.
 */
export const LOOK_UP = `${OWN_ENVIRONMENT}look_up() { # token
  rows=$(${ITSELF} qstat -f 2>&1) || { echo "$rows"; return 1; }
  printf '%s\\n' "$rows" | LC_ALL=C awk -v want="${TOKEN_VARIABLE}=$1" -v us="$(id -un)" '
function look() {
  if (own && index("," text ",", "," want ",")) { print id; found = 1; exit }
  text = ""; own = 0
}
/^Job Id: / { look(); id = $3 }
id == "" && /^(qstat|pbs_iff): |[Cc]annot connect|[Cc]onnection refused/ { print; found = 1; exit 1 }
/^\\t/ { text = text substr($0, 2); next }
/^        / { text = text substr($0, 9); next }
index($0, "    Job_Owner = " us "@") == 1 { own = 1 }
{ sub(/^    Variable_List = /, ""); text = text "," $0 }
END { if (!found) look() }'
}
`;

/** What is read of the jobs of others. */
const OF_OTHERS =
  'Job_Name|Job_Owner|job_state|queue|server|[cmqs]time|exec_host|Hold_Types|depend|Execution_Time|comment|start_time|Resource_List[.](ncpus|nodes|procs|mem)|resources_used[.]walltime';

/**
 * Leaves out on the spot what nobody reads, which is most of it: of jobs without a token their variables above all. Lines that
 * belong to an attribute go where it goes.
 */
const SHORTENED = `LC_ALL=C awk '
BEGIN { kept = 1 }
function flush() { printf "%s", (index(joined, "${TOKEN_VARIABLE}=") ? all : some); all = some = joined = "" }
/^Job Id: / && before == "" { flush(); kept = 1 }
/^    [A-Za-z_][A-Za-z0-9_.-]* = / { kept = $1 ~ /^(${OF_OTHERS})$/ }
$0 == "" { kept = 1 }
{
  all = all $0 "\\n"
  if (kept) some = some $0 "\\n"
  joined = joined (/^\\t/ ? substr($0, 2) : /^        / ? substr($0, 9) : "\\n" $0)
  before = $0
}
END { flush() }'`;

/** Our user's name, then the whole queue, then the mark and the exit code. */
export function queueScript(mark: string): string {
  return `id -un\n{ ${QSTAT} -f; ${end(mark)}; } | ${SHORTENED}\n`;
}

/** Our own jobs that the server remembers, ended ones included; where it keeps a history, of many users for weeks. */
export function historyScript(mark: string): string {
  return `id -un\nids=$(qselect -x -u "$(id -un)") || exit\n[ -z "$ids" ] || ${QSTAT} -x -f $ids\n${end(mark)}\n`;
}

/** Our user's name, then these arrays with each of their elements. */
export function elementsScript(mark: string, arrays: readonly JobId[]): string {
  return `id -un\n${QSTAT} -t -f ${arrays.map(quote).join(' ')}\n${end(mark)}\n`;
}

/** What the server knows of these jobs; more than one element of an array are asked for with it. */
export function jobsScript(mark: string, dialect: Dialect, jobs: readonly JobId[]): string {
  const ids = joinElements(jobs);
  const options = [...(keepsHistory(dialect) ? ['-x'] : []), ...(ids.some(isArray) ? ['-t'] : []), '-f'];
  return `${QSTAT} ${options.join(' ')} ${ids.map(quote).join(' ')}\n${end(mark)}\n`;
}

/** Torque remembers without being asked to, and prints XML for `-x`. */
export function keepsHistory({ family, remembers }: Dialect): boolean {
  return family === 'openpbs' && remembers;
}

function end(mark: string): string {
  return `printf '${mark.replace('\u001e', '\\036')}end %s' $?`;
}

/** One call for all. */
export function cancelScript(jobs: readonly JobId[]): string {
  return `qdel ${jobs.map(quote).join(' ')}\n`;
}

/** The server's own limits, and which queue is taken where none is named. */
export const SERVER_SCRIPT = 'qstat -B -f\n';

/** Each queue with its state and limits. */
export const QUEUES_SCRIPT = 'qstat -Q -f\n';

/** Each node with its state, its CPUs and its memory. */
export const NODES_SCRIPT = 'pbsnodes -a\n';
