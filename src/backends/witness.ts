import { quotePath } from '../transport/quote.ts';

/** What the witness of one job must know. */
export interface WitnessOptions {
  /** `<records folder>/<token>`: the start and end records are written there, by each element of an array its own. */
  readonly record: string;
  /** A line is put behind this file when a record is there: a hint, and no harm where it is lost. */
  readonly events: string;
  readonly variables: JobVariables;
  /** `bash` or `bash -l`, as in the script's first line. */
  readonly shell: string;
  readonly cpus: number;
  /** Seconds that the job may take, where its record shall tell whether it took them; missing or null says nothing. */
  readonly limitSeconds?: number | null;
}

/** How a job finds out in its environment what it is. */
export interface JobVariables {
  /** The variable in which the scheduler tells a job its number. Without it nobody is to be told, and nothing is written. */
  readonly number: string;
  /** Shell words for the id under which the scheduler's listings know it. */
  readonly id: string;
  /** The variable that holds an element's index in its array; not set in other jobs. Null where there are no arrays. */
  readonly index: string | null;
  /** A shell line that sets it where some releases call it otherwise. */
  readonly alias?: string;
}

/**
 * The first lines of every job script: they run the script a second time, in a shell of its own, and write down how
 * that ended (`design.md` 6). Two small files, each written by rename, are what `records.ts` reads. A signal that
 * reaches the whole job is only noted here: the author's part may catch it, and this shell ends when that one ends.
 * A job that is killed leaves no end record. One that the scheduler starts again takes its old end record away first.
 *
 * What was used is asked of the job's own control group: one below a folder `job_<id>`, as Slurm names it. Any other
 * is that of a session or of the whole machine. https://docs.kernel.org/admin-guide/cgroup-v2.html (and, for version 1,
 * cgroup-v1/memory.html): the peak counts the pages of files too,
 * and in version 1 a kill is counted only where the process was.
 */
export function witness({ variables, ...options }: WitnessOptions): string {
  const { number, id, index, alias } = variables;
  const limit = options.limitSeconds == null ? '' : ` limit=${options.limitSeconds}`;
  const suffix = index === null ? '' : `\${${index}:+_$${index}}`;
  return `# ScriptHut runs what follows in a shell of its own, so that no exit, crash or syntax error in it can hide how it
# ended, and notes start and end in two small files. Run by hand, outside a job, these lines do nothing.
if [ "\${1-}" = witnessed ]; then
  shift
elif [ -n "\${${number}-}" ]; then
${alias === undefined ? '' : `  ${alias}\n`}  record=${quotePath(options.record)}${suffix} id=${id} told=
  usage() { # of the job's own control group, where it has one: peak memory in bytes, kills for memory, processor time
    while IFS=: read -r _ kind path; do
      path=$path/ above=\${path%%/job_$${number}/*} top=/sys/fs/cgroup/\${kind%%,*}
      [ "$above" != "$path" ] || continue
      for file in "$top$above/job_$${number}"/{memory.{peak,max_usage_in_bytes,events},cpu.stat,cpuacct.usage} \\
        "$top$path"memory.oom_control; do
        [ -r "$file" ] || continue
        sed -n "s/^usage_usec /usage_usec=/p; s/^oom_kill /oom_kill=/p; s/^[0-9]*$/\${file##*/}=&/p" "$file"
      done
    done < /proc/self/cgroup
  } 2> /dev/null
  note() {
    mkdir -p "\${record%/*}"
    { printf '%s\\n' "job=$id" "host=$(hostname)" cpus=${options.cpus}${limit} "$@"; times; echo complete
    } 1<> "$record.new" && mv -f "$record.new" "$record.$1"
    { echo "\${record##*/} $1" >> ${quotePath(options.events)}; } 2> /dev/null
  }
  rm -f "$record.end" "$record.new"
  started=$(date +%s)
  note start "started=$started"
  printf '%1000s\\n' > "$record.new" # room for the end, should the disk be full by then
  for signal in HUP INT QUIT ALRM TERM XCPU; do trap "told=$signal" $signal; done
  trap : USR1 USR2
  /bin/${options.shell} "$0" witnessed
  code=$?
  note end "started=$started" "ended=$(date +%s)" "code=$code" "told=$told" "$(usage)"
  case $0 in "$record.script") rm -f "$0" ;; esac # an element's script, made for it alone
  exit $code
fi

`;
}
