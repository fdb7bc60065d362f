import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Host } from '../transport/host.ts';
import { quote, quotePath } from '../transport/quote.ts';
import type { FoundSummaries, FoundSummary, OutputFiles } from './output-files.ts';
import { RUN_SUMMARIES, TASK_SUMMARY } from './output-names.ts';

const MOST_SUMMARIES = 200;
/** Of one summary. */
const MOST_BYTES = 64 * 1024;
/** Of all of them. */
const MOST_TOGETHER = 1024 * 1024;
/** Of a file that is asked for by itself (`compat.md` 13.6). */
const MOST_FILE_BYTES = 10 * 1000 * 1000;
const TIME_LIMIT_MS = 30_000;
const NO_SUCH_FILE = 44;
const TOO_LARGE = 46;

/** Reading what tasks published with the programs of any Unix; links are not followed out of a task's folder. */
export function outputsOnHost(host: Host): OutputFiles {
  return {
    readSummaries: (folder) => readSummaries(host, folder),
    readOutput: (folder, name, path) => readOutput(host, folder, name, path),
  };
}

async function readSummaries(host: Host, folder: string): Promise<Result<FoundSummaries>> {
  const outcome = await host.run({
    script: summariesScript(folder),
    purpose: 'read what the tasks of a run published',
    timeLimitMs: TIME_LIMIT_MS,
    encoding: 'latin1',
  });
  if (outcome.problem !== null) return failed(outcome.problem);
  const found = outcome.exitCode === 0 && !outcome.outputCut ? summariesIn(outcome.stdout) : null;
  if (found !== null) return ok(found);
  const said = outcome.stderr.trim().slice(0, 4000);
  return failed(problem('unreadable', `${host.label}: the summaries in ${folder} cannot be read: ${said}`));
}

/**
 * For each file a line `SIZE TAKEN PATH` and TAKEN bytes: one that shrinks meanwhile is filled up with zeros, so that
 * what follows stands where it is looked for. The last line tells how many were left out: once there is one, all that
 * come behind it are, so that no program is started for each of a hundred thousand.
 */
function summariesScript(folder: string): string {
  return `cd ${quotePath(folder)} 2> /dev/null || { echo "0 -"; exit 0; }
read_all=0 files=0 left=0
for file in ${RUN_SUMMARIES}/*.md [!_]*/${TASK_SUMMARY}; do
  [ -f "$file" ] && [ ! -L "$file" ] && [ ! -L "\${file%/*}" ] && [ -r "$file" ] || continue
  case $file in *'
'*) continue ;; esac
  if [ $left -gt 0 ] || [ $files -ge ${MOST_SUMMARIES} ]; then left=$((left + 1)); continue; fi
  size=$(wc -c < "$file") || continue
  size=$((size)) take=$((size))
  [ $take -le ${MOST_BYTES} ] || take=${MOST_BYTES}
  if [ $((read_all + take)) -gt ${MOST_TOGETHER} ]; then left=1; continue; fi
  files=$((files + 1)) read_all=$((read_all + take))
  printf '%s %s %s\\n' $size $take "$file"
  { head -c $take < "$file"; head -c $take < /dev/zero; } | head -c $take
done
echo "$left -"
`;
}

function summariesIn(answer: string): FoundSummaries | null {
  const summaries: FoundSummary[] = [];
  for (let at = 0; ; ) {
    const end = answer.indexOf('\n', at);
    const [, first = '', take, path = ''] = /^(\d+) (?:-|(\d+) (.+))$/.exec(answer.slice(at, end)) ?? [];
    if (end < 0 || first === '') return null;
    if (take === undefined) return { summaries, leftOut: Number(first) };
    at = end + 1 + Number(take);
    summaries.push(summaryOf(utf8(path), Number(first), utf8(answer.slice(end + 1, at))));
  }
}

function summaryOf(path: string, size: number, bytes: string): FoundSummary {
  const [folder = '', file = ''] = path.split('/');
  const about = folder === RUN_SUMMARIES ? 'run' : 'task';
  const name = about === 'run' ? file.slice(0, -'.md'.length) : folder;
  return { name, about, text: bytes.replace(/\0+$/, ''), isCut: size > MOST_BYTES };
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

async function readOutput(
  host: Host,
  folder: string,
  name: string,
  path: string,
): Promise<Result<Uint8Array | 'too-large' | null>> {
  if (!isBelow(path)) return ok(null);
  const outcome = await host.run({
    script: outputScript(folder, name, path),
    purpose: 'read a file that a task published',
    timeLimitMs: TIME_LIMIT_MS,
    encoding: 'latin1',
    outputLimitBytes: MOST_FILE_BYTES + 1,
  });
  if (outcome.problem !== null) return failed(outcome.problem);
  if (outcome.exitCode === TOO_LARGE || outcome.outputCut) return ok('too-large');
  if (outcome.exitCode === NO_SUCH_FILE) return ok(null);
  if (outcome.exitCode === 0) return ok(Buffer.from(outcome.stdout, 'latin1'));
  return failed(problem('no-access', `${host.label}: ${path} cannot be read: ${outcome.stderr.trim()}`));
}

/** Steps downwards only; the machine looks at links itself. */
function isBelow(path: string): boolean {
  const steps = path.split('/');
  return !path.includes('\0') && steps.every((step) => step !== '' && step !== '.' && step !== '..');
}

function outputScript(folder: string, name: string, path: string): string {
  const slash = path.lastIndexOf('/');
  const inner = slash < 0 ? '.' : `./${path.slice(0, slash)}`;
  const file = quote(`./${path.slice(slash + 1)}`);
  return `enter() { cd -P "$1" 2> /dev/null || exit ${NO_SUCH_FILE}; }
enter ${quotePath(folder)}
top=$(pwd -P; echo .) top=\${top%??}
enter ${quote(`./${name}`)}
here=$(pwd -P; echo .) here=\${here%??}
[ "$here" = "$top"/${quote(name)} ] || exit ${NO_SUCH_FILE}
enter ${quote(inner)}
case $(pwd -P)/ in "$here"/*) ;; *) exit ${NO_SUCH_FILE} ;; esac
[ -f ${file} ] && [ ! -L ${file} ] || exit ${NO_SUCH_FILE}
size=$(wc -c < ${file}) || exit
[ $size -le ${MOST_FILE_BYTES} ] || exit ${TOO_LARGE}
head -c ${MOST_FILE_BYTES} < ${file}
`;
}
