import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Command } from '../transport/command.ts';
import type { Host } from '../transport/host.ts';
import type { Outcome } from '../transport/outcome.ts';
import { quote, quotePath } from '../transport/quote.ts';
import type { Backend, PreparedRun, PrepareRequest } from './backend.ts';
import { runFiles, workflowFolders } from './job-files.ts';
import type { LogFiles } from './log-files.ts';
import { logsOnHost } from './logs-on-host.ts';
import type { OutputFiles } from './output-files.ts';
import { outputsOnHost } from './outputs-on-host.ts';

/** What every family that works through a host does there in the same way. */

const SHORT_MS = 60_000;
const WORKFLOW_COMMAND_MS = 300_000;
/** What people can be shown of one file. The last bytes of a log are worth more than its first. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;
const NO_SUCH_FILE = 44;
const SEPARATOR = '\u001f';
const DISK_FULL = /No space left on device|Disk quota exceeded/i;

type OnHost =
  | 'host'
  | 'machine'
  | 'readLog'
  | keyof LogFiles
  | keyof OutputFiles
  | 'readFile'
  | 'runCommand'
  | 'connection'
  | 'commandLog'
  | 'clearCommandLog'
  | 'politeness'
  | 'close';

/** The part of a backend that is the same wherever there is a host. */
export function onHost(host: Host): Pick<Backend, OnHost> {
  return {
    host: host.label,
    machine: host,
    readLog: (path, tailLines) => readLog(host, path, tailLines),
    ...logsOnHost(host),
    ...outputsOnHost(host),
    readFile: (path) => readFile(host, path),
    runCommand: (command) => runCommand(host, command),
    connection: () => host.connection(),
    commandLog: () => host.log(),
    clearCommandLog: () => host.clearLog(),
    politeness: () => host.politeness(),
    close: () => host.close(),
  };
}

/** Runs a command; anything but exit code 0 and a whole answer is a problem, with what the command said. */
export async function ask(host: Host, command: Command): Promise<Result<Outcome>> {
  const outcome = await host.run(command);
  if (outcome.problem !== null) return failed(outcome.problem);
  if (outcome.outputCut) {
    return failed(
      problem('unreadable', `${host.label}: "${command.purpose}" answered more than can be read`),
    );
  }
  return outcome.exitCode === 0 ? ok(outcome) : failed(commandFailed(host, command, outcome));
}

function commandFailed(host: Host, command: Command, outcome: Outcome) {
  const said = (outcome.stderr.trim() || outcome.stdout.trim()).slice(0, 4000);
  const message = `${host.label}: "${command.purpose}" failed with exit code ${outcome.exitCode}: ${said || 'it said nothing'}`;
  return problem(isDiskFull(said) ? 'no-space' : 'command-failed', message);
}

/** Whether a command's complaint is about a disk without room. */
export function isDiskFull(said: string): boolean {
  return DISK_FULL.test(said);
}

/** Makes the folders of a run and decides where its logs go (`compat.md` 3.3). */
export async function prepareRun(
  host: Host,
  root: string,
  request: PrepareRequest,
): Promise<Result<PreparedRun>> {
  const answer = await ask(host, {
    script: `${request.dryRun ? DRY_LOGS : logLines(root, request)}printf '%s\\037' "$logs"\n`,
    purpose: request.dryRun ? 'find the home directory' : 'make the folders of a run',
    timeLimitMs: SHORT_MS,
  });
  if (!answer.ok) return answer;
  const logDir = answer.value.stdout.split(SEPARATOR)[0] ?? '';
  if (!logDir.startsWith('/')) {
    return failed(
      problem('unreadable', `${host.label}: the folder for logs should be an absolute path, not '${logDir}'`),
    );
  }
  return ok({ logDir });
}

/** A dry run makes nothing, and shows no folder of its own (`compat.md` 3.3). */
const DRY_LOGS = 'logs=$HOME/.cache/scripthut/logs\n';

