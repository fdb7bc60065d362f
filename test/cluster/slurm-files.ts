/** The configuration files of a private Slurm: nothing of `/etc/slurm` is read or touched. */

/** What the files are made from. All ports are on 127.0.0.1. */
export interface SlurmPlan {
  /** Owned by root; no parent is writable by others (munge insists). */
  readonly dir: string;
  readonly hostName: string;
  readonly ports: SlurmPorts;
  /** Memory limits by cgroup v1: gives a real OUT_OF_MEMORY. Without them a job over its memory is FAILED. */
  readonly memoryLimits: boolean;
  /** Whether slurmdbd keeps accounts in a database. */
  readonly keepsAccounts: boolean;
  /** Lines of slurm.conf that replace or join the usual ones. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface SlurmPorts {
  readonly controller: number;
  readonly accounting: number;
  readonly database: number;
  readonly nodes: readonly number[];
}

export const gpuNode = 'c4';

export function nodeNames(ports: SlurmPorts): string[] {
  return ports.nodes.map((_, index) => `c${index + 1}`);
}

/** slurm.conf: many small nodes on one machine, a scheduler that looks at once, and accounting. */
export function slurmConf(plan: SlurmPlan): string {
  const settings = { ...identity(plan), ...limits(plan), ...pace, ...accounting(plan), ...plan.settings };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return `${[...lines, ...nodeLines(plan)].join('\n')}\n`;
}

function identity({ dir, hostName, ports }: SlurmPlan): Record<string, string> {
  return {
    ClusterName: 'testbed',
    SlurmctldHost: `${hostName}(127.0.0.1)`,
    SlurmUser: 'slurm',
    SlurmdUser: 'root',
    AuthType: 'auth/munge',
    // A requeued job waits until the credential of its first try is out of date: by default for two minutes.
    AuthInfo: `socket=${dir}/munge/munge.socket,cred_expire=30`,
    CredType: 'cred/munge',
    SlurmctldPort: String(ports.controller),
    SlurmctldPidFile: `${dir}/run/slurmctld.pid`,
    SlurmdPidFile: `${dir}/run/slurmd-%n.pid`,
    StateSaveLocation: `${dir}/state/slurmctld`,
    SlurmdSpoolDir: `${dir}/state/slurmd/%n`,
    SlurmctldLogFile: `${dir}/log/slurmctld.log`,
    SlurmdLogFile: `${dir}/log/slurmd-%n.log`,
    FirstJobId: '1001',
    MailProg: '/bin/true',
  };
}

function limits({ memoryLimits }: SlurmPlan): Record<string, string> {
  return {
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: memoryLimits ? 'task/cgroup' : 'task/none',
    JobAcctGatherType: 'jobacct_gather/linux',
    JobAcctGatherFrequency: 'task=1',
    ...(memoryLimits ? {} : { JobAcctGatherParams: 'OverMemoryKill' }),
    MpiDefault: 'none',
    SwitchType: 'switch/none',
    // A node may declare more processors and memory than the machine has.
    SlurmdParameters: 'config_overrides',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU_Memory',
    DefMemPerCPU: '100',
    PropagateResourceLimits: 'NONE',
    MaxArraySize: '10001',
    MaxJobCount: '50000',
  };
}

const pace: Readonly<Record<string, string>> = {
  ReturnToService: '2',
  SchedulerType: 'sched/backfill',
  SchedulerParameters:
    'batch_sched_delay=0,sched_interval=1,bf_interval=1,sched_min_interval=10000,default_queue_depth=1000',
  CompleteWait: '0',
  KillWait: '2',
  SlurmdTimeout: '15',
  MessageTimeout: '10',
  MinJobAge: '300',
};

function accounting({ dir, ports, keepsAccounts }: SlurmPlan): Record<string, string> {
  if (!keepsAccounts) return { AccountingStorageType: 'accounting_storage/none', GresTypes: 'gpu' };
  return {
    AccountingStorageType: 'accounting_storage/slurmdbd',
    AccountingStorageHost: '127.0.0.1',
    AccountingStoragePort: String(ports.accounting),
    AccountingStoragePass: `${dir}/munge/munge.socket`,
    AccountingStorageTRES: 'gres/gpu',
    AccountingStoreFlags: 'job_comment',
    GresTypes: 'gpu',
  };
}

function nodeLines({ hostName, ports }: SlurmPlan): string[] {
  const names = nodeNames(ports);
  const nodes = names.map((name, index) => {
    const gres = name === gpuNode ? ' Gres=gpu:2' : '';
    return `NodeName=${name} NodeHostname=${hostName} NodeAddr=127.0.0.1 Port=${ports.nodes[index]}${gres}`;
  });
  return [
    'NodeName=DEFAULT CPUs=64 RealMemory=64000 TmpDisk=1000 State=UNKNOWN',
    ...nodes,
    `PartitionName=normal Nodes=${names.join(',')} Default=YES MaxTime=3-00:00:00 DefaultTime=01:00:00 State=UP`,
    `PartitionName=gpu Nodes=${gpuNode} MaxTime=01:00:00 DefaultTime=00:10:00 State=UP`,
  ];
}

export function slurmdbdConf({ dir, ports }: SlurmPlan): string {
  return `AuthType=auth/munge
AuthInfo=${dir}/munge/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=${ports.accounting}
SlurmUser=slurm
PidFile=${dir}/run/slurmdbd.pid
LogFile=${dir}/log/slurmdbd.log
CommitDelay=1
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=${ports.database}
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
`;
}

/** What the database runs at its start; its port opens only afterwards. One statement a line. */
export const databaseInit = `CREATE DATABASE IF NOT EXISTS slurm_acct_db;
CREATE USER IF NOT EXISTS slurm@'127.0.0.1' IDENTIFIED BY 'slurm';
GRANT ALL ON slurm_acct_db.* TO slurm@'127.0.0.1';
`;

export const cgroupConf = `CgroupPlugin=cgroup/v1
CgroupMountpoint=/sys/fs/cgroup
CgroupAutomount=no
ConstrainRAMSpace=yes
ConstrainSwapSpace=yes
`;

export function gresConf({ dir }: SlurmPlan): string {
  return `NodeName=${gpuNode} Name=gpu File=${dir}/dev/gpu[0-1]\n`;
}
