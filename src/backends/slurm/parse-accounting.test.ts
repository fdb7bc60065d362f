import { expect, test } from 'vitest';
import { UNIT } from '../separators.ts';
import { parseAccounting } from './parse-accounting.ts';
import { recorded, recordedAccounting } from './recorded.testdata.ts';

function endingsOf(rows: readonly string[]) {
  return new Map(parseAccounting(rows).map(({ job, ending }) => [job as string, ending]));
}

test('the worked example of compat.md 18.5', () => {
  const rows = `900|00:10.000|00:01:00|4||2026-02-12T10:00:00|2026-02-12T10:01:00|COMPLETED
900.batch|02:00.000|00:01:00|4|1536M|2026-02-12T10:00:00|2026-02-12T10:01:00|COMPLETED
901|00:00:00|00:05:00|1||2026-02-12T10:00:00|2026-02-12T10:05:00|COMPLETED
901.batch|00:30.000|00:05:00|1|2G|2026-02-12T10:00:00|2026-02-12T10:05:00|OUT_OF_MEMORY
902|00:00:00|00:00:10|1||2026-02-12T10:00:00|2026-02-12T10:00:10|CANCELLED by 1000`;
  const endings = endingsOf(rows.replaceAll('|', UNIT).split('\n'));
  expect(endings.get('900')).toMatchObject({
    reason: 'completed',
    usage: { cpuEfficiency: 50, maxRssBytes: 1.5 * 1024 ** 3 },
    startedAt: Date.parse('2026-02-12T10:00:00Z'),
    finishedAt: Date.parse('2026-02-12T10:01:00Z'),
  });
  expect(endings.get('901')).toMatchObject({
    reason: 'out-of-memory',
    usage: { cpuEfficiency: 10, maxRssBytes: 2 * 1024 ** 3 },
  });
  expect(endings.get('902')).toMatchObject({
    reason: 'cancelled',
    raw: 'CANCELLED by 1000',
    usage: { cpuEfficiency: 0 },
  });
});

test('one of each end state (sacct-states.txt)', () => {
  const endings = endingsOf(recordedAccounting('sacct-states.txt'));
  const said = [...endings].map(([job, ending]) => [
    job,
    ending && [ending.reason, ending.exitCode, ending.signal, ending.raw],
  ]);
  expect(Object.fromEntries(said)).toEqual({
    1002: ['completed', 0, null, 'COMPLETED'],
    1003: ['exit', 3, null, 'FAILED'],
    1004: ['signal', null, 11, 'FAILED'],
    1005: ['signal', null, 9, 'FAILED'],
    1006: ['exit', 127, null, 'FAILED'],
    1007: ['timeout', null, null, 'TIMEOUT'],
    1009: ['cancelled', null, null, 'CANCELLED by 1001'],
    1010: ['cancelled', null, null, 'CANCELLED by 1001'],
    1011: [
      'unknown-failure',
      null,
      null,
      expect.stringMatching(/^FAILED \(exit code 0:53: its log .*node\)$/),
    ],
    1032: ['exit', 1, null, 'FAILED'],
    1033: null,
    1036: ['cancelled', null, null, 'CANCELLED'],
    1084: ['node-failure', null, null, 'NODE_FAIL'],
    1085: null,
    1086: ['out-of-memory', null, null, 'OUT_OF_MEMORY'],
    1087: ['out-of-memory', null, null, 'OUT_OF_MEMORY'],
  });
});

test('steps that fail do not fail the job, and the largest step gives the peak memory (sacct-steps.txt)', () => {
  expect(endingsOf(recordedAccounting('sacct-steps.txt')).get('1001')).toMatchObject({
    reason: 'completed',
    node: 'c[1-2]',
    usage: { maxRssBytes: 161708 * 1024 },
  });
});

test('a number that no process can end with is no exit code (sacct-states.txt)', () => {
  const rows = recordedAccounting('sacct-states.txt').map((row) => row.replace('3:0', '4294967296:0'));
  expect(endingsOf(rows).get('1003')).toMatchObject({ reason: 'exit', exitCode: null });
});

const PLAIN = 'JobID|JobIDRaw|State|ExitCode';

