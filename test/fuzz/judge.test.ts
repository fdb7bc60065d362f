import { expect, test } from 'vitest';
import type { Ending } from '../../src/engine/evidence.ts';
import { jobId } from '../../src/engine/ids.ts';
import { faultOf } from './judge.ts';
import type { Conclusion } from './subject.ts';

function ending(job: string, exitCode: number | null, more: Partial<Ending> = {}): Ending {
  return {
    job: jobId(job),
    source: 'queue',
    reason: exitCode === 0 ? 'completed' : exitCode === null ? 'cancelled' : 'exit',
    exitCode,
    signal: null,
    raw: '',
    startedAt: null,
    finishedAt: null,
    node: null,
    usage: { cpuEfficiency: null, maxRssBytes: null },
    ...more,
  };
}

const concluded = (endings: readonly Ending[], listed: readonly string[] = []): Conclusion => ({
  endings,
  listed: listed.map(jobId),
});
const TRUTH = concluded([ending('1', 7), ending('2', null)], ['3', '4']);

test('that nobody could be asked is always right', () => {
  expect(faultOf('all-or-nothing', TRUTH, null)).toBeNull();
});

test.each([
  ['a success that was none', concluded([ending('1', 0)])],
  ['another exit code', concluded([ending('1', 8)])],
  ['the end of another job', concluded([ending('3', 7)])],
  ['a success of one that was cancelled', concluded([ending('2', null, { reason: 'completed' })])],
])('nothing better than the truth: %s', (_, found) => {
  expect(faultOf('nothing-better', TRUTH, found)).toContain('not in the whole answer');
});

test('less than the truth is right but where the answer was cut off', () => {
  const less = concluded([ending('1', null, { reason: 'unknown-failure' })], ['3']);
  expect(faultOf('nothing-better', TRUTH, less)).toBeNull();
  expect(faultOf('all-or-nothing', TRUTH, less)).toContain('4 is taken for gone');
  expect(faultOf('all-or-nothing', TRUTH, { ...less, listed: TRUTH.listed })).toContain('said of 2');
  expect(faultOf('all-or-nothing', TRUTH, TRUTH)).toBeNull();
});

test.each([
  ending('1', 2 ** 40),
  ending('1', 7, { finishedAt: Number.NaN }),
  ending('1', 7, { usage: { cpuEfficiency: Number.POSITIVE_INFINITY, maxRssBytes: null } }),
])('values that cannot be are told, whatever was done', (odd) => {
  expect(faultOf('no-crash', TRUTH, concluded([odd]))).toContain('not sound');
});
