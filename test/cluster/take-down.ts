import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { daemonOrder } from './daemons.ts';
import { clusterFolders, rootIdentity } from './layout.ts';
import { endProcesses, isGone } from './process-tree.ts';
import { isAlive, jobPids, run, stopDaemon } from './processes.ts';
import { sshdProcesses } from './sshd.ts';
import { waitUntil } from './wait.ts';

/**
 * Ends what runs in this cluster's folder and removes the folder, whoever started it and however far it came. Ends
 * only processes that carry the cluster's mark in their environment or command line.
 * @throws Error when the folder is not one of a test cluster.
 */
export async function takeDown(dir: string): Promise<void> {
  if (!clusterFolders().includes(dir)) throw new Error(`${dir} is not the folder of a test cluster`);
  const user = readFileSync(join(dir, 'user'), 'utf8');
  await cancelJobs(dir);
  for (const name of daemonOrder.toReversed()) await stopDaemon(dir, name);
  await endAll(() => [...slurmJobPids(dir), ...loginPids(dir)].filter((pid) => !isGone(pid)));
  // Other clusters have groups of the same names.
  if (clusterFolders().length === 1) removeMemoryGroups();
  // 6: the account was never made.
  const deleted = await run(rootIdentity(dir), 'userdel', ['-f', user]);
  if (deleted.exitCode !== 0 && deleted.exitCode !== 6) throw new Error(`userdel ${user}: ${deleted.stderr}`);
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

/** Takes down every cluster whose starter has ended without doing so. */
export async function takeDownAbandoned(): Promise<void> {
  for (const dir of clusterFolders()) {
    const owner = Number(readFileSync(join(dir, 'owner'), { encoding: 'utf8', flag: 'a+' }));
    if (owner > 0 && !isAlive(owner)) await takeDown(dir);
  }
}

/** Jobs that Slurm ends itself leave nothing behind; for those that it cannot end, there is `slurmJobPids`. */
async function cancelJobs(dir: string): Promise<void> {
  if (!existsSync(join(dir, 'pids', 'slurmctld'))) return;
  const root = rootIdentity(dir);
  const limited = (program: string, ...args: string[]) => run(root, 'timeout', ['5', program, ...args]);
  const cancelled = await limited('scancel', '--state=PENDING,RUNNING,SUSPENDED', '--quiet');
  if (cancelled.exitCode !== 0) return;
  await waitUntil(
    'no job runs',
    async () => {
      const queue = await limited('squeue', '-h', '-t', 'R,CG');
      return queue.exitCode !== 0 || queue.stdout === '';
    },
    5_000,
    100,
  ).catch(() => {});
}

export function slurmJobPids(dir: string): number[] {
  return jobPids(dir, { holder: 'slurmstepd', variable: 'SLURM_JOB_ID' });
}

/** Again and again, as what is found may just be starting another. */
async function endAll(find: () => readonly number[]): Promise<void> {
  await waitUntil('the processes of jobs and logins have ended', async () => {
    const pids = find();
    await endProcesses(pids);
    return pids.length === 0;
  });
}

function loginPids(dir: string): number[] {
  const { daemons, connections, sessions } = sshdProcesses(join(dir, 'ssh'));
  return [...daemons, ...connections, ...sessions];
}

/** Slurm leaves its memory groups behind. */
function removeMemoryGroups(): void {
  const root = '/sys/fs/cgroup/memory';
  if (!existsSync(root)) return;
  for (const name of readdirSync(root)) if (/^slurm_c\d+$/.test(basename(name))) removeTree(join(root, name));
}

function removeTree(path: string): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(path, entry.name));
    rmdirSync(path);
  } catch {
    // Busy, or gone already.
  }
}
