import type { JobId, RecordName, RunId } from '../../engine/ids.ts';
import { quote, quotePath } from '../../transport/quote.ts';
import type { EndingQuestion } from '../backend.ts';
import { runFiles } from '../job-files.ts';
import { recordsScript } from '../record-scripts.ts';
import { JOB_VARIABLE } from './script.ts';

/**
 * Texts of the commands for jobs that are processes of this machine. A job's id is `<process id>-<start time>`: the
 * number of a process is given to another one later, its start time is not. Its process leads a session and a process
 * group of its own, so that it outlives the server and can be ended as a whole.
 */

/** Where a local backend notes its running jobs and those that somebody wanted ended, one file each. */
export interface LocalFolders {
  readonly running: string;
  readonly cancelled: string;
}

export function localFolders(root: string, backend: string): LocalFolders {
  const base = `${root}/local/${encodeURIComponent(backend)}`;
  return { running: `${base}/running`, cancelled: `${base}/cancelled` };
}

/**
 * Sets `$born` to the start time of a process, or to nothing when there is none any more. In Linux it is field 22 of
 * /proc/PID/stat, in clock ticks since the machine's start; proc_pid_stat(5). Elsewhere `ps` prints it as a date.
 */
const BORN = `born() { # process id
  born= stat=
  if [ -d /proc/self ]; then
    [ -r "/proc/$1/stat" ] && IFS= read -r stat < "/proc/$1/stat"
    set -- \${stat##*) }
    case \${1-Z} in [ZX]) ;; *) born=\${20} ;; esac
  else born=$(ps -o lstart= -p "$1" | tr -cd 'A-Za-z0-9')
  fi
} 2>/dev/null
is_up() { # job id
  born "\${1%%-*}"
  [ -n "$born" ] && [ "$born" = "\${1#*-}" ]
}
left_overs() { # job id: processes of a job whose first one is gone, known by what they inherited
  grep -lsw "${JOB_VARIABLE}=$1" /proc/[0-9]*/environ
}
`;

/** Runs as the job's first process: notes the job, prints its id, and becomes the job. */
const STARTER = `${BORN}
born $$
job=$$-$born
printf '%s\\n%s\\n' "$3" "$(date +%s)" > "$2/.$job" && mv -f "$2/.$job" "$2/$job" || exit
echo "$job"
export ${JOB_VARIABLE}="$job"
exec $4 "$1" < /dev/null > /dev/null 2>&1
`;

/** The shell functions that `startWords` uses. */
export const START_FUNCTIONS = `starter=${quote(STARTER)}
# detach command...: in a session of its own. Without -f it must go to the background, where it ignores INT
if setsid -f true 2>/dev/null; then detach() { setsid -f "$@"; }
elif command -v setsid >/dev/null; then detach() { setsid "$@" & }
else detach() { perl -MPOSIX -e 'fork and exit; setsid(); exec @ARGV' "$@"; }
fi
start() { # script file, folder of running jobs, what is to be known of the job, shell; the script on standard input
  { cat > "$1.new" && mv -f "$1.new" "$1"; } || return
  job=$(detach sh -c "$starter" starter "$@" < /dev/null)
  [ -n "$job" ] && echo "$job"
}
`;

export interface StartRequest {
  readonly scriptFile: string;
  readonly running: string;
  /** One line. */
  readonly details: string;
  readonly loginShell: boolean;
}

/** Starts a job whose script is on standard input, and prints its id. */
export function startWords(request: StartRequest): string {
  const shell = quote(request.loginShell ? '/bin/bash -l' : '/bin/bash');
  return `start ${quotePath(request.scriptFile)} ${quotePath(request.running)} ${quote(request.details)} ${shell}`;
}

/** Prints the jobs that still run, and forgets those that do not; before the first job there is no folder. Costs no further process. */
export function listScript(running: string): string {
  const folder = quotePath(running);
  return `${BORN}[ -e ${folder} ] || { printf '\\036end'; exit 0; }
cd ${folder} || exit
for job in [0-9]*-*; do
  [ -f "$job" ] || continue
  if is_up "$job"; then
    { IFS= read -r details; read -r started; } < "$job"
    printf '\\036%s\\037%s\\037%s' "$job" "$started" "$details"
  else rm -f "$job"
  fi
done
printf '\\036end'
`;
}

/** Asks the jobs' process groups to end, and ends what is left of them some seconds later. */
export function cancelScript(
  folders: LocalFolders,
  jobs: readonly JobId[],
  killAfterSeconds: number,
): string {
  const words = jobs.map(quote).join(' ');
  return `${BORN}mkdir -p ${quotePath(folders.cancelled)} || exit
send() { # signal, job id
  if is_up "$2"; then kill "-$1" "-\${2%%-*}"
  else for file in $(left_overs "$2"); do file=\${file%/environ}; kill "-$1" "\${file#/proc/}"; done
  fi
} 2>/dev/null
for job in ${words}; do
  if is_up "$job"; then : > ${quotePath(folders.cancelled)}/"$job"; fi
  send TERM "$job"
done
(trap '' HUP; sleep ${killAfterSeconds}; for job in ${words}; do send KILL "$job"; done) < /dev/null > /dev/null 2>&1 &
`;
}

/**
 * Prints for each job whether it is `up` or `gone` and whether somebody wanted it ended, then since when the machine
 * runs, then the records. In this order: a job that is gone has written its end record before, if it ever did.
 */
export function endingsScript(
  root: string,
  folders: LocalFolders,
  questions: readonly EndingQuestion[],
): string {
  const records = questions.map(({ record }) => record);
  const looks = questions.map(({ job, record, run }) => {
    return `look ${quote(record)} ${quote(job)} ${quotePath(endRecord(root, run, record))}\n`;
  });
  return `${BORN}look() { # its name, job id, end record
  life=gone wish=
  if is_up "$2"; then life=up
  elif [ ! -f "$3" ] && [ -n "$(left_overs "$2")" ]; then life=up
  fi
  [ ! -f ${quotePath(folders.cancelled)}/"$2" ] || wish=cancelled
  echo "$1 $life $wish"
}
${looks.join('')}sed -n 's/^btime /booted /p' /proc/stat 2>/dev/null
${recordsScript(root, records, ['start', 'end'])}printf '\\036end'
`;
}

function endRecord(root: string, run: RunId, record: RecordName): string {
  return `${runFiles(root, run).records}/${record}.end`;
}
