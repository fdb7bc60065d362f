/** What a backend has, and how much of it is free now, as its scheduler tells it. */
export interface Capacity {
  /** Whose account is used there. */
  readonly user: string;
  /** All machines together. */
  readonly whole: Room;
  /** Partitions, or queues, in the scheduler's order; empty where there are none. */
  readonly partitions: readonly Partition[];
  /** How many processes wanted a CPU, on average of the last minute; null of more than one machine. */
  readonly load: number | null;
  readonly disk: Disk | null;
  /** Null where it was not asked for. */
  readonly standing: Standing | null;
  /** What could not be told, and why: whole sentences. */
  readonly untold: readonly string[];
}

/** Of the file system where clones are kept. */
export interface Disk {
  readonly path: string;
  readonly totalBytes: number;
  readonly availableBytes: number;
}

/** What some machines have. Null: nobody tells. */
export interface Room {
  readonly nodes: NodeCounts | null;
  /** In Grid Engine slots. */
  readonly cpus: Amount | null;
  /** Bytes: free is what is not given to jobs; where the scheduler does not count that, what is not in use. */
  readonly memory: Amount | null;
  readonly gpus: Amount | null;
}

export interface NodeCounts {
  readonly total: number;
  /** Without any job, and able to take one. */
  readonly idle: number;
  /** Down, drained or reserved. */
  readonly away: number;
}

export interface Amount {
  readonly total: number;
  /** Can be had now: what is on machines that are away is not. */
  readonly free: number;
}

export interface Partition extends Room {
  readonly name: string;
  /** Jobs that name none go there. */
  readonly isDefault: boolean;
  /** Whether it takes new jobs, and whether it starts those that it has. */
  readonly takesJobs: boolean;
  readonly startsJobs: boolean;
  /** The longest that a job may ask for; null: without limit, or unknown. */
  readonly maxSeconds: number | null;
}

/** What concerns our account and seldom changes. */
export interface Standing {
  readonly limits: readonly Limit[];
  /** By account; empty where the scheduler does not know such shares. */
  readonly fairShares: readonly FairShare[];
  readonly untold: readonly string[];
}

export interface Limit {
  /** Whose jobs are counted together: those of each user, or those of everybody. */
  readonly of: 'user' | 'all';
  /** `jobs` are those that wait and those that run. */
  readonly what: 'jobs' | 'running-jobs' | 'cpus' | 'gpus';
  readonly most: number;
  /** `queue workq`, `account stats`, `QOS long`; empty: everywhere. */
  readonly where: string;
}

/** Parts of the whole, from 0 to 1. */
export interface FairShare {
  readonly account: string;
  /** What our account is meant to have. */
  readonly share: number;
  /** What it had of late. */
  readonly usage: number;
  /** What priorities are made of: near 1 is served first, near 0 last. */
  readonly factor: number;
}

/** One machine, as the scheduler tells of it. */
export interface Machine {
  readonly partitions: readonly string[];
  readonly isAway: boolean;
  readonly hasJobs: boolean;
  /** Whatever its state. Null: it does not tell. */
  readonly cpus: Amount | null;
  readonly memory: Amount | null;
  readonly gpus: Amount | null;
}

export const NO_ROOM: Room = { nodes: null, cpus: null, memory: null, gpus: null };

export function roomOf(machines: readonly Machine[]): Room {
  if (machines.length === 0) return NO_ROOM;
  return {
    nodes: {
      total: machines.length,
      idle: machines.filter(({ isAway, hasJobs }) => !isAway && !hasJobs).length,
      away: machines.filter(({ isAway }) => isAway).length,
    },
    cpus: sum(machines, 'cpus'),
    memory: sum(machines, 'memory'),
    gpus: sum(machines, 'gpus'),
  };
}

function sum(machines: readonly Machine[], what: 'cpus' | 'memory' | 'gpus'): Amount | null {
  const told = machines.flatMap((machine) => {
    const amount = machine[what];
    return amount === null ? [] : [{ ...amount, free: machine.isAway ? 0 : Math.max(0, amount.free) }];
  });
  if (told.length === 0) return null;
  return told.reduce((all, one) => ({ total: all.total + one.total, free: all.free + one.free }));
}
