import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Command } from '../transport/command.ts';
import type { Host } from '../transport/host.ts';
import { quote, quotePath } from '../transport/quote.ts';
import type {
  LogFiles,
  LogMatch,
  LogMatches,
  LogPart,
  LogPlace,
  LogSearch,
  LogState,
  SeenLog,
} from './log-files.ts';

/** Of one part; a larger wish is cut down to it. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_MATCHES = 1_000;
const PART_MS = 60_000;
/** Looking through a gigabyte takes a second where it was read before, and some more where it was not. */
const SEARCH_MS = 60_000;
/** So long one waiting takes; a log that is followed from now on is waited for with the next one. */
const PATIENCE_SECONDS = 2;
const NO_SUCH_FILE = 44;
const CANNOT_READ = 45;

/** Reading logs with the programs of any Unix: nothing is moved but what was asked for. */
export function logsOnHost(host: Host): LogFiles {
  return {
    readLogPart: (path, place) => readLogPart(host, path, place),
    searchLog: (path, search) => searchLog(host, path, search),
    countLogLines: (path, before) => countLogLines(host, path, before),
    awaitLogs: (logs) => awaitLogs(host, logs),
  };
}

function readLogPart(host: Host, path: string, place: LogPlace): Promise<Result<LogPart | null>> {
  const script = partScript(place);
  const command = {
    script,
    purpose: 'read a part of a log',
    timeLimitMs: PART_MS,
    encoding: 'latin1',
  } as const;
  return askLog(host, path, command, (answer) => {
    const end = answer.indexOf('\n');
    const head = /^(\S+) (\d+) (\d+)$/.exec(answer.slice(0, end));
    if (head === null) return null;
    const [, file = '', size, from] = head;
    return {
      file,
      size: Number(size),
      from: Number(from),
      bytes: Buffer.from(answer.slice(end + 1), 'latin1'),
    };
  });
}

/** `tail` and `head` of a file seek: what is before the part is not read, except to find a line. */
function partScript(place: LogPlace): string {
  const most = whole(Math.min(place.bytes, MOST_BYTES));
  return `${IDENTITY}size=$(wc -c < "$file") && size=$((size)) || exit
${fromLine(place, most)}
from=$((from)) count=$((size - from))
[ $count -le ${most} ] || count=${most}
echo "$1 $size $from"
[ $count -le 0 ] || tail -c +$((from + 1)) < "$file" | head -c $count
`;
}

/** The line that finds where the part begins. */
function fromLine(place: LogPlace, most: number): string {
  switch (place.is) {
    case 'from':
      return `from=${whole(place.from)}`;
    case 'end':
      return `from=$((size - ${most})); [ $from -ge 0 ] || from=0`;
    case 'last-lines':
      return `from=$((size - $(tail -n ${whole(place.lines)} < "$file" | wc -c))); [ $from -ge 0 ] || from=0`;
    case 'line':
      return place.line <= 1 ? 'from=0' : `from=$(head -n ${whole(place.line - 1)} < "$file" | wc -c)`;
  }
}

/** Puts the file's number into \`$1\`; `ls -i` is what POSIX has to tell two files apart. */
const IDENTITY = 'set -f; set -- $(ls -dLi -- "$file")\n';

async function searchLog(host: Host, path: string, search: LogSearch): Promise<Result<LogMatches | null>> {
  if (search.pattern === '' || /[\n\0]/.test(search.pattern))
    return failed(problem('bad-request', 'What is searched for is one line of text, and not empty'));
  const command = { script: searchScript(search), purpose: 'search a log', timeLimitMs: SEARCH_MS };
  return askLog(host, path, command, (answer) => {
    const [count = '', ...lines] = answer.trimEnd().split('\n');
    const matches = lines.flatMap((line): LogMatch[] => {
      const [number, at] = line.split(':');
      return at === undefined ? [] : [{ line: Number(number), at: Number(at) }];
    });
    return /^\d+$/.test(count) ? { count: Number(count), matches } : null;
  });
}

/**
 * As bytes (`LC_ALL=C`): a log may hold anything. The matching lines themselves stay where they are. A `grep` that gave
 * up (a line larger than memory) has not found nothing.
 */
