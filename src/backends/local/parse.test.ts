import { expect, test } from 'vitest';
import { jobId, recordName, runId } from '../../engine/ids.ts';
import { recordsAnswer } from '../records.testdata.ts';
import { parseEndings, parseRunning, parseStartedId } from './parse.ts';

const HERE = { user: 'ada', node: 'desk', now: 1_000_500_000 };
const QUESTION = { job: jobId('7-70'), record: recordName('a1b2c3d4.1'), run: runId('a1b2c3d4') };
const START = 'job=7-70\nhost=desk\ncpus=1\nstart\nstarted=1000\n0m0.0s 0m0.0s\n0m0.0s 0m0.0s\ncomplete\n';

function answer(look: string, booted: number, start = START, end = ''): string {
  const records = recordsAnswer({ 'a1b2c3d4.1.start': start, 'a1b2c3d4.1.end': end });
  return `a1b2c3d4.1 ${look}\nbooted ${booted}\n${records}\u001eend`;
}

test('a running job with its details', () => {
  const details = '{"token":"a1b2c3d4.1","name":"it is","partition":"p","cpus":2,"memory":"1G"}';
  expect(parseRunning(`\u001e7-70\u001f1000000\u001f${details}\u001eend`, HERE)).toMatchObject([
    {
      job: '7-70',
      token: 'a1b2c3d4.1',
      name: 'it is',
      state: 'running',
      user: 'ada',
      cpus: 2,
      elapsedSeconds: 500,
    },
  ]);
});

test('a listing cut at any place is none', () => {
  const whole = '\u001e7-70\u001f1000000\u001f{}\u001e8-80\u001f1000000\u001f{}\u001eend';
  expect(parseRunning(whole, HERE)).toHaveLength(2);
  for (let end = 0; end < whole.length; end += 1) expect(parseRunning(whole.slice(0, end), HERE)).toBeNull();
});

test('gone without an end record: cancelled, restarted machine, or lost', () => {
  const reason = (look: string, booted: number) =>
    parseEndings(answer(look, booted), [QUESTION])?.[0]?.reason;
  expect(reason('gone cancelled', 500)).toBe('cancelled');
  expect(reason('gone ', 5000)).toBe('node-failure');
  expect(reason('gone ', 500)).toBe('lost');
});

test('while it is up, or when nothing was said of it, there is no end', () => {
  expect(parseEndings(answer('up ', 500), [QUESTION])).toEqual([]);
  expect(parseEndings('\u001eend', [QUESTION])).toEqual([]);
});

test('an answer about ends cut at any place is none', () => {
  const end = `${START.replace('complete\n', '')}ended=1005\ncode=3\ntold=\ncomplete\n`;
  const whole = answer('gone ', 500, START, end);
  expect(parseEndings(whole, [QUESTION])).toMatchObject([{ source: 'record', exitCode: 3 }]);
  for (let at = 0; at < whole.length; at += 1)
    expect(parseEndings(whole.slice(0, at), [QUESTION])).toBeNull();
});

test('the id in what a start printed', () => {
  expect(parseStartedId('warning: x\n123-456\n')).toBe('123-456');
  expect(parseStartedId('setsid: not found')).toBeNull();
});
