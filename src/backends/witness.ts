import { quotePath } from '../transport/quote.ts';

/** What the witness of one job must know. */
export interface WitnessOptions {
  /** `<records folder>/<token>`: the start and end records are written there. */
  readonly record: string;
  /** The variable in which the scheduler tells a job its id. Without it nobody is to be told, and nothing is written. */
  readonly jobVariable: string;
  /** `bash` or `bash -l`, as in the script's first line. */
  readonly shell: string;
  readonly cpus: number;
}

/**
 * The first lines of every job script: they run the script a second time, in a shell of its own, and write down how
 * that ended (`design.md` 6). Two small files, each written by rename, are what `records.ts` reads. A signal that
 * reaches the whole job is only noted here: the author's part may catch it, and this shell ends when that one ends.
 * A job that is killed leaves no end record. One that the scheduler starts again takes its old end record away first.
 */
export function witness(options: WitnessOptions): string {
  return `# ScriptHut runs what follows in a shell of its own, so that no exit, crash or syntax error in it can hide how it
# ended, and notes start and end in two small files. Run by hand, outside a job, these lines do nothing.
if [ "\${1-}" = witnessed ]; then
  shift
elif [ -n "\${${options.jobVariable}-}" ]; then
  record=${quotePath(options.record)} told=
  note() {
    { printf '%s\\n' "job=$${options.jobVariable}" "host=$(hostname)" cpus=${options.cpus} "$@"; times; echo complete
    } > "$record.new" && mv -f "$record.new" "$record.$1"
  }
  rm -f "$record.end"
  started=$(date +%s)
  note start "started=$started"
  for signal in HUP INT TERM; do trap "told=$signal" $signal; done
  trap : USR1 USR2
  /bin/${options.shell} "$0" witnessed
  code=$?
  note end "started=$started" "ended=$(date +%s)" "code=$code" "told=$told"
  exit $code
fi

`;
}
