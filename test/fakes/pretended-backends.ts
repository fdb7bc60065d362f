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
