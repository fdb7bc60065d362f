import { existsSync } from 'node:fs';
import { accountIdentity, rootIdentity } from './layout.ts';
import { daemonPid, type Identity, mustRun, run, startDaemon, stopDaemon } from './processes.ts';
import { nodeNames, type SlurmPlan } from './slurm-files.ts';
import { portAnswers, waitUntil } from './wait.ts';

/** `c1` … are the nodes' slurmd. */
export type DaemonName = 'munged' | 'mariadbd' | 'slurmdbd' | 'slurmctld' | 'c1' | 'c2' | 'c3' | 'c4';

/** In the order of starting; they are stopped in the opposite one, so that slurmctld sees its jobs end. */
export const daemonOrder: readonly DaemonName[] = [
  'munged',
  'mariadbd',
  'slurmdbd',
  'c1',
  'c2',
  'c3',
  'c4',
  'slurmctld',
];

/** Starts one daemon and waits until it answers. */
export async function startOne(plan: SlurmPlan, name: DaemonName): Promise<void> {
  if (daemonPid(plan.dir, name) !== null) return;
  if (name === 'mariadbd' && !existsSync(`${plan.dir}/db/mysql`)) await installDatabase(plan);
  const { identity, command } = recipe(plan, name);
  await startDaemon(plan.dir, name, identity, command);
  await waitUntil(`${name} answers`, async () => {
    if (daemonPid(plan.dir, name) === null) throw new Error(`${name} ended at once`);
    return await answers(plan, name);
  });
}

export async function stopOne(plan: SlurmPlan, name: DaemonName): Promise<void> {
  // slurmctld saves its jobs when it ends, and waits a while for an slurmdbd that is not there.
  await stopDaemon(plan.dir, name, 30_000);
}

/** Starts all, in the least time: the nodes need nobody. */
export async function startAll(plan: SlurmPlan): Promise<void> {
  await startOne(plan, 'munged');
  if (plan.keepsAccounts) {
    await startOne(plan, 'mariadbd');
    // At its first start slurmctld ends when slurmdbd is not there.
    await startOne(plan, 'slurmdbd');
  }
  await startOne(plan, 'slurmctld');
  await Promise.all(nodeNames(plan.ports).map((name) => startOne(plan, name as DaemonName)));
  await waitUntil('every node is idle', async () => {
    const { stdout } = await run(rootIdentity(plan.dir), 'sinfo', ['-h', '-N', '-o', '%N %t']);
    const states = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ') as [string, string]),
    );
    return nodeNames(plan.ports).every((name) => states.get(name) === 'idle');
  });
}

async function answers({ dir, ports }: SlurmPlan, name: DaemonName): Promise<boolean> {
  if (name === 'munged') return existsSync(`${dir}/munge/munge.socket`);
  if (name === 'mariadbd') return await portAnswers(ports.database);
  if (name === 'slurmdbd') return await portAnswers(ports.accounting);
  if (name === 'slurmctld')
    return (await run(rootIdentity(dir), 'scontrol', ['ping'])).stdout.includes('is UP');
  return true;
}

async function installDatabase({ dir }: SlurmPlan): Promise<void> {
  await mustRun(rootIdentity(dir), 'mariadb-install-db', [
    '--no-defaults',
    '--user=mysql',
    `--datadir=${dir}/db`,
    '--auth-root-authentication-method=socket',
    '--skip-test-db',
    '--innodb-log-file-size=16M',
  ]);
}

interface Recipe {
  readonly identity: Identity;
  readonly command: readonly [string, ...string[]];
}

function recipe(plan: SlurmPlan, name: DaemonName): Recipe {
  const root = rootIdentity(plan.dir);
  if (name === 'munged') return { identity: accountIdentity(plan.dir, 'munge'), command: munged(plan) };
  if (name === 'mariadbd') return { identity: accountIdentity(plan.dir, 'mysql'), command: mariadbd(plan) };
  if (name === 'slurmdbd' || name === 'slurmctld') return { identity: root, command: [name, '-D'] };
  return { identity: root, command: ['slurmd', '-D', '-N', name] };
}

function munged({ dir }: SlurmPlan): [string, ...string[]] {
  return [
    'munged',
    '--foreground',
    // The socket of a munged that was killed stays behind.
    '--force',
    `--key-file=${dir}/etc/munge.key`,
    `--socket=${dir}/munge/munge.socket`,
    `--pid-file=${dir}/munge/munged.pid`,
    `--log-file=${dir}/munge/munged.log`,
    `--seed-file=${dir}/munge/munged.seed`,
    '--num-threads=4',
  ];
}

/** Small, quick and forgetful: a power cut may cost its data, and a test cluster has none to lose. */
function mariadbd({ dir, ports }: SlurmPlan): [string, ...string[]] {
  return [
    'mariadbd',
    '--no-defaults',
    `--init-file=${dir}/etc/database.sql`,
    `--datadir=${dir}/db`,
    `--socket=${dir}/run/mysql.sock`,
    `--pid-file=${dir}/run/mysqld.pid`,
    '--bind-address=127.0.0.1',
    `--port=${ports.database}`,
    // Without its configuration files MariaDB speaks latin1, and job names come back as question marks.
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_general_ci',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--innodb-buffer-pool-size=128M',
    '--innodb-log-file-size=16M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    '--performance-schema=0',
  ];
}
