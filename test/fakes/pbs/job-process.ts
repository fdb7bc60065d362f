import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Dialect } from './dialects.ts';
import { type PretendedJob, shortId, type Variable } from './job.ts';

const POLL_MS = 20;

export interface JobProcess {
  readonly pid: number;
  /** Its exit code, as the shell that runs the script ends. */
  readonly ended: Promise<number>;
  /** To all its processes. */
  signal(signal: NodeJS.Signals): void;
  /** Puts what it wrote where it was asked for. */
  deliver(): void;
}

interface Outputs {
  /** What PBS writes to while the job runs, and where it goes then; null where it is there already. */
  readonly output: OutputFile;
  readonly error: OutputFile;
}

interface OutputFile {
  readonly written: string;
  readonly target: string;
}

/**
 * Runs a job's script as PBS does: a login shell of the user in the home directory is given the name of the script's copy, with the
 * job's variables and nothing else of the server's environment.
 */
export function startJobProcess(job: PretendedJob, dialect: Dialect, dir: string): JobProcess {
  const { submission, index } = job;
  const { order } = submission;
  const id = `${shortId(submission, index)}.${dialect.server}`;
  const script = join(dir, 'jobs', `${id}.SC`);
  writeFileSync(script, order.script, { mode: 0o700 });
  const files = outputsOf(job, id, dir, dialect);
  const open = openOutputs(files, order.join);
  const child = spawn('/bin/bash', [], {
    argv0: '-bash',
    cwd: order.home,
    detached: true,
    env: Object.fromEntries(environmentOf(job, id, dir, dialect)),
    stdio: ['pipe', ...open],
  });
  for (const file of new Set(open)) closeSync(file);
  child.stdin?.on('error', () => {});
  child.stdin?.end(`${script.replace(/[^\w/.-]/g, '\\$&')}\n`);
  const signal = (name: NodeJS.Signals) => void signalGroup(child, name);
  return {
    pid: child.pid ?? 0,
    ended: endOf(child),
    signal,
    deliver: () => {
      rmSync(script, { force: true });
      deliver(files.output, dir);
      if (files.error.written !== files.output.written) deliver(files.error, dir);
    },
  };
}

/** A script that catches SIGTERM may outlive the shell that started it, until SIGKILL comes. */
function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    // A home directory that is not there.
    child.once('error', () => resolve(-2));
    child.once('exit', async (code, signal) => {
      while (code === null && signalGroup(child, 0)) await setTimeout(POLL_MS);
      resolve(code ?? 256 + (signal === 'SIGTERM' ? 15 : 9));
    });
  });
}

/** Whether there was anybody to get it. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function environmentOf(job: PretendedJob, id: string, dir: string, { isTorque }: Dialect): Variable[] {
  const { submission, index } = job;
  const { order } = submission;
  const nodes = join(dir, 'aux', id);
  writeFileSync(nodes, 'node\n');
  const cpus = String(order.resources.cpus);
  const tmp = join(dir, 'tmp', `pbs.${id}`);
  mkdirSync(tmp, { recursive: true });
  const common: Variable[] = [
    ['ENVIRONMENT', 'BATCH'],
    ['HOME', order.home],
    ['LOGNAME', order.owner],
    ['USER', order.owner],
    ['SHELL', '/bin/bash'],
    ['PATH', '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games'],
    ['PBS_ENVIRONMENT', 'PBS_BATCH'],
    ['PBS_JOBID', id],
    ['PBS_JOBNAME', jobName(job, isTorque)],
    ['PBS_NODEFILE', nodes],
    ['PBS_NODENUM', '0'],
    ['PBS_QUEUE', order.queue],
    ['PBS_TASKNUM', '1'],
    ['TMPDIR', tmp],
  ];
  const own: Variable[] = isTorque
    ? [
        ['PBS_NP', cpus],
        ['PBS_NUM_PPN', cpus],
      ]
    : [
        ['NCPUS', cpus],
        ['OMP_NUM_THREADS', cpus],
        ['PBS_JOBDIR', order.home],
      ];
  const array: Variable[] =
    index === null
      ? []
      : isTorque
        ? [['PBS_ARRAYID', String(index)]]
        : [
            ['PBS_ARRAY_INDEX', String(index)],
            ['PBS_ARRAY_ID', id.replace(/\[\d+\]/, '[]')],
          ];
  return [...order.variables, ...common, ...own, ...array];
}

/** Torque names the elements of an array each. */
export function jobName({ submission: { order }, index }: PretendedJob, isTorque: boolean): string {
  return isTorque && index !== null ? `${order.name}-${index}` : order.name;
}

/** Where a job's output goes to in the end, as listings show it without the machine. */
export function targetOf(job: PretendedJob, letter: 'o' | 'e', { isTorque, server }: Dialect): string {
  const { submission, index } = job;
  const { order, number } = submission;
  const given = letter === 'o' ? order.output : order.error;
  const path =
    given ??
    join(
      order.cwd,
      `${order.name}.${letter}${number}${!isTorque && order.array !== null ? '.^array_index^' : ''}`,
    );
  if (path.endsWith('/') || isFolder(path))
    return join(path, `${shortId(submission, index)}.${server}.${letter === 'o' ? 'OU' : 'ER'}`);
  if (index === null) return path;
  return isTorque ? `${path}-${index}` : path.replaceAll('^array_index^', String(index));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function outputsOf(job: PretendedJob, id: string, dir: string, dialect: Dialect): Outputs {
  const { keep } = job.submission.order;
  const file = (letter: 'o' | 'e', suffix: string): OutputFile => {
    const target = targetOf(job, letter, dialect);
    // With `-k d` the job writes there itself.
    const isDirect = keep.includes('d') && keep.includes(letter) && isFolder(dirname(target));
    return { written: isDirect ? target : join(dir, 'spool', `${id}.${suffix}`), target };
  };
  return { output: file('o', 'OU'), error: file('e', 'ER') };
}

function openOutputs({ output, error }: Outputs, join: string): [number, number] {
  const main = openSync(join === 'eo' ? error.written : output.written, 'a', 0o600);
  if (join !== 'n') return [main, main];
  return [main, openSync(error.written, 'a', 0o600)];
}

/** What cannot be copied stays in the folder `undelivered`, and nobody is told. */
function deliver({ written, target }: OutputFile, dir: string): void {
  if (written === target || statSync(written, { throwIfNoEntry: false }) === undefined) return;
  try {
    copyFileSync(written, target);
    rmSync(written);
  } catch {
    appendFileSync(join(dir, 'undelivered', target.replaceAll('/', '_')), readFileSync(written));
  }
}
