import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from './wait.ts';

/** Who runs a command: user and group number, and the environment (nothing is inherited). */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The identity of an account of this machine. @throws Error when there is none of this name. */
export function identityOf(name: string, environment: Readonly<Record<string, string>>): Identity {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid, , home] = entry?.split(':') ?? [];
  if (home === undefined)
    throw new Error(`no account ${name} on this machine; run scripts/install-test-tools.ts as root`);
  const env = { ...environment, HOME: home, USER: name, LOGNAME: name, SHELL: '/bin/bash' };
  return { uid: Number(uid), gid: Number(gid), cwd: existsSync(home) ? home : '/', env };
}

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. A non-zero exit code is an answer, not an error. */
export function run(identity: Identity, program: string, args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...identity, env: { ...identity.env }, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that ends without reading its input is not a failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
}

/** Runs a program that must succeed. @throws Error with what it printed. */
export async function mustRun(identity: Identity, program: string, args: readonly string[]): Promise<string> {
  const ran = await run(identity, program, args);
  if (ran.exitCode === 0) return ran.stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${ran.exitCode}:\n${ran.stdout}${ran.stderr}`);
}

/** Starts a program that stays, in a session of its own, and notes its process id in `<dir>/pids/<name>`. */
export async function startDaemon(
  dir: string,
  name: string,
  identity: Identity,
  [program, ...args]: readonly [string, ...string[]],
): Promise<void> {
  const log = openSync(join(dir, 'log', `${name}.out`), 'a');
  const child = spawn(program, args, {
    ...identity,
    env: { ...identity.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
  mkdirSync(join(dir, 'pids'), { recursive: true });
  writeFileSync(join(dir, 'pids', name), String(child.pid));
}

/** The noted process, if it is still ours: its environment names this cluster. */
export function daemonPid(dir: string, name: string): number | null {
  const pid = Number(readOrEmpty(join(dir, 'pids', name)));
  return pid > 1 && isAlive(pid) && belongsTo(dir, pid) ? pid : null;
}

/** TERM, then KILL after `patienceMs`; returns when the process is gone. */
export async function stopDaemon(dir: string, name: string, patienceMs = 5_000): Promise<void> {
  const pid = daemonPid(dir, name);
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  await waitUntil(`${name} has ended`, () => !isAlive(pid), patienceMs, 20).catch(async () => {
    if (daemonPid(dir, name) === pid) process.kill(pid, 'SIGKILL');
    await waitUntil(`${name} has ended after SIGKILL`, () => !isAlive(pid), 5_000, 20);
  });
}

export function daemonNames(dir: string): string[] {
  return readdirSync(dir).includes('pids') ? readdirSync(join(dir, 'pids')) : [];
}

/** How a scheduler's jobs are told from other processes. */
export interface JobMarks {
  /** The program that holds a job, cut to 15 characters. */
  readonly holder: string;
  /** In a job's environment. */
  readonly variable: string;
}

/** Processes of this cluster's jobs, and those that hold them; both can outlive the node's daemon. */
export function jobPids(dir: string, { holder, variable }: JobMarks): number[] {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1);
  return pids.filter((pid) => {
    if (!belongsTo(dir, pid)) return false;
    const isHolder = readOrEmpty(`/proc/${pid}/comm`).startsWith(holder);
    return isHolder || environment(pid).some((entry) => entry.startsWith(`${variable}=`));
  });
}

/** A zombie has ended: nobody may be there to reap it. */
export function isAlive(pid: number): boolean {
  const status = readOrEmpty(`/proc/${pid}/stat`);
  return status !== '' && !status.slice(status.lastIndexOf(')')).startsWith(') Z');
}

/** Schedulers tell their daemons and jobs in a variable where they are: `SLURM_CONF`, `SGE_ROOT`. */
function belongsTo(dir: string, pid: number): boolean {
  return environment(pid).some((entry) => entry.includes(`=${dir}/`));
}

function environment(pid: number): string[] {
  return readOrEmpty(`/proc/${pid}/environ`).split('\0');
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
