import { expect, test } from 'vitest';
import { RECORD } from '../separators.ts';
import { parseController } from './parse-controller.ts';
import { recorded } from './recorded.testdata.ts';

/** The line of one job in a recorded `scontrol --oneliner show job`. */
function lineOf(job: number): string {
  const lines = recorded('scontrol-show-job-oneline.txt').split('\n');
  return lines.find((line) => line.startsWith(`JobId=${job} `)) ?? '';
}

function answer(texts: Readonly<Record<string, string>>): string {
  return `${Object.entries(texts)
    .map(([job, text]) => `${RECORD}${job}\n${text}\n`)
    .join('')}${RECORD}end`;
}

function stated(text: string) {
  return parseController(answer({ 7: text }))?.[0];
}

test.each([
  [1002, { reason: 'completed', exitCode: 0, signal: null, raw: 'COMPLETED' }],
  [1003, { reason: 'exit', exitCode: 3, signal: null, raw: 'FAILED' }],
  [1004, { reason: 'signal', exitCode: null, signal: 11 }],
  [1005, { reason: 'signal', exitCode: null, signal: 9 }],
  [1006, { reason: 'exit', exitCode: 127, signal: null }],
])('job %d has ended (scontrol-show-job-oneline.txt)', (job, ending) => {
  expect(stated(lineOf(job))?.ending).toMatchObject({ source: 'queue', node: 'c1', ...ending });
});

test('what has not ended is said to be so, whatever its name (scontrol-show-job-oneline.txt)', () => {
  expect(stated(lineOf(1001))).toMatchObject({ queue: 'running', ending: null });
  expect(stated(lineOf(1013))).toMatchObject({ queue: 'running', ending: null });
  expect(stated(lineOf(1015))).toMatchObject({ queue: 'running', ending: null });
  expect(stated(recorded('scontrol-show-job-running.txt'))).toMatchObject({ queue: 'running', ending: null });
});

test('a node failure on several lines, with its times (scontrol-show-job-nodefail.txt)', () => {
  expect(stated(recorded('scontrol-show-job-nodefail.txt'))?.ending).toMatchObject({
    reason: 'node-failure',
    node: 'c3',
    startedAt: Date.parse('2026-11-22T16:14:18Z'),
    finishedAt: Date.parse('2026-11-22T16:14:55Z'),
  });
});

test('a job that never ran has no start and no node', () => {
  const text = lineOf(1003)
    .replace('JobState=FAILED', 'JobState=CANCELLED')
    .replace('ExitCode=3:0', 'ExitCode=0:0')
    .replace(' NodeList=c1 ', ' NodeList=(null) ');
  expect(stated(text)?.ending).toMatchObject({ reason: 'cancelled', startedAt: null, node: null });
});

test('a name cannot say how its job ended', () => {
  const text = lineOf(1003).replace('JobName=exit3', 'JobName=x JobState=COMPLETED Reason=None ExitCode=0:0');
  expect(stated(text)?.ending).toMatchObject({ reason: 'exit', exitCode: 3 });
});

test('names of users and groups may hold blanks', () => {
  const text = lineOf(1003).replace(
    /UserId=\S+ GroupId=\S+/,
    'UserId=HPC\\ada b(1001) GroupId=domain users(513)',
  );
  expect(stated(text)?.ending).toMatchObject({ reason: 'exit', exitCode: 3 });
});

test('other texts and other words say nothing of an end', () => {
  expect(parseController(answer({ 7: 'JobId=7 JobName=x' }))).toEqual([]);
  expect(stated(lineOf(1003).replace('JobState=FAILED', 'JobState=TOMORROW'))).toMatchObject({
    queue: 'unknown',
    ending: null,
  });
});

test('an answer cut at any place is none', () => {
  const whole = answer({ 1003: lineOf(1003), 1002: lineOf(1002) });
  expect(parseController(whole)).toHaveLength(2);
  for (let end = 0; end < whole.length; end += 1) expect(parseController(whole.slice(0, end))).toBeNull();
});
