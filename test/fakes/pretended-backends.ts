import type { Partition } from '../../src/backends/capacity.ts';
import type { CapacityPicture } from '../../src/conductor/capacity-desk.ts';
import type { BackendView, Politeness } from '../../src/conductor/orders.ts';
import { MERCURY, NOON } from './pretended-world.ts';

export function makeBackend(more: Partial<BackendView> = {}): BackendView {
  return {
    name: MERCURY,
    type: 'slurm',
    host: 'ada@mercury.example.org',
    maxConcurrent: 100,
    active: 12,
    jobCount: 1_204,
    connection: { is: 'connected', since: NOON - 7_200_000 },
    lastPollAt: NOON - 2_000,
    problem: null,
    stale: false,
    figures: {
      cpus: { allocated: 3_800, idle: 1_320, other: 64, total: 5_184 },
      disk: { path: '/scratch', totalBytes: 2e15, availableBytes: 4.3e14 },
    },
    ...more,
  };
}

/** An hour with little to do and one with more. */
export function makePoliteness(more: Partial<Politeness> = {}): Politeness {
  const quiet = { calls: { squeue: 60 }, logins: 1, sessions: 3, commands: 61 };
  const busy = { calls: { squeue: 58, sbatch: 3, sacct: 12 }, logins: 0, sessions: 0, commands: 179 };
  const hours = [
    { ...quiet, startsAt: NOON - 5_400_000, bytesSent: 61_000, bytesReceived: 900_000 },
    { ...busy, startsAt: NOON - 1_800_000, bytesSent: 358_000, bytesReceived: 1_200_000 },
  ];
  const lastHour = { ...busy, bytesSent: 300_000, bytesReceived: 958_291 };
  const total = { calls: { squeue: 118, sbatch: 3, sacct: 12 }, logins: 1, sessions: 3, commands: 240 };
  return {
    since: NOON - 5_000_000,
    total: { ...total, bytesSent: 419_000, bytesReceived: 2_100_000 },
    lastHour,
    hours,
    ...more,
  };
}

const TB = 1024 ** 4;

const DAY = 86_400;
const OPEN = { isDefault: false, takesJobs: true, startsJobs: true, gpus: null };

const PARTITIONS: readonly Partition[] = [
  {
    ...OPEN,
    name: 'normal',
    isDefault: true,
    maxSeconds: 3 * DAY,
    nodes: { total: 128, idle: 21, away: 2 },
    cpus: { total: 4_096, free: 1_104 },
    memory: { total: 32 * TB, free: 11.5 * TB },
  },
  {
    ...OPEN,
    name: 'gpu',
    maxSeconds: DAY,
    nodes: { total: 16, idle: 0, away: 0 },
    cpus: { total: 1_024, free: 208 },
    memory: { total: 16 * TB, free: 5.25 * TB },
    gpus: { total: 64, free: 3 },
  },
  {
    ...OPEN,
    name: 'long',
    maxSeconds: 14 * DAY,
    nodes: { total: 32, idle: 0, away: 0 },
    cpus: { total: 1_024, free: 0 },
    memory: { total: 8 * TB, free: 0.5 * TB },
  },
  {
    ...OPEN,
    name: 'old-westmere',
    takesJobs: false,
    startsJobs: false,
    maxSeconds: null,
    nodes: { total: 4, idle: 0, away: 4 },
    cpus: { total: 64, free: 0 },
    memory: { total: 0.25 * TB, free: 0 },
  },
];

const STANDING = {
  limits: [
    { of: 'user', what: 'running-jobs', most: 200, where: 'account pi-faculty' },
    { of: 'user', what: 'gpus', most: 8, where: 'QOS normal' },
    { of: 'user', what: 'jobs', most: 1_000, where: 'QOS normal' },
  ],
  fairShares: [{ account: 'pi-faculty', share: 0.025, usage: 0.031, factor: 0.43 }],
  untold: [],
} as const;

type ToldCapacity = CapacityPicture & { readonly capacity: NonNullable<CapacityPicture['capacity']> };

/** A cluster with four partitions, one of them closed, and what one may have of it. */
export function makeCapacity(): ToldCapacity {
  const capacity = {
    user: 'ada',
    whole: {
      nodes: { total: 180, idle: 21, away: 6 },
      cpus: { total: 6_208, free: 1_312 },
      memory: { total: 56.25 * TB, free: 17.25 * TB },
      gpus: { total: 64, free: 3 },
    },
    partitions: PARTITIONS,
    load: null,
    disk: { path: '/scratch/ada/clones', totalBytes: 2e15, availableBytes: 4.3e14 },
    standing: STANDING,
    untold: [],
  };
  return { capacity, at: NOON - 20_000, standing: STANDING, problem: null };
}
