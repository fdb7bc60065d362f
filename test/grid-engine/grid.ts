import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcesses, isGone } from '../cluster/process-tree.ts';
import {
  daemonPid,
  isAlive,
  jobPids,
  mustRun,
  type Ran,
  run,
  startDaemon,
  stopDaemon,
} from '../cluster/processes.ts';
import { sshdProcesses, startSshd } from '../cluster/sshd.ts';
import { portAnswers, waitUntil } from '../cluster/wait.ts';
import {
  type GridPlan,
  hostGroup,
  parallelEnvironment,
  queue,
  schedulerConfiguration,
} from './grid-files.ts';
import {
  accountIdentity,
  gridFolders,
  gridVariables,
  layOut,
  makeGridFolder,
  rootIdentity,
} from './layout.ts';

/**
 * A real Grid Engine on this machine: one execution host, the queue `all.q`, the parallel environment `smp`, and an sshd,
 * all private to one folder, without systemd.
 */
export interface Grid {
  /** Everything that it has stands here. */
  readonly dir: string;
  readonly ssh: GridLogin;
  /** Names it to Grid Engine's commands. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs a script with `sh`, as the login user or as root, with this Grid Engine. */
  run(as: 'user' | 'root', script: string): Promise<Ran>;
  startMaster(): Promise<void>;
  /** Returns when it has ended, which takes some seconds: one that is killed sooner gives the same ids out again. */
  stopMaster(): Promise<void>;
  /** Ends all its processes and jobs and removes the folder and the login user. */
  stop(): Promise<void>;
}

export interface GridLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyPath: string;
  readonly knownHosts: string;
}

interface Description {
  readonly plan: GridPlan;
  readonly ssh: GridLogin;
}

const MASTER = 'sge_qmaster';
const EXEC = 'sge_execd';
const descriptionFile = (dir: string) => join(dir, 'grid.json');

/**
 * Starts a new Grid Engine and waits until its queue takes jobs: about three seconds.
 * @param kept it goes on when this process has ended, until somebody takes it down.
 * @throws Error with the daemons' words when something does not start; what was started is ended then.
 */
export async function startGrid(kept = false): Promise<Grid> {
  const dir = await makeGridFolder(kept ? null : process.pid);
  try {
    const plan = await layOut(dir);
    await startOne(plan, MASTER, plan.masterPort);
    await configure(plan);
    await startOne(plan, EXEC, plan.execPort);
    const ssh = await startLogin(plan);
    await waitUntil('the queue takes jobs', async () => {
      const { stdout } = await run(rootIdentity(plan), 'qstat', ['-f', '-q', 'all.q']);
      return /lx-\S+\s*$/m.test(stdout);
    });
    await writeFile(descriptionFile(dir), JSON.stringify({ plan, ssh } satisfies Description));
    return openGrid(dir);
  } catch (error) {
    const words = [MASTER, EXEC]
      .map((name) => join(dir, 'log', `${name}.out`))
      .filter((file) => existsSync(file));
    const said = words.map((file) => readFileSync(file, 'utf8'));
    await takeDown(dir);
    throw new Error(`the test Grid Engine did not start. ${String(error)}\n${said.join('')}`, {
      cause: error,
    });
  }
}

/** That which was started in this folder, maybe by another process. */
export function openGrid(dir: string): Grid {
  const { plan, ssh } = JSON.parse(readFileSync(descriptionFile(dir), 'utf8')) as Description;
  const root = rootIdentity(plan);
  const user = accountIdentity(plan, ssh.user);
  return {
    dir,
    ssh,
    variables: gridVariables(plan),
    run: (as, script) => run(as === 'root' ? root : user, 'sh', ['-c', script]),
    startMaster: () => startOne(plan, MASTER, plan.masterPort),
    stopMaster: () => stopDaemon(dir, MASTER, 30_000),
    stop: () => takeDown(dir),
  };
}

async function startOne(plan: GridPlan, name: string, port: number): Promise<void> {
  if (daemonPid(plan.dir, name) !== null) return;
  const root = rootIdentity(plan);
  // Without it they go to the background; jobs inherit the rest of the environment.
  await startDaemon(plan.dir, name, { ...root, env: { ...root.env, SGE_ND: 'true' } }, [name]);
  await waitUntil(`${name} answers`, async () => {
    if (daemonPid(plan.dir, name) === null) throw new Error(`${name} ended at once`);
    return await portAnswers(port);
  });
}

async function configure(plan: GridPlan): Promise<void> {
  const root = rootIdentity(plan);
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(plan.dir, 'etc', name);
    await writeFile(path, text);
    return path;
  };
  await mustRun(root, 'qconf', ['-as', plan.hostName]);
  const scheduler = schedulerConfiguration(await mustRun(root, 'qconf', ['-ssconf']));
  await mustRun(root, 'qconf', ['-Msconf', await file('scheduler', scheduler)]);
  await mustRun(root, 'qconf', ['-Ahgrp', await file('hosts', hostGroup(plan))]);
  await mustRun(root, 'qconf', ['-Ap', await file('smp', parallelEnvironment)]);
  await mustRun(root, 'qconf', ['-Aq', await file('queue', queue)]);
}

async function startLogin(plan: GridPlan): Promise<GridLogin> {
  const user = readFileSync(join(plan.dir, 'user'), 'utf8');
  const options = { user, directory: join(plan.dir, 'ssh'), environment: gridVariables(plan) };
  const { port, keyPath, knownHostsPath } = await startSshd(options);
  return { host: '127.0.0.1', port, user, keyPath, knownHosts: knownHostsPath };
}

/**
 * Ends what runs in this folder and removes it, whoever started it and however far it came. Ends only processes that carry
 * the folder in their environment or command line.
 * @throws Error when the folder is not one of a test Grid Engine.
 */
export async function takeDown(dir: string): Promise<void> {
  if (!gridFolders().includes(dir)) throw new Error(`${dir} is not the folder of a test Grid Engine`);
  // What it knows is thrown away: nobody waits for it to be saved.
  await Promise.all([MASTER, EXEC].map((name) => stopDaemon(dir, name, 100)));
  await waitUntil('the processes of jobs and logins have ended', async () => {
    const { daemons, connections, sessions } = sshdProcesses(join(dir, 'ssh'));
    const jobs = jobPids(dir, { holder: 'sge_shepherd', variable: 'JOB_ID' });
    const pids = [...jobs, ...daemons, ...connections, ...sessions].filter((pid) => !isGone(pid));
    await endProcesses(pids);
    return pids.length === 0;
  });
  const user = readFileSync(join(dir, 'user'), 'utf8');
  const deleted = await run({ uid: 0, gid: 0, cwd: '/', env: { PATH: process.env.PATH ?? '' } }, 'userdel', [
    '-f',
    user,
  ]);
  // 6: the account was never made.
  if (deleted.exitCode !== 0 && deleted.exitCode !== 6) throw new Error(`userdel ${user}: ${deleted.stderr}`);
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

/** Takes down every one whose starter has ended without doing so. */
export async function takeDownAbandoned(): Promise<void> {
  for (const dir of gridFolders()) {
    const owner = Number(readFileSync(join(dir, 'owner'), { encoding: 'utf8', flag: 'a+' }));
    if (owner > 0 && !isAlive(owner)) await takeDown(dir);
  }
}