function searchScript({ pattern, isExpression, ignoreCase, firstOnly }: LogSearch): string {
  const options = ['-a', '-n', '-b', isExpression ? '-E' : '-F'];
  if (ignoreCase) options.push('-i');
  if (firstOnly) options.push('-m', '1');
  return `LC_ALL=C; export LC_ALL
{ grep ${options.join(' ')} -e ${quote(pattern)} < "$file"; [ $? -le 1 ] || echo failed; } | cut -d : -f 1,2 | awk '
$0 == "failed" { failed = 1; exit 1 }
{ kept[NR % ${MOST_MATCHES}] = $0 }
END { if (failed) exit 1; print NR; for (n = NR > ${MOST_MATCHES} ? NR - ${MOST_MATCHES - 1} : 1; n <= NR; n++) print kept[n % ${MOST_MATCHES}] }'
`;
}

function countLogLines(host: Host, path: string, before: number): Promise<Result<number | null>> {
  const script = `head -c ${whole(before)} < "$file" | wc -l\n`;
  const command = { script, purpose: 'count the lines of a log', timeLimitMs: SEARCH_MS };
  return askLog(host, path, command, (answer) => {
    const count = answer.trim();
    return /^\d+$/.test(count) ? Number(count) : null;
  });
}

/** Runs the script with `$file`; null when there is no such file. `read` gives null for what it cannot read. */
async function askLog<Value>(
  host: Host,
  path: string,
  command: Command,
  read: (answer: string) => Value | null,
): Promise<Result<Value | null>> {
  const script = `file=${quotePath(path)}
[ -e "$file" ] || exit ${NO_SUCH_FILE}
[ -f "$file" ] && [ -r "$file" ] || exit ${CANNOT_READ}
${command.script}`;
  const outcome = await host.run({ ...command, script, outputLimitBytes: MOST_BYTES + 1024 });
  if (outcome.problem !== null) return failed(outcome.problem);
  if (outcome.exitCode === NO_SUCH_FILE) return ok(null);
  const value = outcome.exitCode === 0 ? read(outcome.stdout) : null;
  if (value !== null) return ok(value);
  const said = {
    0: 'the answer was not as expected',
    [CANNOT_READ]: 'it is no file that this account may read',
  }[outcome.exitCode ?? 1];
  const message = `${host.label}: the log ${path} cannot be read: ${said ?? outcome.stderr.trim()}`;
  return failed(problem(outcome.exitCode === 0 ? 'unreadable' : 'no-access', message));
}

async function awaitLogs(
  host: Host,
  logs: readonly SeenLog[],
): Promise<Result<readonly (LogState | null)[]>> {
  const outcome = await host.run({
    script: awaitScript(logs),
    purpose: 'wait for logs to grow',
    timeLimitMs: (PATIENCE_SECONDS + 30) * 1000,
    patient: true,
  });
  if (outcome.problem !== null) return failed(outcome.problem);
  const states = outcome.stdout.trimEnd().split('\n').map(stateOf);
  return outcome.exitCode === 0 && states.length === logs.length
    ? ok(states)
    : failed(problem('unreadable', `${host.label}: the sizes of logs were not told as expected`));
}

/**
 * Each look opens the files anew, which is what makes a network file system look again. That another file of the same
 * size took a log's place is seen at the end of the waiting.
 */
function awaitScript(logs: readonly SeenLog[]): string {
  const looks = logs.map(({ path, seen }) => `differs ${quotePath(path)} ${seen?.size ?? -1}`);
  const tells = logs.map(({ path }) => `tell ${quotePath(path)}`);
  return `size() { now=$(wc -c < "$1") || now=-1; now=$((now)); } 2> /dev/null
differs() { size "$1"; [ $now -ne $2 ]; }
look() { ${looks.join(' || ')}; }
tell() { size "$1"; file=$1; ${IDENTITY.trim()}; echo "\${1:-0} $now"; } 2> /dev/null
if sleep 0.1 2> /dev/null; then nap=0.2 left=${PATIENCE_SECONDS * 5}; else nap=1 left=${PATIENCE_SECONDS}; fi
until look || [ $left -le 0 ]; do sleep $nap; left=$((left - 1)); done
${tells.join('\n')}
`;
}

function stateOf(line: string): LogState | null {
  const [file = '', size = '-1'] = line.split(' ');
  return Number(size) < 0 ? null : { file, size: Number(size) };
}

/** A number that the shell can count with. */
function whole(number: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.trunc(number)));
}
