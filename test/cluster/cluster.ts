import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DaemonName, startAll, startOne, stopOne } from './daemons.ts';
import { accountIdentity, layOut, makeClusterFolder, rootIdentity } from './layout.ts';
import { endProcesses } from './process-tree.ts';
import { daemonNames, mustRun, type Ran, run } from './processes.ts';
import { accountingRecords, type JobRecord, requestCounts } from './records.ts';
import type { SlurmPlan } from './slurm-files.ts';
import { type SshdOptions, sshdProcesses, startSshd } from './sshd.ts';
import { takeDown } from './take-down.ts';
import { waitUntil } from './wait.ts';

/**
 * A real Slurm with accounting on this machine: four nodes `c1`–`c4`, the partitions `normal` and `gpu`, and an sshd,
 * all private to one folder and on 127.0.0.1, without systemd.
 */
export interface Cluster {
  /** Everything that it has stands here. */
  readonly dir: string;
  readonly ssh: ClusterLogin;
  /** Names the cluster to Slurm's commands, in the variable `SLURM_CONF`. */
  readonly slurmConf: string;
  /** Whether a job over its memory ends as OUT_OF_MEMORY; without cgroup v1 it is FAILED. */
  readonly memoryLimits: boolean;
  /** Runs a script with `sh`, as the login user or as root, with the cluster's Slurm. */
  run(as: 'user' | 'root', script: string): Promise<Ran>;
  /** Returns when the daemon answers, or at once if it does already. */
  startDaemon(name: DaemonName): Promise<void>;
  /** Returns when it has ended. */
  stopDaemon(name: DaemonName): Promise<void>;
  /**
   * Kills what serves the logins of the moment; new ones are accepted. With `sessions` also what runs in them, at whatever
   * point it is. Answers how many processes that were.
   */
  cutConnections(more?: { readonly sessions: boolean }): Promise<number>;
  /** Whether somebody is logged in, or about to be. */
  hasConnections(): boolean;
  /** Ends the sshd and its connections: nobody listens on its port any more. */
  refuseConnections(): Promise<void>;
  /** Starts the sshd again on the same port, with the usual options. */
  acceptConnections(): Promise<void>;
  /** What accounting has of all jobs. A job's end arrives within a second, after a burst of jobs within five. */
  records(): Promise<JobRecord[]>;
  /** Requests that slurmctld has served since the last reset, by kind: `REQUEST_JOB_INFO`. */
  requestCounts(): Promise<Map<string, number>>;
  resetRequestCounts(): Promise<void>;
  /** Ends all its processes and jobs and removes the folder and the login user. */
  stop(): Promise<void>;
}

export interface ClusterLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyPath: string;
  readonly knownHosts: string;
}

export interface ClusterOptions {
  /** Lines of slurm.conf that replace or join the usual ones: `{ MinJobAge: '2' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly sshd?: Pick<SshdOptions, 'maxSessions'>;
  /** False: the site keeps no accounting, for good; there is no slurmdbd then, and no `records`. */
  readonly keepsAccounts?: boolean;
  /** It goes on when this process has ended, until somebody takes it down. */
  readonly kept?: boolean;
}

/** Null when a cluster can be started here, else the reason why not. */
export function clusterUnavailable(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a test cluster needs root on Linux';
  const programs = ['slurmctld', 'slurmd', 'slurmdbd', 'munged', 'mariadbd', 'sshd'];
  const missing = programs.filter((name) => !existsSync(`/usr/sbin/${name}`));
  return missing.length === 0
    ? null
    : `not installed: ${missing.join(', ')} (run scripts/install-test-tools.ts)`;
}

