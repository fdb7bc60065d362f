import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAccounting, type Statement } from './parse-accounting.ts';
import { accountingAnswer, recorded } from './recorded.testdata.ts';

function statements(...names: readonly string[]): readonly Statement[] {
  const read = parseAccounting(accountingAnswer(...names));
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

const endings = (name: string) => statements(name).map(({ ending }) => ending);

describe('qacct -j, as it was recorded', () => {
  test.each([
    ['qacct-j.txt', { job: '8', reason: 'exit', exitCode: 3, signal: null, raw: '' }],
    ['qacct-j-array-task.txt', { job: '4.2', reason: 'completed', exitCode: 0, node: 'vm' }],
    ['qacct-j-segv.txt', { job: '2', reason: 'signal', exitCode: 139, signal: 11 }],
    [
      'qacct-j-deleted.txt',
      { job: '15', reason: 'signal', signal: 9, raw: 'failed 100 : assumedly after job' },
    ],
    ['qacct-j-h_rt.txt', { job: '10', reason: 'timeout', exitCode: 137, signal: 9 }],
    // The program got no memory, and ended by itself.
    ['qacct-j-h_vmem.txt', { job: '3', reason: 'exit', exitCode: 1 }],
  ])('%s', (name, expected) => {
    expect(endings(name)).toMatchObject([expected]);
  });

  test('times, and what was used (qacct-j-usage.txt): 4 s of one core, 200 MB', () => {
    expect(endings('qacct-j-usage.txt')).toMatchObject([
      {
        startedAt: Date.parse('2026-11-22T16:42:40Z'),
        finishedAt: Date.parse('2026-11-22T16:42:44Z'),
        usage: { cpuEfficiency: 104.5, maxRssBytes: Math.round(209.672 * 1024 ** 2) },
      },
    ]);
  });

  test('an array has a block for each task (qacct-j-array.txt)', () => {
    expect(
      endings('qacct-j-array.txt')
        .map(({ job, reason }) => `${job} ${reason}`)
        .toSorted(),
    ).toEqual(['4.1 completed', '4.2 completed', '4.3 completed', '4.4 completed']);
  });

  test('a start that failed is no end (qacct-j-two-records.txt): the last record counts', () => {
    expect(statements('qacct-j-two-records.txt')).toMatchObject([
      { job: '1.102', mayGoOn: true, ending: { raw: 'failed 1 : assumedly before job', startedAt: null } },
      { job: '1.102', mayGoOn: false, ending: { reason: 'completed' } },
    ]);
  });

  test('the token is in the name', () => {
    const answer = accountingAnswer('qacct-j.txt').replace('\u001fexit3\n', '\u001fSim_1.a1b2c3d4.7\n');
    expect(parseAccounting(answer)).toMatchObject({ value: [{ job: '8', token: 'a1b2c3d4.7' }] });
  });
});

/** A record of Open Cluster Scheduler 9.0, as `accountingScript` keeps it: it knows no category, and times to the microsecond. */
const OCS_RECORD = {
  jobnumber: '8',
  taskid: '97',
  owner: 'ada',
  hostname: 'exec1',
  start_time: '2024-09-27 07:42:07.272221',
  end_time: '2024-09-27 07:42:08.801865',
  slots: '1',
  failed: '0',
  exit_status: '0',
  ru_wallclock: '1',
  cpu: '0.726',
  maxvmem: '21045248',
  category: '',
  jobname: 'sim.a1b2c3d4.1',
};

test('a record of Open Cluster Scheduler 9.0', () => {
  const row = Object.values(OCS_RECORD).join('\u001f');
  expect(parseAccounting(`\u001e${row}\n\u001esaid \n\u001ecode 0`)).toMatchObject({
    value: [
      {
        job: '8.97',
        token: 'a1b2c3d4.1',
        ending: {
          reason: 'completed',
          startedAt: Date.parse('2024-09-27T07:42:07.272Z'),
          finishedAt: Date.parse('2024-09-27T07:42:08.801Z'),
          usage: { cpuEfficiency: 72.6, maxRssBytes: 21045248 },
        },
      },
    ],
  });
});

test('times of Univa Grid Engine 8.5', () => {
  const row = Object.values({
    ...OCS_RECORD,
    start_time: '12/19/2017 11:26:55.707',
    end_time: '12/19/2017 11:26:59.014',
  });
  expect(parseAccounting(`\u001e${row.join('\u001f')}\n\u001esaid \n\u001ecode 0`)).toMatchObject({
    value: [{ ending: { startedAt: Date.parse('2017-12-19T11:26:55.707Z') } }],
  });
});

describe('over a limit', () => {
  const over = (change: (answer: string) => string) => {
    const read = parseAccounting(change(accountingAnswer('qacct-j-h_rt.txt')));
    return read.ok ? read.value[0]?.ending.reason : read.problem;
  };
  test('it was memory where all of that was used, and time was left', () => {
    expect(over((text) => text.replace('-l h_rt=5', '-l h_rt=500,h_vmem=3M'))).toBe('out-of-memory');
    expect(over((text) => text.replace('-l h_rt=5', '-l h_rt=5,h_vmem=3M'))).toBe('timeout');
    expect(over((text) => text.replace('-l h_rt=5', '-l h_rt=500,h_vmem=3G'))).toBe('timeout');
  });
});

describe('what qacct says beside records', () => {
  const said = (words: string, code: number) => parseAccounting(`\u001esaid ${words} \n\u001ecode ${code}`);

  test('a job that has not ended is not in it, as one that nobody knows', () => {
    expect(said(recorded('qacct-j-unknown.txt.stderr').trim(), 1)).toEqual({ ok: true, value: [] });
    expect(said(recorded('qacct-j-running.txt.stderr').trim(), 1)).toEqual({ ok: true, value: [] });
    expect(said('error: job name *.a1b2c3d4.* not found', 1)).toEqual({ ok: true, value: [] });
    // A banner of the site stands before it.
    expect(said('Maintenance on Monday! error: job name *.a1b2c3d4.* not found', 1)).toMatchObject({
      ok: true,
    });
  });

  test('anything else is no answer', () => {
    expect(said('/cell/common/accounting: No such file or directory', 1)).toMatchObject({
      problem: { code: 'unsupported' },
    });
    expect(said('/opt/ocs/default/common/accounting.jsonl: No such file or directory', 1)).toMatchObject({
      problem: { code: 'unsupported' },
    });
    expect(said('sh: 1: qacct: not found', 127)).toMatchObject({ problem: { code: 'command-failed' } });
    expect(said('', 2)).toMatchObject({ problem: { code: 'command-failed' } });
  });
});

describe('what is not whole', () => {
  const names = ['qacct-j-array.txt', 'qacct-j-h_rt.txt', 'qacct-j-two-records.txt', 'qacct-owner.txt'];
  const whole = accountingAnswer(...names);
  const words = ({ job, ending }: Statement) => `${job} ${ending.reason} ${ending.exitCode}`;

  test('is no answer, wherever it was cut', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (at) => {
        expect(parseAccounting(whole.slice(0, at))).toMatchObject({ ok: false });
      }),
    );
  });

  test('with lines doubled or left out gives no other verdict', () => {
    const right = new Set(statements(...names).map(words));
    const lines = whole.split('\n');
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.boolean(), (at, isDoubled) => {
        const line = lines[at] ?? '';
        const read = parseAccounting(lines.toSpliced(at, 1, ...(isDoubled ? [line, line] : [])).join('\n'));
        if (read.ok) for (const statement of read.value) expect(right).toContain(words(statement));
      }),
    );
  });
});
