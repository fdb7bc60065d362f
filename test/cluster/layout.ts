import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.ts';
import { type Identity, identityOf, mustRun } from './processes.ts';
import {
  cgroupConf,
  databaseInit,
  gresConf,
  type SlurmPlan,
  slurmConf,
  slurmdbdConf,
} from './slurm-files.ts';

/** Where the clusters' folders stand: only root can write to the parents, as munge demands. */
export const clustersRoot = '/var/lib';
const folderPrefix = 'scripthut-test-';

export const nodeCount = 4;

/** Folders of clusters that were started on this machine and not yet taken away. */
export function clusterFolders(): string[] {
  return readdirSync(clustersRoot)
    .filter((name) => name.startsWith(folderPrefix) && existsSync(join(clustersRoot, name, 'user')))
    .map((name) => join(clustersRoot, name));
}

/** The environment in which a cluster's daemons and commands run. */
export function clusterEnvironment(dir: string): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    SLURM_CONF: `${dir}/etc/slurm.conf`,
    LC_ALL: 'C.UTF-8',
  };
}

export function rootIdentity(dir: string): Identity {
  return { uid: 0, gid: 0, cwd: '/', env: clusterEnvironment(dir) };
}

/** The identity of an account of this machine, in the cluster's environment. */
export function accountIdentity(dir: string, name: string): Identity {
  return identityOf(name, clusterEnvironment(dir));
}

/**
 * A new folder, marked as a test cluster's.
 * @param owner the process with whose end the cluster is abandoned; null when it is meant to stay.
 */
export async function makeClusterFolder(owner: number | null): Promise<string> {
  const mark = randomBytes(3).toString('hex');
  const dir = join(clustersRoot, `${folderPrefix}${mark}`);
  await mkdir(dir, { mode: 0o755 });
  await writeFile(join(dir, 'owner'), owner === null ? '' : String(owner));
  await writeFile(join(dir, 'user'), `hut${mark}`);
  return dir;
}

/** Makes the login user and all files of a cluster, and chooses free ports. */
export async function layOut(
  dir: string,
  { settings, keepsAccounts }: Pick<SlurmPlan, 'settings' | 'keepsAccounts'>,
): Promise<SlurmPlan> {
  const user = readFileSync(join(dir, 'user'), 'utf8');
  const root = rootIdentity(dir);
  await mustRun(root, 'useradd', ['-m', '-d', `${dir}/home`, '-s', '/bin/bash', user]);
  // `useradd` writes `!`, which sshd without PAM takes for a locked account.
  await mustRun(root, 'usermod', ['-p', '*', user]);
  const ports = await freePorts(3 + nodeCount);
  const [controller = 0, accounting = 0, database = 0, ...nodes] = ports;
  const plan: SlurmPlan = {
    dir,
    hostName: hostname().split('.')[0] ?? 'localhost',
    ports: { controller, accounting, database, nodes },
    memoryLimits: isWritable('/sys/fs/cgroup/memory/cgroup.procs'),
    keepsAccounts,
    settings,
  };
  await makeFolders(dir);
  await writeFiles(plan);
  return plan;
}

async function makeFolders(dir: string): Promise<void> {
  const accounts = {
    munge: accountIdentity(dir, 'munge'),
    slurm: accountIdentity(dir, 'slurm'),
    mysql: accountIdentity(dir, 'mysql'),
  };
  const folders: readonly [string, number, Identity | null][] = [
    ['etc', 0o755, null],
    ['dev', 0o755, null],
    ['ssh', 0o755, null],
    ['state', 0o755, null],
    ['state/slurmd', 0o755, null],
    // Four accounts write here.
    ['run', 0o1777, null],
    ['log', 0o755, accounts.slurm],
    ['state/slurmctld', 0o755, accounts.slurm],
    ['munge', 0o711, accounts.munge],
    ['db', 0o700, accounts.mysql],
  ];
  for (const [name, mode, account] of folders) {
    const path = join(dir, name);
    await mkdir(path);
    await chmod(path, mode);
    if (account !== null) await chown(path, account.uid, account.gid);
  }
}

async function writeFiles(plan: SlurmPlan): Promise<void> {
  const { dir } = plan;
  const etc = (name: string) => join(dir, 'etc', name);
  await writeFile(etc('slurm.conf'), slurmConf(plan));
  await writeFile(etc('gres.conf'), gresConf(plan));
  if (plan.memoryLimits) await writeFile(etc('cgroup.conf'), cgroupConf);
  await writeFile(etc('database.sql'), databaseInit);
  await writePrivate(etc('slurmdbd.conf'), slurmdbdConf(plan), 0o600, accountIdentity(dir, 'slurm'));
  await writePrivate(etc('munge.key'), randomBytes(1024), 0o400, accountIdentity(dir, 'munge'));
  for (const device of ['gpu0', 'gpu1']) {
    await mustRun(rootIdentity(dir), 'mknod', ['-m', '666', join(dir, 'dev', device), 'c', '1', '3']);
  }
}

/** slurmdbd and munged refuse a file of which others could read the secret. */
async function writePrivate(
  path: string,
  content: string | Buffer,
  mode: number,
  owner: Identity,
): Promise<void> {
  await writeFile(path, content, { mode });
  await chmod(path, mode);
  await chown(path, owner.uid, owner.gid);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
