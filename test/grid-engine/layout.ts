import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../cluster/ports.ts';
import { type Identity, identityOf, mustRun } from '../cluster/processes.ts';
import { bootstrap, configuration, type GridPlan, hostAliases } from './grid-files.ts';

const gridsRoot = '/var/lib';
const folderPrefix = 'scripthut-grid-';
const PROGRAMS = '/usr/lib/gridengine';
const ARCHITECTURE = '/usr/share/gridengine/util/arch';

/** Folders of Grid Engines that were started on this machine and not yet taken away. */
export function gridFolders(): string[] {
  return readdirSync(gridsRoot)
    .filter((name) => name.startsWith(folderPrefix) && existsSync(join(gridsRoot, name, 'user')))
    .map((name) => join(gridsRoot, name));
}

/** What tells Grid Engine's programs where they are. */
export function gridVariables({ dir, masterPort, execPort }: GridPlan): Record<string, string> {
  return {
    SGE_ROOT: join(dir, 'root'),
    SGE_CELL: 'default',
    SGE_QMASTER_PORT: String(masterPort),
    SGE_EXECD_PORT: String(execPort),
    SGE_CLUSTER_NAME: 'testbed',
  };
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function rootIdentity(plan: GridPlan): Identity {
  return { uid: 0, gid: 0, cwd: '/', env: { PATH, LC_ALL: 'C.UTF-8', ...gridVariables(plan) } };
}

/** The identity of an account of this machine, among this Grid Engine. */
export function accountIdentity(plan: GridPlan, name: string): Identity {
  return identityOf(name, rootIdentity(plan).env);
}

/** @param owner the process with whose end it is abandoned; null when it is meant to stay. */
export async function makeGridFolder(owner: number | null): Promise<string> {
  const mark = randomBytes(3).toString('hex');
  const dir = join(gridsRoot, `${folderPrefix}${mark}`);
  await mkdir(dir, { mode: 0o755 });
  await writeFile(join(dir, 'owner'), owner === null ? '' : String(owner));
  await writeFile(join(dir, 'user'), `hut${mark}`);
  return dir;
}

/** Makes the login user, all folders and files, and the empty spool. */
export async function layOut(dir: string): Promise<GridPlan> {
  const [masterPort = 0, execPort = 0] = await freePorts(2);
  const plan = { dir, hostName: hostname(), masterPort, execPort };
  const root = rootIdentity(plan);
  const user = readFileSync(join(dir, 'user'), 'utf8');
  await mustRun(root, 'useradd', ['-m', '-d', `${dir}/home`, '-s', '/bin/bash', user]);
  // `useradd` writes `!`, which sshd without PAM takes for a locked account.
  await mustRun(root, 'usermod', ['-p', '*', user]);
  await makeFolders(plan);
  await writeFiles(plan);
  await makeSpool(plan);
  return plan;
}

async function makeFolders(plan: GridPlan): Promise<void> {
  const { dir } = plan;
  const { uid, gid } = accountIdentity(plan, 'sgeadmin');
  const architecture = (await mustRun(rootIdentity(plan), ARCHITECTURE, [])).trim();
  for (const name of ['log', 'etc', 'ssh', 'root', 'spool']) await mkdir(join(dir, name));
  for (const name of [
    'root/default',
    'root/default/common',
    'spool/qmaster',
    'spool/execd',
    'spool/spooldb',
  ]) {
    await mkdir(join(dir, name));
    await chown(join(dir, name), uid, gid);
  }
  for (const name of ['bin', 'lib', 'utilbin']) {
    await mkdir(join(dir, 'root', name));
    await symlink(PROGRAMS, join(dir, 'root', name, architecture));
  }
  await symlink('/usr/share/gridengine/util', join(dir, 'root', 'util'));
}

async function writeFiles(plan: GridPlan): Promise<void> {
  const { uid, gid } = accountIdentity(plan, 'sgeadmin');
  const files = {
    act_qmaster: `${plan.hostName}\n`,
    host_aliases: hostAliases(plan),
    bootstrap: bootstrap(plan),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(plan.dir, 'root/default/common', name);
    await writeFile(path, text);
    await chown(path, uid, gid);
  }
  await writeFile(join(plan.dir, 'etc/configuration'), configuration(plan));
}

async function makeSpool(plan: GridPlan): Promise<void> {
  const admin = accountIdentity(plan, 'sgeadmin');
  const spool = (program: string, ...args: string[]) => mustRun(admin, join(PROGRAMS, program), args);
  const resources = '/usr/share/gridengine/util/resources';
  await spool('spoolinit', 'berkeleydb', 'libspoolb', `${plan.dir}/spool/spooldb`, 'init');
  await spool('spooldefaults', 'configuration', `${plan.dir}/etc/configuration`);
  await spool('spooldefaults', 'complexes', `${resources}/centry`);
  await spool('spooldefaults', 'usersets', `${resources}/usersets`);
  await spool('spooldefaults', 'managers', 'root', 'sgeadmin');
  await spool('spooldefaults', 'adminhosts', plan.hostName);
}
