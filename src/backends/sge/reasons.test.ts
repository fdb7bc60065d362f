import { expect, test } from 'vitest';
import { parseQueue } from './parse-queue.ts';
import { arraysThatWait, withReasons } from './reasons.ts';
import { queueAnswer, recorded } from './recorded.testdata.ts';

/** The queue as it was when these details were recorded. */
const queue = parseQueue(queueAnswer('qstat-r-xml.txt'), '') ?? [];

function reasons(details: string): Readonly<Record<string, string>> {
  const told = withReasons(queue, details).filter(({ reason }, at) => reason !== queue[at]?.reason);
  return Object.fromEntries(told.map(({ job, reason }) => [job, reason]));
}

test.each([
  ['qstat-j-pending.txt', { 18: 'cannot run in PE "smp" because it only offers 0 slots' }],
  ['qstat-j-held.txt', { 12: 'Job is in hold state (held)' }],
  ['qstat-j-dep.txt', { 13: 'job dropped because of job dependencies (held)' }],
  // Two of its tasks run, and one waits.
  ['qstat-j-array.txt', { '3.9': "not all array tasks may be started due to 'max_aj_instances'" }],
  [
    'qstat-j-error.txt',
    {
      16: "error: can't chdir to /no/such/dir: No such file or directory (in error, until qmod -cj clears it)",
    },
  ],
  ['qstat-j-running.txt', {}],
  // What is unknown, or has ended, is told on standard error alone.
  ['qstat-j-unknown.txt', {}],
  ['qstat-j-ended.txt', {}],
])('%s tells why: %j', (file, expected) => {
  expect(reasons(recorded(file))).toEqual(expected);
});

test('several are told of in one answer', () => {
  const answer = ['qstat-j-held.txt', 'qstat-j-running.txt', 'qstat-j-pending.txt'].map(recorded).join('');
  expect(Object.keys(reasons(answer))).toEqual(['12', '18']);
});

test.each([
  [['(Collecting of scheduler job information is turned off)'], undefined],
  [['queue instance "all.q@n1" dropped because it is full', 'not enough slots'], 'not enough slots'],
  [
    ['queue instance "all.q@n1" dropped because it is full', 'queue instance "all.q@n2" dropped'],
    'queue instance "all.q@n1" dropped because it is full',
  ],
  [['a', 'b', 'c', 'd'], 'a; b; c'],
])('of %j is shown: %s', (lines, expected) => {
  const info = lines.join(`\n${' '.repeat(28)}`);
  expect(reasons(`job_number:                 18\nscheduling info:            ${info}\n`)['18']).toBe(
    expected,
  );
});

test('ours that wait are asked about, arrays once', () => {
  const ours = `hutuser\n1\n<job_info><job_info>${[
    ['7', 'x.a1b2c3d4.1', 'qw', '<tasks>1-3:1</tasks>'],
    ['8', 'y.a1b2c3d4.2', 'Eqw', ''],
    ['9', 'z.a1b2c3d4.3', 'r', ''],
    ['10', 'theirs', 'qw', ''],
  ]
    .map(
      ([id, name, state, tasks]) =>
        `<job_list><JB_job_number>${id}</JB_job_number><JB_name>${name}</JB_name><JB_owner>hutuser</JB_owner><state>${state}</state>${tasks}</job_list>`,
    )
    .join('')}</job_info></job_info>`;
  expect(arraysThatWait(parseQueue(ours, '') ?? [])).toEqual(['7', '8']);
});
