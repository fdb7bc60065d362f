import { expect, test } from 'vitest';
import { jobId } from '../engine/ids.ts';
import { endingOf, parseRecord } from './records.ts';

const JOB = jobId('7');

function record(code: number, told = ''): string {
  return `job=7\nhost=c1\ncpus=2\nend\nstarted=100\nended=110\ncode=${code}\ntold=${told}\n0m0.01s 0m0.02s\n0m4,500s 0m0.500s\ncomplete\n`;
}

test.each([
  [0, '', { reason: 'completed', exitCode: 0, signal: null }],
  [3, '', { reason: 'exit', exitCode: 3, signal: null }],
  [139, '', { reason: 'signal', exitCode: 139, signal: 11 }],
  [255, '', { reason: 'exit', exitCode: 255, signal: null }],
  [143, 'TERM', { reason: 'signal', exitCode: 143, signal: 15 }],
  [0, 'TERM', { reason: 'signal', exitCode: 0, signal: 15 }],
])('exit code %d, told %j', (code, told, expected) => {
  expect(endingOf(parseRecord(record(code, told)), JOB)).toMatchObject(expected);
});

test('times, place and use of processors', () => {
  expect(endingOf(parseRecord(record(0)), JOB)).toMatchObject({
    startedAt: 100_000,
    finishedAt: 110_000,
    node: 'c1',
    usage: { cpuEfficiency: 25, maxRssBytes: null },
  });
});

test('what the control group says goes before what the shell waited for', () => {
  const withGroup = (lines: string) =>
    endingOf(parseRecord(record(0).replace('0m0.01s', `${lines}0m0.01s`)), JOB);
  expect(withGroup('memory.peak=2048\nusage_usec=10000000\n')?.usage).toEqual({
    cpuEfficiency: 50,
    maxRssBytes: 2048,
  });
  expect(withGroup('memory.max_usage_in_bytes=4096\ncpuacct.usage=20000000000\n')?.usage).toEqual({
    cpuEfficiency: 100,
    maxRssBytes: 4096,
  });
});

test.each([
  [137, '', 'out-of-memory'],
  [1, '', 'out-of-memory'],
  [0, '', 'completed'],
  [143, 'TERM', 'signal'],
])('exit code %d, told %j, after a kill for want of memory: %s', (code, told, reason) => {
  const text = record(code, told).replace('0m0.01s', 'oom_kill=1\n0m0.01s');
  expect(endingOf(parseRecord(text), JOB)?.reason).toBe(reason);
});

test.each([
  [10, 'TERM', 143, 'timeout'],
  [12, 'TERM', 0, 'timeout'],
  [13, 'TERM', 143, 'signal'],
  // Nobody told it to end: it needed just so long.
  [10, '', 0, 'completed'],
  [10, '', 1, 'exit'],
])(
  'of %i seconds that it might take, after 10, told %j, with exit code %i: %s',
  (limit, told, code, reason) => {
    const text = record(code, told).replace('cpus=2\n', `cpus=2\nlimit=${limit}\n`);
    expect(endingOf(parseRecord(text), JOB)?.reason).toBe(reason);
  },
);

test('the room that was kept behind a record does not harm it', () => {
  expect(parseRecord(`${record(3)}      \n`)?.end?.code).toBe(3);
  expect(parseRecord(`${record(3)} code=4\n`)).toBeNull();
});

test('a record cut at any place is none', () => {
  const whole = record(3);
  for (let end = 0; end < whole.length; end += 1) expect(parseRecord(whole.slice(0, end))).toBeNull();
});

test('a start record and a record of another job are no end', () => {
  const start = parseRecord(
    'job=7\nhost=c1\ncpus=1\nstart\nstarted=100\n0m0.0s 0m0.0s\n0m0.0s 0m0.0s\ncomplete\n',
  );
  expect(start?.startedSeconds).toBe(100);
  expect(endingOf(start, JOB)).toBeNull();
  expect(endingOf(parseRecord(record(0)), jobId('8'))).toBeNull();
});
