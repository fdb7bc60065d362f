import { expect, test } from 'vitest';
import { UNIT } from '../separators.ts';
import { parseQueue, QUEUE_FIELDS } from './parse-queue.ts';
import { recordedQueue, recordedStates } from './recorded.testdata.ts';

const MARK = '\u001emark';

/** An answer of `queueScript`, each row given by the fields that matter. */
function answer(rows: readonly Partial<Record<(typeof QUEUE_FIELDS)[number], string>>[]): string {
  const text = rows.map((row) => `${MARK}${QUEUE_FIELDS.map((letter) => row[letter] ?? '').join(UNIT)}\n`);
  return `ada\n${text.join('')}${MARK}end`;
}

/** All in the queue of `squeue-unit-separator.txt`. */
function recordedNames(): string {
  return `ada\n${recordedQueue(MARK, 'ada')}${MARK}end`;
}

test('names may hold separators, newlines, control characters, or nothing (squeue-unit-separator.txt)', () => {
  const names = parseQueue(recordedNames(), MARK)?.map(({ name }) => name);
  expect(names?.slice(2, 11)).toEqual([
    'it\'s "quoted" \\back $HOME `x`',
    'a|b|c',
    'line1\nline2',
    'tab\there',
    `unit${UNIT}sep`,
    '',
    ' lead and trail ',
    '<b>&amp;',
    'esc\u001b[31mred',
  ]);
});

test('an answer cut at any place says nothing at all', () => {
  const whole = recordedNames();
  for (let end = 0; end < whole.length; end += 1) expect(parseQueue(whole.slice(0, end), MARK)).toBeNull();
});

test('rows that come twice count once', () => {
  const [before = '', ...rows] = recordedNames().split(MARK);
  const doubled = [before, ...rows.slice(0, 5), ...rows].join(MARK);
  expect(parseQueue(doubled, MARK)).toEqual(parseQueue(recordedNames(), MARK));
});

test('a running job has start, elapsed time and place', () => {
  const row = {
    '%i': '7',
    '%u': 'ada',
    '%T': 'RUNNING',
    '%P': 'gpu',
    '%M': '2-03:00:01',
    '%N': 'c[1-2]',
    '%C': '8',
    '%m': '4G',
    '%V': '1795363226',
    '%S': '1795363227',
    '%r': 'None',
    '%k': 'a1b2c3d4.3',
    '%j': 'fit',
  };
  expect(parseQueue(answer([row]), MARK)).toEqual([
    {
      job: '7',
      token: 'a1b2c3d4.3',
      name: 'fit',
      user: 'ada',
      state: 'running',
      rawState: 'RUNNING',
      reason: '',
      partition: 'gpu',
      nodes: 'c[1-2]',
      cpus: 8,
      memory: '4G',
      submittedAt: 1795363226000,
      startedAt: 1795363227000,
      elapsedSeconds: 183601,
    },
  ]);
});

test('a waiting job has a reason, and no start although Slurm expects one', () => {
  const row = {
    '%i': '1025_[1-500%7]',
    '%T': 'PD',
    '%r': 'ReqNodeNotAvail, UnavailableNodes:c3',
    '%S': '1795364102',
    '%V': 'N/A',
  };
  expect(parseQueue(answer([row]), MARK)).toMatchObject([
    {
      job: '1025_[1-500%7]',
      state: 'pending',
      reason: 'ReqNodeNotAvail, UnavailableNodes:c3',
      startedAt: null,
      submittedAt: null,
    },
  ]);
});

test('the waiting elements of an array of ours are jobs of their own; a list that was cut short is no answer', () => {
  const ours = { '%u': 'ada', '%k': 'a1b2c3d4.3', '%T': 'PENDING' };
  const listed = parseQueue(
    answer([
      { ...ours, '%i': '7_[2-3,9%5]' },
      { ...ours, '%i': '7_1' },
    ]),
    MARK,
  );
  expect(listed?.map(({ job, token }) => [job, token])).toEqual(
    ['7_2', '7_3', '7_9', '7_1'].map((job) => [job, 'a1b2c3d4.3']),
  );
  expect(parseQueue(answer([{ ...ours, '%i': '7_[1-3,...]' }]), MARK)).toBeNull();
  expect(parseQueue(answer([{ '%u': 'eve', '%i': '7_[1-3,...]' }]), MARK)).toHaveLength(1);
});

test('a token in the comment of somebody else is not ours', () => {
  const jobs = parseQueue(answer([{ '%i': '1', '%u': 'eve', '%k': 'a1b2c3d4.3' }]), MARK);
  expect(jobs?.map(({ token }) => token)).toEqual([null]);
});

test('where several clusters are asked (SLURM_CLUSTERS), each begins with its name', () => {
  const said = answer([{ '%i': '7', '%u': 'ada', '%k': 'a1b2c3d4.3', '%T': 'RUNNING' }]);
  expect(parseQueue(said.replace('ada\n', 'ada\nCLUSTER: east\n'), MARK)).toMatchObject([
    { job: '7', token: 'a1b2c3d4.3' },
  ]);
});

test('an empty queue is empty, silence is not', () => {
  expect(parseQueue(answer([]), MARK)).toEqual([]);
  expect(parseQueue('', MARK)).toBeNull();
});

test.each([
  [
    'squeue-nodefail.txt',
    '%i|%T|%r|%N|%M',
    [
      ['1084', 'ended', ''],
      ['1085', 'pending', 'BeginTime'],
    ],
  ],
  ['squeue-reqnodenotavail.txt', '%i|%T|%r', [['1091', 'pending', 'ReqNodeNotAvail, UnavailableNodes:c3']]],
  [
    'squeue-suspended.txt',
    '%i|%T|%t|%r',
    [
      ['1088', 'running', ''],
      ['1089', 'suspended', ''],
    ],
  ],
  ['squeue-ended-job-all.txt', '%i|%T|%r', [['1083', 'ended', '']]],
  ['state-completing.txt', '%i|%T|%t|%r', [['1013', 'completing', '']]],
  ['state-partition-down.txt', '%i|%T|%r', [['1015', 'pending', 'PartitionDown']]],
  [
    'state-reservation.txt',
    '%i|%T|%r',
    [['1014', 'pending', 'ReqNodeNotAvail, May be reserved for other job']],
  ],
  [
    'state-special.txt',
    '%i|%T|%t|%r',
    [
      ['1012', 'pending', 'JobHeldAdmin'],
      ['1011', 'pending', 'job requeued in held state'],
    ],
  ],
  [
    'preempt-squeue.txt',
    '%i|%j|%T|%r',
    [
      ['1008', 'pending', 'Resources'],
      ['1007', 'ended', ''],
      ['1009', 'running', ''],
    ],
  ],
  [
    'limits-assoc-maxjobs.txt',
    '%i|%T|%r',
    [
      ['1004', 'pending', 'AssocMaxJobsLimit'],
      ['1003', 'pending', 'AssocMaxJobsLimit'],
      ['1001', 'running', ''],
      ['1002', 'running', ''],
    ],
  ],
])('states and reasons as they were recorded (%s: %s)', (name, format, expected) => {
  const jobs = parseQueue(recordedStates(name, format, MARK), MARK);
  expect(jobs?.map(({ job, state, reason }) => [job, state, reason])).toEqual(expected);
});

test('a job that has run for days (squeue-multiday.txt)', () => {
  const jobs = parseQueue(recordedStates('squeue-multiday.txt', '%i|%T|%M', MARK), MARK);
  expect(jobs).toMatchObject([{ job: '1093', state: 'running', elapsedSeconds: 2 * 86_400 + 3 * 3600 + 4 }]);
});
