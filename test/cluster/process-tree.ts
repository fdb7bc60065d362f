import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process as `/proc` shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Of the program, cut to 15 characters by the system: `sshd`. */
  readonly name: string;
  /** `Z`: ended, and waits for its parent. */
  readonly state: string;
}

export function allProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processInfo(Number(name)) ?? []);
}

/** The processes below this one that fit, and those below them; a process that does not fit hides its own children. */
export function processesBelow(
  pid: number,
  fits: (info: ProcessInfo) => boolean = () => true,
  all: readonly ProcessInfo[] = allProcesses(),
): number[] {
  const children = all.filter((info) => info.parent === pid && fits(info));
  return children.flatMap((info) => [info.pid, ...processesBelow(info.pid, fits, all)]);
}

/** Words of a process's command line, or entries of its environment; none for one that has ended. */
export function wordsOf(pid: number, what: 'cmdline' | 'environ'): string[] {
  return readQuietly(`/proc/${pid}/${what}`).split('\0').slice(0, -1);
}

/** SIGKILL for each that still lives; resolves when all are gone. */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  while (!pids.every(isGone)) await sleep(10);
}

/** Ended, or a zombie that waits for its parent. */
export function isGone(pid: number): boolean {
  const info = processInfo(pid);
  return info === null || info.state === 'Z';
}

function processInfo(pid: number): ProcessInfo | null {
  const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+) /s.exec(readQuietly(`/proc/${pid}/stat`)) ?? [];
  return name === undefined || state === undefined ? null : { pid, name, state, parent: Number(parent) };
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