function logLines(root: string, request: PrepareRequest): string {
  const workflow = quote(workflowFolders(request.workflow));
  const files = Object.values(runFiles(root, request.run)).map(quotePath).join(' ');
  return `top=$(cd ${quotePath(request.workingDir)} 2>/dev/null && git rev-parse --show-toplevel 2>/dev/null)
if [ -n "$top" ]; then logs=$top/.scripthut/${workflow}/logs; else logs=$HOME/.cache/scripthut/logs/${workflow}; fi
mkdir -p -- "$logs" ${files} || exit
`;
}

/** A log, or its last lines; never more than its last 16 MiB. Null when there is no such file. */
async function readLog(host: Host, path: string, tailLines: number | null): Promise<Result<string | null>> {
  const file = quotePath(path);
  const lines = tailLines === null ? '' : ` | tail -n ${Math.max(0, Math.trunc(tailLines))}`;
  const outcome = await host.run({
    script: `[ -e ${file} ] || exit ${NO_SUCH_FILE}\n[ -f ${file} ] && [ -r ${file} ] || { cat -- ${file}; exit; }\ntail -c ${LOG_LIMIT_BYTES} -- ${file}${lines}\n`,
    purpose: 'read a log',
    timeLimitMs: SHORT_MS,
    outputLimitBytes: LOG_LIMIT_BYTES + 1,
  });
  if (outcome.problem === null && outcome.exitCode === NO_SUCH_FILE) return ok(null);
  if (outcome.problem !== null) return failed(outcome.problem);
  if (outcome.exitCode === 0) return ok(outcome.stdout);
  return failed(
    problem('no-access', `${host.label}: the log ${path} cannot be read: ${outcome.stderr.trim()}`),
  );
}

/** A whole text file; `~` in its path works. */
async function readFile(host: Host, path: string): Promise<Result<string>> {
  const file = quotePath(path);
  const script = `[ -e ${file} ] || exit ${NO_SUCH_FILE}\ncat -- ${file}\n`;
  const outcome = await host.run({ script, purpose: 'read a file', timeLimitMs: SHORT_MS });
  if (outcome.problem !== null) return failed(outcome.problem);
  if (outcome.outputCut)
    return failed(problem('unreadable', `${host.label}: ${path} is too large to be read`));
  if (outcome.exitCode === 0) return ok(outcome.stdout);
  if (outcome.exitCode === NO_SUCH_FILE)
    return failed(problem('not-found', `${host.label}: there is no file ${path}`));
  return failed(problem('no-access', `${host.label}: ${path} cannot be read: ${outcome.stderr.trim()}`));
}

/**
 * Runs a command of the user's in the user's own shell, as `ssh host COMMAND` would; gives back its standard output.
 */
async function runCommand(host: Host, command: string): Promise<Result<string>> {
  if (command.includes('\0'))
    return failed(problem('bad-request', 'A command cannot hold the NUL character'));
  const answer = await ask(host, {
    script: `"\${SHELL:-/bin/sh}" -c ${quote(command)}\n`,
    purpose: 'run a workflow command',
    timeLimitMs: WORKFLOW_COMMAND_MS,
  });
  return answer.ok ? ok(answer.value.stdout) : answer;
}

/** Lines that print the size and the free room of a path's file system, or of the home's while there is no such path. */
export function diskLines(path: string): string {
  return `df -Pk ${quotePath(path)} 2>/dev/null || df -Pk ~\n`;
}

/** Reads `df -Pk` (POSIX): the last line's blocks of 1024 bytes and available blocks. Null for anything else. */
export function parseDisk(output: string, path: string) {
  const fields = output.trim().split('\n').at(-1) ?? '';
  const match = /\s(\d+)\s+\d+\s+(-?\d+)\s+\d+%\s/.exec(fields);
  if (match === null) return null;
  return { path, totalBytes: Number(match[1]) * 1024, availableBytes: Math.max(0, Number(match[2])) * 1024 };
}