/**
 * Starts a new cluster and waits until every node is idle: about four seconds.
 * @throws Error with the daemons' words when something does not start; what was started is ended then.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const reason = clusterUnavailable();
  if (reason !== null) throw new Error(reason);
  const dir = await makeClusterFolder(options.kept === true ? null : process.pid);
  try {
    const { settings = {}, keepsAccounts = true } = options;
    const plan = await layOut(dir, { settings, keepsAccounts });
    const [ssh] = await bothEnds([startLogin(plan, options.sshd ?? {}), startAll(plan)]);
    if (keepsAccounts) await addAccount(plan);
    await writeFile(descriptionFile(dir), JSON.stringify({ plan, ssh } satisfies Description));
    return openCluster(dir);
  } catch (error) {
    const words = daemonNames(dir).map((name) => readFileSync(join(dir, 'log', `${name}.out`), 'utf8'));
    await takeDown(dir);
    throw new Error(`the test cluster did not start. ${String(error)}\n${words.join('')}`, { cause: error });
  }
}

/** When one fails, the other is waited for all the same: an sshd that is just starting could not be found and ended. */
async function bothEnds<A, B>(promises: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

interface Description {
  readonly plan: SlurmPlan;
  readonly ssh: ClusterLogin;
}

const descriptionFile = (dir: string) => join(dir, 'cluster.json');

/** The cluster that was started in this folder, maybe by another process. */
export function openCluster(dir: string): Cluster {
  const { plan, ssh } = JSON.parse(readFileSync(descriptionFile(dir), 'utf8')) as Description;
  const root = rootIdentity(dir);
  const user = accountIdentity(dir, ssh.user);
  return {
    dir,
    ssh,
    slurmConf: join(dir, 'etc', 'slurm.conf'),
    memoryLimits: plan.memoryLimits,
    run: (as, script) => run(as === 'root' ? root : user, 'sh', ['-c', script]),
    startDaemon: (name) => startOne(plan, name),
    stopDaemon: (name) => stopOne(plan, name),
    ...loginOf(plan, ssh),
    records: () => accountingRecords(dir),
    requestCounts: async () => requestCounts(await mustRun(root, 'sdiag', [])),
    resetRequestCounts: async () => void (await mustRun(root, 'sdiag', ['--reset'])),
    stop: () => takeDown(dir),
  };
}

function loginOf(
  plan: SlurmPlan,
  { port }: ClusterLogin,
): Pick<Cluster, 'cutConnections' | 'hasConnections' | 'refuseConnections' | 'acceptConnections'> {
  const processes = () => sshdProcesses(join(plan.dir, 'ssh'));
  return {
    cutConnections: async (more = { sessions: false }) => {
      const { connections, sessions } = processes();
      const cut = more.sessions ? [...connections, ...sessions] : connections;
      await endProcesses(cut);
      return cut.length;
    },
    hasConnections: () => processes().connections.length > 0,
    refuseConnections: () => {
      const { daemons, connections } = processes();
      return endProcesses([...daemons, ...connections]);
    },
    acceptConnections: async () => {
      if (processes().daemons.length === 0) await startLogin(plan, { port });
    },
  };
}

async function startLogin(
  { dir }: SlurmPlan,
  options: Pick<SshdOptions, 'maxSessions' | 'port'>,
): Promise<ClusterLogin> {
  const user = readFileSync(join(dir, 'user'), 'utf8');
  const environment = { SLURM_CONF: join(dir, 'etc', 'slurm.conf') };
  const sshd = await startSshd({ ...options, user, directory: join(dir, 'ssh'), environment });
  return { host: '127.0.0.1', port: sshd.port, user, keyPath: sshd.keyPath, knownHosts: sshd.knownHostsPath };
}

/** The Slurm account `proj`, with the login user in it. slurmctld must have registered the cluster before. */
async function addAccount({ dir }: SlurmPlan): Promise<void> {
  const root = rootIdentity(dir);
  const user = readFileSync(join(dir, 'user'), 'utf8');
  await waitUntil('the cluster is registered in accounting', async () => {
    return (await mustRun(root, 'sacctmgr', ['-nP', 'list', 'cluster', 'format=Cluster'])).includes(
      'testbed',
    );
  });
  await mustRun(root, 'sacctmgr', ['-iQ', 'add', 'account', 'proj', 'Description=proj', 'Organization=lab']);
  await mustRun(root, 'sacctmgr', ['-iQ', 'add', 'user', user, 'account=proj']);
}
