import type { JobId, RunId } from '../../engine/ids.ts';
import { quote } from '../../transport/quote.ts';
import { arrayOf, joinElements } from './job-ids.ts';

/**
 * Texts of the commands that are run where Grid Engine is. Times are asked for in UTC, and words in English.
 * https://manpages.debian.org/gridengine-client, and sge_intro(1)
 */
const PLAIN = 'TZ=UTC LC_ALL=C SGE_SINGLE_LINE=1';

const US = '"$(id -un)"';

/** Takes the script on standard input and prints the id of the job or array. */
export const SUBMIT = 'qsub -terse';

/**
 * For the ledger script: the job or array whose name ends in a token. Those that have ended are no longer listed; they left
 * a start record, which is looked for before.
 */
export const LOOK_UP = `look_up() { # token
  rows=$(${PLAIN} qstat -u ${US} -r -xml) || { echo "$rows"; return 1; }
  printf '%s\\n' "$rows" | awk -v name=".$1</full_job_name>" '
    /<JB_job_number>/ { gsub(/[^0-9]/, ""); id = $0 }
    index($0, name) { print id; exit }'
}
`;

/** Our user's name and the time there, each on a line, then the whole queue with full names and what was asked for. */
export const QUEUE_SCRIPT = `id -un && date +%s && ${PLAIN} qstat -u '*' -r -xml\n`;

/** The same of our own jobs. */
export const OWN_QUEUE_SCRIPT = `id -un && date +%s && ${PLAIN} qstat -u ${US} -r -xml\n`;

/**
 * What Grid Engine says of why each of these jobs waits or is in error. Of unknown ones it says nothing, and of the queues that
 * do not take one, of which there may be hundreds, the first is enough.
 */
export function detailsScript(arrays: readonly string[]): string {
  return `${PLAIN} qstat -j ${quote(arrays.join(','))} | LC_ALL=C awk '
/^job_number:|^error reason/ { print; next }
/^scheduling info:/ { print; follows = 5; next }
/^[^ ]/ { follows = 0 }
follows > 0 && !/queue instance |cannot run in queue / { print; follows-- }'
`;
}

/** What is kept of a record of accounting, in this order; the name, which can hold anything, stands last. */
export const ACCOUNTING_FIELDS = [
  'jobnumber',
  'taskid',
  'owner',
  'hostname',
  'start_time',
  'end_time',
  'slots',
  'failed',
  'exit_status',
  'ru_wallclock',
  'cpu',
  'maxvmem',
  'category',
  'jobname',
] as const;

/**
 * One pass through accounting, whatever the number of jobs: our own jobs of these runs, and of them the records of the
 * chosen jobs, one a line, behind a record separator; then what was said beside records, then the exit code of qacct, each
 * behind one. Without chosen jobs, all.
 */
export function accountingScript(runs: readonly RunId[], jobs: readonly JobId[]): string {
  const [run, ...others] = runs;
  const names = run !== undefined && others.length === 0 ? `*.${run}.*` : '*.????????.*';
  const chosen = [...new Set(jobs.map(arrayOf))].join(' ');
  const row = ACCOUNTING_FIELDS.map((name) => `v["${name}"]`).join(' "\\037" ');
  return `{ ${PLAIN} qacct -o ${US} -j '${names}' 2>&1; printf '\\036code %s\\n' $?; } | awk -v jobs=' ${chosen} ' '
  function flush() {
    if (("jobnumber" in v) && (jobs == "  " || index(jobs, " " v["jobnumber"] " "))) print "\\036" ${row}
    split("", v)
  }
  /^\\036code / { code = substr($0, 7); next }
  /^=====/ { flush(); begun = 1; next }
  ! begun { said = said $0 " "; next }
  { key = $1; sub(/^[^ ]+ */, ""); sub(/ *$/, ""); v[key] = $0 }
  END { flush(); print "\\036said " said; printf "\\036code %s", code }'
`;
}

/** One call for all. Ended and unknown ones are what was wanted; anything else that qdel complains of is not. */
export function cancelScript(jobs: readonly JobId[]): string {
  return `said=$(${PLAIN} qdel ${joinElements(jobs).map(quote).join(' ')} 2>&1) && exit
printf '%s\\n' "$said" | grep -v -e 'has registered the job' -e 'has deleted job' -e 'does not exist' \\
  -e 'already in deletion' >&2 && exit 1
exit 0
`;
}

/**
 * How many tasks an array may have, the limits of each queue, and the memory of each machine, in three groups behind
 * record separators, then `end`. sge_conf(5), queue_conf(5), qhost(1)
 */
export const LIMITS_SCRIPT = `printf '\\036conf\\n' && ${PLAIN} qconf -sconf &&
  printf '\\036queues\\n' && ${PLAIN} qconf -sq '*' &&
  printf '\\036hosts\\n' && ${PLAIN} qhost && printf '\\036end'
`;

/** Each parallel environment with the rule by which it gives slots out; qconf fails where there is none. sge_pe(5) */
export const ENVIRONMENTS_SCRIPT = `names=$(${PLAIN} qconf -spl 2>/dev/null) || {
  said=$(${PLAIN} qconf -spl 2>&1)
  case $said in *'no parallel environment defined'*) exit 0 ;; esac
  echo "$said" >&2; exit 1
}
for pe in $names; do
  printf '%s ' "$pe"; ${PLAIN} qconf -sp "$pe" | sed -n 's/^allocation_rule *//p'
done
`;

/** Slots of each queue. */
export const SLOTS_SCRIPT = `${PLAIN} qstat -g c -xml\n`;

/** Machines with their queues: slots, states, memory. As the group `name` of an answer (`told.ts`). */
export function usageScript(name: string): string {
  return `told ${name} env ${PLAIN} qhost -q -xml\n`;
}

/** The settings of each queue, among them its time limit. */
export function queuesScript(name: string): string {
  return `told ${name} env ${PLAIN} qconf -sq '*'\n`;
}

/** The settings of the cluster and those of its scheduler, which hold the limits of users. */
export function standingScript(cluster: string, scheduler: string): string {
  return `told ${cluster} env ${PLAIN} qconf -sconf\ntold ${scheduler} env ${PLAIN} qconf -ssconf\n`;
}
