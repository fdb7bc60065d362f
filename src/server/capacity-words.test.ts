import { expect, test } from 'vitest';
import {
  fairShareWords,
  limitLines,
  longestWords,
  ownSentence,
  partitionState,
  percentWords,
  roomSentence,
} from './capacity-words.ts';
import type { QueueShare } from './queue-shares.ts';

const NO_ROOM = { nodes: null, cpus: null, memory: null, gpus: null };

test.each([
  [{ cpus: { total: 5_184, free: 1_312 } }, '1,312 of 5,184 CPUs are free.'],
  [{ cpus: { total: 1, free: 1 } }, '1 of 1 CPU is free.'],
  [
    { cpus: { total: 8, free: 0 }, gpus: { total: 2, free: 1 }, nodes: { total: 4, idle: 0, away: 1 } },
    '0 of 8 CPUs are free, 1 of 2 GPUs, 0 of 4 nodes idle, 1 away.',
  ],
  [{ nodes: { total: 1, idle: 1, away: 0 } }, '1 of 1 node idle.'],
  [{}, 'What is free is not told.'],
])('room in %j', (room, sentence) => {
  expect(roomSentence({ whole: { ...NO_ROOM, ...room }, load: null })).toBe(sentence);
});

test('of a single machine the load is told', () => {
  const whole = { ...NO_ROOM, cpus: { total: 8, free: 6 } };
  expect(roomSentence({ whole, load: 1.26 })).toBe('6 of 8 CPUs are not asked for by jobs, load 1.3.');
  expect(roomSentence({ whole, load: 12.9 })).toContain('load 12.9, more than it has CPUs.');
});

test.each([
  [[27, 108, 12, 60], 5_184, '27 run on 108 CPUs, 2.1% of all; 12 wait for 60 CPUs.'],
  [[1, 1, 1, 1], null, '1 runs on 1 CPU; 1 waits for 1 CPU.'],
  [[0, 0, 3, 6], 10, 'None runs; 3 wait for 6 CPUs.'],
  [[2, 5, 0, 0], 10, '2 run on 5 CPUs, 50% of all; none waits.'],
  [[0, 0, 0, 0], 10, 'None runs or waits.'],
] as const)('own jobs %j of %s CPUs', ([run, on, wait, want], cpus, sentence) => {
  const share: QueueShare = { running: { jobs: run, cpus: on }, waiting: { jobs: wait, cpus: want } };
  expect(ownSentence(share, cpus)).toBe(sentence);
});

test.each([
  [0, '0%'],
  [0.0004, 'under 0.1%'],
  [0.0312, '3.1%'],
  [0.02, '2%'],
  [0.126, '13%'],
  [1, '100%'],
])('%s is %s', (part, words) => {
  expect(percentWords(part)).toBe(words);
});

test('what partitions do with jobs', () => {
  const state = (takesJobs: boolean, startsJobs: boolean) => partitionState({ takesJobs, startsJobs });
  expect([state(true, true), state(true, false), state(false, true), state(false, false)]).toEqual([
    'open',
    'starts no jobs',
    'takes no new jobs',
    'closed',
  ]);
  expect([longestWords(null), longestWords(259_200)]).toEqual(['no limit', '3 d']);
});

test('limits stand together by place', () => {
  expect(
    limitLines([
      { of: 'user', what: 'running-jobs', most: 50, where: 'account stats' },
      { of: 'user', what: 'jobs', most: 1, where: '' },
      { of: 'user', what: 'jobs', most: 200, where: 'account stats' },
      { of: 'all', what: 'cpus', most: 1_000, where: 'QOS long' },
      { of: 'user', what: 'gpus', most: 4, where: 'QOS long' },
    ]),
  ).toEqual([
    ['account stats', '50 jobs at a time, 200 jobs in all'],
    ['everywhere', '1 job in all'],
    ['QOS long', '1,000 CPUs at a time of everybody together, 4 GPUs at a time'],
  ]);
  expect(fairShareWords({ account: 'stats', share: 0.025, usage: 0.031, factor: 0.43 })).toBe(
    'factor 0.43 of 1: used 3.1% of late, with a share of 2.5%',
  );
});