test.each([
  [
    'sacct-array.txt',
    PLAIN,
    ['1023_1 exit', '1023_2 exit', '1023_3 completed', '1023_4 exit', '1023_5 exit', '1023_6 completed'],
  ],
  // Its parts are jobs of their own.
  ['sacct-hetjob.txt', `${PLAIN}|NodeList`, ['1040+0 completed', '1040+1 completed']],
  // Of several runs of a job the last one counts.
  ['sacct-requeued.txt', 'JobID|State|ExitCode|Start|End|Elapsed', ['1029 completed']],
  [
    'preempt-sacct.txt',
    'JobID|JobName|State|ExitCode',
    ['1007 preempted', '1008 cancelled', '1009 completed'],
  ],
  ['sacct-held.txt', undefined, ['1010 cancelled', '1030 null', '1037 null']],
  ['sacct-multiday.txt', undefined, ['1002 completed', '1092 null']],
  ['sacct-unknown-job.txt', undefined, []],
])('ends as they were recorded (%s)', (name, header, expected) => {
  const statements = parseAccounting(recordedAccounting(name, header));
  expect(statements.map(({ job, ending }) => `${job} ${ending?.reason ?? null}`)).toEqual(expected);
});

test('processor time of days and memory of gigabytes (sacct-big-values.txt)', () => {
  const elapsed = 2 * 86_400 + 7 * 3600 + 33 * 60 + 22;
  const used = 2 * 86_400 + 4 * 3600 + 47 * 60 + 41;
  expect(endingsOf(recordedAccounting('sacct-big-values.txt')).get('1002')).toMatchObject({
    usage: { cpuEfficiency: Math.round((used / elapsed) * 1000) / 10, maxRssBytes: 5 * 1024 ** 3 },
  });
});

test('waiting array rows say nothing of any job (sacct-array-pending.txt)', () => {
  expect(parseAccounting(recorded('sacct-array-pending.txt').replaceAll('|', UNIT).split('\n'))).toEqual([]);
});

test('a step that was cancelled with its job does not hide why the job ended', () => {
  const row = (id: string, state: string, exit: string) =>
    [id, '', '00:01:25', '1', '', '', '', state, exit, ''].join(UNIT);
  const verdict = (job: string, batch: string, exit = '0:0') =>
    endingsOf([row('1', job, exit), row('1.batch', batch, '0:15')]).get('1')?.reason;
  expect(verdict('TIMEOUT', 'CANCELLED')).toBe('timeout');
  expect(verdict('NODE_FAIL', 'CANCELLED')).toBe('node-failure');
  expect(verdict('FAILED', 'CANCELLED', '0:9')).toBe('signal');
  expect(verdict('FAILED', 'OUT_OF_MEMORY', '0:9')).toBe('out-of-memory');
  expect(verdict('COMPLETED', 'CANCELLED')).toBe('cancelled');
});

test('lines that come twice change nothing', () => {
  const rows = recordedAccounting('sacct-states.txt');
  expect(parseAccounting(rows.flatMap((row) => [row, row]))).toEqual(parseAccounting(rows));
});

test('elements that were cancelled before they began share one row', () => {
  const row = [
    '7_[3-4,9]',
    '',
    '00:00:00',
    '1',
    '',
    'None',
    '2026-02-12T10:00:10',
    'CANCELLED by 1000',
    '0:0',
  ];
  const endings = endingsOf([row.join(UNIT)]);
  expect([...endings.keys()]).toEqual(['7_3', '7_4', '7_9']);
  expect(endings.get('7_9')).toMatchObject({ job: '7_9', reason: 'cancelled', startedAt: null });
});

test.each([
  // 22.05, without SLURM_BITSTR_LEN=0; older releases cut the whole id.
  '7_[2-3,5-6,8-9,11-12,14-15,...%5]',
  '7_[2-3,5-6,8-9,11-12,14-15,17-1',
])('a list that was cut short is about the rest of the array: %s', (id) => {
  const row = [id, '', '00:00:00', '1', '', 'None', '', 'CANCELLED by 1000', '0:0', ''];
  const endings = endingsOf([row.join(UNIT)]);
  expect([...endings]).toEqual([['7_[...]', expect.objectContaining({ reason: 'cancelled' })]]);
});
