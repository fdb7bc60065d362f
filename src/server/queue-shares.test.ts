import { expect, test } from 'vitest';
import { token } from '../engine/ids.ts';
import { makeJob } from '../store/store.testdata.ts';
import { ownShare, sharesByPartition } from './queue-shares.ts';

const waiting = { state: 'pending', reason: 'Priority' } as const;
const JOBS = [
  makeJob('1', { cpus: 8, token: token('a1b2c3d4.1') }),
  makeJob('2', { cpus: 2, state: 'completing' }),
  makeJob('3', { ...waiting, cpus: 4 }),
  makeJob('4', { ...waiting, cpus: 4, reason: 'Resources' }),
  makeJob('5', { ...waiting, cpus: 1, reason: 'Resources' }),
  makeJob('6', { ...waiting, cpus: 1, reason: '' }),
  makeJob('7', { cpus: 9, state: 'ended' }),
  makeJob('8', { cpus: 9, state: 'suspended' }),
  makeJob('9', { ...waiting, user: 'emmy', partition: 'gpu,normal', cpus: 16 }),
];

test('of a listing what is one user’s, with the commonest reason for waiting first', () => {
  expect(ownShare(JOBS, 'ada')).toEqual({
    running: { jobs: 2, cpus: 10 },
    waiting: { jobs: 4, cpus: 10 },
    ours: 1,
    reasons: [
      ['Resources', 2],
      ['Priority', 1],
    ],
  });
  expect(ownShare(JOBS, 'kurt')).toMatchObject({ running: { jobs: 0 }, ours: 0, reasons: [] });
});

test('a job that may run in several partitions waits in each', () => {
  const shares = sharesByPartition(JOBS);
  expect(shares.get('gpu')).toEqual({ running: { jobs: 0, cpus: 0 }, waiting: { jobs: 1, cpus: 16 } });
  expect(shares.get('normal')?.waiting).toEqual({ jobs: 5, cpus: 26 });
});
