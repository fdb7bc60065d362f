import type { JobId } from '../../engine/ids.ts';
import { quote, quotePath } from '../../transport/quote.ts';
import { arrayName } from '../array.ts';
import type { SubmissionRequest } from '../backend.ts';
import { runFiles } from '../job-files.ts';
import { joinElements } from './array-ids.ts';
import type { Dialect } from './dialect.ts';
import { encodedName, validName } from './names.ts';
import { NAME_VARIABLE, TOKEN_VARIABLE } from './parse-queue.ts';

/**
 * Texts of the commands that are run where PBS is. Times are printed in the client's zone: UTC is asked for. Few calls, each
 * for all jobs: the server lets a user's second qstat within a second wait, and hundreds use up its ports.
 */

/** The long text form, which all releases have and which holds everything. */
const QSTAT = 'TZ=UTC qstat';

/** Without the variables of a job in which this program itself may run; qsub passes the whole environment on (`-V`). */
const OWN_ENVIRONMENT = `unset PBS_JOBID PBS_ARRAY_INDEX PBS_ARRAYID ${TOKEN_VARIABLE} ${NAME_VARIABLE}\n`;

/**
 * Words that take the script on standard input and print the id of the job or array. A name that PBS does not take goes along
 * in a variable.
 */
export function submitWords({ token, jobs }: SubmissionRequest, dialect: Dialect, root: string): string {
  const name = jobs.length === 1 ? (jobs[0]?.task.name ?? '') : arrayName(jobs.map((job) => ({ job })));
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
 * For the ledger script: the job or array that carries a token, ended ones included where the server remembers them. Without
 * job history `-x` prints nothing and succeeds, which must not be taken for an answer.
 */
export function lookUpFunction(dialect: Dialect): string {
  return `${OWN_ENVIRONMENT}look_up() { # token
  rows=$(qstat ${everything(dialect)} 2>&1) || { echo "$rows"; return 1; }
  case $rows in *'not configured to maintain job history'*) echo "$rows"; return 1 ;; esac
  printf '%s\\n' "$rows" | awk -v want="${TOKEN_VARIABLE}=$1" -v us="$(id -un)" '
function look() {
  if (own && index("," text ",", "," want ",")) { print id; found = 1; exit }
  text = ""; own = 0
}
/^Job Id: / { look(); id = $3 }
/^\\t/ { text = text substr($0, 2); next }
index($0, "    Job_Owner = " us "@") == 1 { own = 1 }
{ sub(/^    Variable_List = /, ""); text = text "," $0 }
END { if (!found) look() }'
}
`;
}

/** Our user's name, then the whole queue, then the mark and the exit code. */
export function queueScript(mark: string): string {
  return `id -un\n${QSTAT} -f\n${end(mark)}`;
}

/** The same with jobs that have ended, where the server remembers them. */
export function tokensScript(mark: string, dialect: Dialect): string {
  return `id -un\n${QSTAT} ${everything(dialect)}\n${end(mark)}`;
}

/** Our user's name, then these arrays with each of their elements. */
export function elementsScript(mark: string, arrays: readonly JobId[]): string {
  return `id -un\n${QSTAT} -t -f ${arrays.map(quote).join(' ')}\n${end(mark)}`;
}

/** What the server knows of these jobs; more than one element of an array are asked for with it. */
export function jobsScript(mark: string, dialect: Dialect, jobs: readonly JobId[]): string {
  const words = joinElements(jobs).map(quote).join(' ');
  return `${QSTAT} ${isHistory(dialect) ? '-x -t -f' : '-t -f'} ${words}\n${end(mark)}`;
}

/** Torque remembers without being asked to, and prints XML for `-x`. */
function isHistory({ family, remembers }: Dialect): boolean {
  return family === 'openpbs' && remembers;
}

function everything(dialect: Dialect): string {
  return isHistory(dialect) ? '-x -f' : '-f';
}

function end(mark: string): string {
  return `printf '${mark.replace('\u001e', '\\036')}end %s' $?\n`;
}

/** One call for all. */
export function cancelScript(jobs: readonly JobId[]): string {
  return `qdel ${jobs.map(quote).join(' ')}\n`;
}

/** Each queue with its state and limits. */
export const QUEUES_SCRIPT = 'qstat -Q -f\n';

/** Each node with its state, its CPUs and its memory. */
export const NODES_SCRIPT = 'pbsnodes -a\n';
