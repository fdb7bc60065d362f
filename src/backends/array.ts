import { type ArrayScripts, ownTexts } from '../engine/array-scripts.ts';
import { present } from '../engine/assert.ts';
import { quotePath } from '../transport/quote.ts';
import type { JobRequest } from './backend.ts';
import { commonStart } from './common-text.ts';
import { logName, runFiles } from './job-files.ts';
import { recordPath, type ScriptOptions } from './job-script.ts';
import { gzipped } from './pack-scripts.ts';

/**
 * How the scripts of an array travel: in one file, from which each element puts its own together. First the script that the
 * scheduler gets, then how long the shared pieces are, a line for each element with how long its own are, then the shared pieces,
 * then those that each has for itself (as they are kept, with the paths of its logs). Places in the file are counted from its end,
 * so that they do not depend on how long the numbers are.
 */
export interface ArrayFile {
  readonly path: string;
  readonly beginning: string;
  /** So many bytes of it are the script that the scheduler gets. */
  readonly scriptBytes: number;
  /** The rest, as a gzip file. */
  readonly own: Uint8Array;
}

/** `header` are the lines for the scheduler, with `sentLogs` in them; elements count from 1. */
export function composeArray(
  jobs: readonly JobRequest[],
  { shared, own: { lengths, packed } }: ArrayScripts,
  header: readonly string[],
  options: ScriptOptions,
): ArrayFile {
  const first = present(jobs[0], 'a job of the array');
  const path = `${runFiles(options.root, first.run.id).scripts}/${first.token}`;
  const script = loader(first, path, header, options);
  const ownBytes = lengths.reduce((sum, length) => sum + length, 0);
  const sharedBytes = shared.script.map((piece) => Buffer.byteLength(piece));
  const sharedText = shared.script.join('');
  let left = ownBytes;
  let index = `${Buffer.byteLength(sharedText) + ownBytes}/${sharedBytes.join('/')}\n`;
  const [each, ofScript] = [ownTexts(shared), shared.script.length - 1];
  for (const [element, job] of jobs.entries()) {
    index += left;
    for (let at = 0; at < each; at += 1) {
      const length = lengths[element * each + at] ?? 0;
      if (at < ofScript) index += `/${length}`;
      left -= length;
    }
    index += `/${nameOf(job)}\n`;
  }
  return {
    path,
    beginning: script + index + sharedText,
    scriptBytes: Buffer.byteLength(script),
    own: packed,
  };
}

/** Holds neither a slash nor a control character. */
function nameOf(job: JobRequest): string {
  return logName(job.run.id, job.task.id, job.token, job.attempt);
}

/** Where the scheduler opens an element's logs, before the element gives them their names. `index` is a pattern of the scheduler. */
export function sentLogs(job: JobRequest, index: string): string {
  return `${job.run.logDir}/scripthut_${job.token}_${index}`;
}

/**
 * The logs are renamed while the scheduler has them open: what it says of the element later goes where the element's own output
 * goes. Where the scheduler has not opened them there, as one that brings them at the end, the element opens its own. A
 * network file system may show a new file late.
 */
function loader(
  job: JobRequest,
  path: string,
  header: readonly string[],
  { root, variables }: ScriptOptions,
): string {
  const shell = job.run.loginShell ? 'bash -l' : 'bash';
  const alias = variables.alias === undefined ? '' : `${variables.alias}\n`;
  const logs = quotePath(job.run.logDir);
  const lines = `#!/bin/${shell}
${header.join('\n')}

# ScriptHut sends tasks that ask for the same as one job array. Element N is the N-th of them: its script, which the pages
# and \`scripthut\` show, is put together from a file that came along. Run by hand, outside a job, these lines do nothing.
${alias}n=\${${variables.index}-} file=${quotePath(path)}
[ -n "$n" ] || exit 0
record=${quotePath(recordPath(root, job.token))}_$n
cut() { tail -c "$1" "$file" | head -c "$2"; echo .; } # from so many bytes before the end, so many; the point keeps line ends
for second in {1..60}; do [ ! -r "$file" ] || break; sleep 1; done
{ IFS=/ read -r -a shared; IFS=/ read -r -a own; } < <(sed -n "@FIRST@p; $((@FIRST@ + n)){p;q;}" "$file")
last=$((\${#shared[@]} - 1)) name= size=0
[ "$last" -lt 1 ] || name=\${own[last]-}
put_together() { # the pieces that all share, and the element's own between them
  local LC_ALL=C at from=0 own_from=0 texts own_texts
  for ((at = 1; at <= last; at++)); do from=$((from + shared[at])); done
  for ((at = 1; at < last; at++)); do own_from=$((own_from + own[at])); done
  texts=$(cut "\${shared[0]}" "$from") own_texts=$(cut "\${own[0]}" "$own_from")
  size=$((from + own_from)) from=0 own_from=0
  for ((at = 1; at <= last; at++)); do
    printf %s "\${texts:from:shared[at]}"
    [ "$at" -lt "$last" ] || break
    printf %s "\${own_texts:own_from:own[at]}"
    from=$((from + shared[at])) own_from=$((own_from + own[at]))
  done
}
move() { mv -f ${quotePath(sentLogs(job, ''))}"$n.$1" ${logs}/"$name.$1" 2> /dev/null; }
if [ -n "$name" ]; then
  move out || exec > ${logs}/"$name.out"
  move err || exec 2> ${logs}/"$name.err"
fi
mkdir -p "\${record%/*}"
put_together > "$record.script"
if [ -z "$name" ] || [ "$(wc -c < "$record.script")" -ne "$size" ]; then
  echo "ScriptHut: the script of this element could not be put together from $file" >&2
  exit 1
fi
exec /bin/${shell} "$record.script"
`;
  return lines.replaceAll('@FIRST@', String(lines.split('\n').length));
}

const LINE_CHARACTERS = 1000;

/** As text that can stand in a shell script. */
export function packed(file: ArrayFile): string {
  const text = Buffer.concat([gzipped(file.beginning), file.own]).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE_CHARACTERS) lines.push(text.slice(at, at + LINE_CHARACTERS));
  return `${lines.join('\n')}\n`;
}

/** The shell function that `sendArrayWords` uses. */
export const ARRAY_FUNCTIONS = `unpack() {
  if command -v base64 > /dev/null; then exec base64 -d; else exec openssl base64 -d; fi | gzip -dc
}
send_array() { # the file, how many bytes of it are the script for the scheduler, command...; the file, packed, on standard input
  array=$1 bytes=$2 new=$1
  # Elements of somebody's array may read it: it is replaced at once, if at all.
  [ ! -e "$1" ] || new=$1.new
  unpack > "$new" || return
  [ "$new" = "$array" ] || mv -f "$new" "$array" || return
  shift 2
  head -c "$bytes" "$array" | "$@"
}
`;

/** Words that put the file in its place and hand its script to the command. */
export function sendArrayWords(file: ArrayFile, command: string): string {
  return `send_array ${quotePath(file.path)} ${file.scriptBytes} ${command}`;
}

/** The array's name at the scheduler: what the names of its tasks begin with, else that of the workflow. */
export function arrayName(jobs: readonly JobRequest[]): string {
  const common = commonStart(jobs.map(({ task }) => task.name));
  // Half a number or half a character would be no name.
  const trimmed = common.toWellFormed().replace(/[\s\ufffd([{:=#._-]*\d*[\s([{:=#._-]*$/u, '');
  return trimmed === '' ? (jobs[0]?.run.workflow ?? '') : trimmed;
}
