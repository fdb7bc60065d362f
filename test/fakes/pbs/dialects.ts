/** Which PBS is pretended, by what was recorded: the OpenPBS snapshot's client, the released OpenPBS 23.06.06, Torque. */
export type DialectName = 'openpbs' | 'openpbs-released' | 'torque';

export interface Dialect {
  readonly name: DialectName;
  readonly isTorque: boolean;
  /** As job ids end. */
  readonly server: string;
  /** The server's machine, which is the only node too. */
  readonly host: string;
  readonly node: string;
  readonly queue: string;
  /** Exit status of a job that was ended over its walltime. */
  readonly overWalltime: number;
  /** The flag of qsub for arrays. */
  readonly arrayFlag: 'J' | 't';
  readonly versionText: string;
}

const OPENPBS = {
  isTorque: false,
  server: 'pbshead',
  host: 'pbshead.example.org',
  node: 'pbshead',
  queue: 'workq',
  overWalltime: -29,
  arrayFlag: 'J',
  versionText: 'pbs_version = 23.06.06\n',
} as const;

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  openpbs: { name: 'openpbs', ...OPENPBS },
  'openpbs-released': { name: 'openpbs-released', ...OPENPBS },
  torque: {
    name: 'torque',
    isTorque: true,
    server: 'tqhead.example.org',
    host: 'tqhead.example.org',
    node: 'tqhead',
    queue: 'batch',
    overWalltime: -11,
    arrayFlag: 't',
    versionText: 'Version: master\n',
  },
};

export interface QueueRules {
  /** So many jobs of a user, elements of arrays counted, may be queued or running. */
  readonly maxQueued?: number;
  readonly maxWalltimeSeconds?: number;
  readonly isEnabled?: boolean;
}

/** What can be wrong with a server; all may be changed while it runs. */
export interface Quirks {
  isDown: boolean;
  qstatDelayMs: number;
  /** `query_other_jobs = False`: nobody sees the jobs of others. */
  hidesOthers: boolean;
}

export interface PretendedPbsOptions {
  readonly dialect: DialectName;
  /** OpenPBS: job history is on. Torque: ended jobs are kept for 300 seconds. Otherwise they are forgotten at once. */
  readonly remembers: boolean;
  /** How many CPUs the node has. */
  readonly cpus?: number;
  readonly firstJob?: number;
  readonly user?: string;
  readonly queues?: Readonly<Record<string, QueueRules>>;
  /** From SIGTERM to SIGKILL. */
  readonly killDelayMs?: number;
  /** How long a job is exiting (E) at least. */
  readonly exitingMs?: number;
}
