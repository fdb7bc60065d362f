import { describe, expect, test } from 'vitest';
import { ALL_ASKED, ending } from './engine.testdata.ts';
import type { Ending } from './evidence.ts';
import { jobId } from './ids.ts';
import { type Circumstances, judge } from './judge.ts';
import { LOST_AFTER_MS, WHY_KILLED_MS } from './patience.ts';
import { problem } from './problem.ts';

const SETTLING = {
  is: 'settling',
  attempt: 1,
  submission: 1,
  element: null,
  job: jobId('7'),
  submittedAt: 0,
  since: 1_000,
  startedAt: 500,
  node: 'c1',
} as const;

function verdict(said: readonly Ending[], more: Partial<Circumstances> = {}) {
  return (
    judge(SETTLING, said, { wantedEnded: false, absence: null, hearing: ALL_ASKED, now: 2_000, ...more })
      ?.verdict ?? null
  );
}

const EXIT_3 = ending('7', { reason: 'exit', exitCode: 3 });
const KILLED = ending('7', { reason: 'signal', exitCode: 137, signal: 9 });
const accounting = (more: Partial<Ending>) => ending('7', { source: 'accounting', exitCode: null, ...more });

/** So many listings, over so long, did not show the job. */
const silent = (times: number, silentMs: number) => ({ times, lastAt: SETTLING.since + silentMs, silentMs });

describe('who is believed', () => {
  test('the job itself before accounting', () => {
    expect(verdict([accounting({ reason: 'completed', exitCode: 0 }), EXIT_3])).toMatchObject({
      reason: 'exit',
      exitCode: 3,
      source: 'record',
    });
  });

  test('accounting where the job left no word', () => {
    expect(verdict([accounting({ reason: 'node-failure', raw: 'NODE_FAIL' })])).toMatchObject({
      reason: 'node-failure',
      source: 'accounting',
      raw: 'NODE_FAIL',
      sentence: 'Scheduler: Node failure',
    });
  });

  test('accounting about why a killed job was killed', () => {
    expect(verdict([KILLED, accounting({ reason: 'out-of-memory', raw: 'OUT_OF_MEMORY' })])).toMatchObject({
      reason: 'out-of-memory',
      exitCode: 137,
      signal: 9,
      source: 'accounting',
    });
  });
});

describe('patience', () => {
  test('a killed job waits for accounting to say why, for a while', () => {
    expect(verdict([KILLED])).toBeNull();
    expect(verdict([KILLED], { now: SETTLING.since + WHY_KILLED_MS })).toMatchObject({
      reason: 'signal',
      signal: 9,
    });
  });

  test('a killed job that we wanted ended was cancelled, and nobody is waited for', () => {
    expect(verdict([KILLED], { wantedEnded: true })).toMatchObject({ reason: 'cancelled' });
  });

  test('so it was where only accounting tells of a kill, unless it says itself why', () => {
    const killed = accounting({ reason: 'signal', exitCode: 137, signal: 9 });
    expect(verdict([killed], { wantedEnded: true })).toMatchObject({ reason: 'cancelled' });
    expect(verdict([killed])).toMatchObject({ reason: 'signal', signal: 9, source: 'accounting' });
    const timeout = accounting({ reason: 'timeout', exitCode: 137, signal: 9 });
    expect(verdict([timeout], { wantedEnded: true })).toMatchObject({ reason: 'timeout' });
  });

  test('silence alone is no verdict before the limit', () => {
    expect(verdict([], { absence: silent(9, LOST_AFTER_MS - 1) })).toBeNull();
  });

  test('silence is lost after the limit, when several listings did not show the job', () => {
    expect(verdict([], { absence: silent(2, LOST_AFTER_MS) })).toBeNull();
    expect(verdict([], { absence: silent(3, LOST_AFTER_MS) })).toMatchObject({
      reason: 'lost',
      source: 'silence',
    });
  });

  test('who could not be asked may know, unless there is nobody: then the sentence says so', () => {
    const absence = silent(3, LOST_AFTER_MS);
    const hearing = (code: 'no-answer' | 'unsupported') => ({
      asked: ['record'] as const,
      notAsked: [{ source: 'accounting', problem: problem(code, 'accounting storage is disabled') }] as const,
    });
    expect(verdict([], { absence, hearing: hearing('no-answer') })).toBeNull();
    expect(verdict([], { absence, hearing: hearing('unsupported') })?.sentence).toBe(
      'Job 7 left the queue 10 minutes ago, and nobody knows how it ended: it wrote no end record; ' +
        'accounting could not be asked (accounting storage is disabled)',
    );
  });

  test('time in which the queue did not answer does not count', () => {
    expect(
      verdict([], {
        absence: silent(3, 5_000),
        now: SETTLING.since + 10 * LOST_AFTER_MS,
      }),
    ).toBeNull();
  });
});
