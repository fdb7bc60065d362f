import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQueue } from './parse-queue.ts';
import { queueAnswer } from './recorded.testdata.ts';

const whole = queueAnswer('qstat-r-xml.txt');
const jobs = () => parseQueue(whole, 'h_vmem') ?? [];
const states = (text: string) =>
  Object.fromEntries(
    parseQueue(text, '')?.map(({ job, rawState, state }) => [job, `${rawState} ${state}`]) ?? [],
  );

describe('qstat -r -xml, as it was recorded', () => {
  test('each job with its state, running and waiting (qstat-r-xml.txt)', () => {
    expect(states(whole)).toEqual({
      '3.5': 'r running',
      '3.7': 'r running',
      '3.9': 'qw pending',
      6: 'r running',
      12: 'hqw pending',
      13: 'hqw pending',
      14: 'r running',
      16: 'Eqw pending',
      17: 'Eqw pending',
      18: 'qw pending',
      19: 'qw pending',
      21: 'r running',
      22: 'r running',
      24: 'r running',
      25: 'r running',
      26: 'qw pending',
      27: 'r running',
      28: 's suspended',
    });
  });

  test('names come back whole, whatever signs are in them', () => {
    const names = jobs().map(({ name }) => name);
    expect(names).toContain('a<b>&"c"');
    expect(names).toContain("it'squoted");
    expect(names).toContain('averyveryveryveryveryverylongjobnamethatgoesonandon');
  });

  test('where a job runs, since when, and what one that waits has asked for', () => {
    expect(jobs().find(({ job }) => job === '6')).toMatchObject({
      user: 'hutuser',
      partition: 'all.q',
      nodes: 'vm',
      cpus: 4,
      startedAt: Date.parse('2026-11-22T16:40:23Z'),
      elapsedSeconds: 37,
    });
    expect(parseQueue(whole, 'h_rt')?.find(({ job }) => job === '19')).toMatchObject({
      partition: 'short.q',
      memory: '18000',
      submittedAt: Date.parse('2026-11-22T16:40:28Z'),
      startedAt: null,
    });
  });

  test('the plain listing reads the same (qstat-xml.txt)', () => {
    expect(states(queueAnswer('qstat-xml.txt'))).toEqual(states(whole));
  });
});

const OURS = `ada\n1795365660\n<?xml version='1.0'?>
<job_info><queue_info></queue_info><job_info>
  <job_list state="pending"><JB_job_number>7</JB_job_number><JB_name>x.a1b2c3d4.1</JB_name><JB_owner>ada</JB_owner>
  <state>Eqw</state><tasks>1-3:1,8</tasks></job_list>
  <job_list state="pending"><JB_job_number>8</JB_job_number><JB_name>y.a1b2c3d4.2</JB_name><JB_owner>eve</JB_owner>
  <state>qw</state><tasks>1-9:1</tasks></job_list>
</job_info></job_info>`;

test('times of Univa Grid Engine and of Open Cluster Scheduler, which calls that of a waiting job otherwise', () => {
  const times = (text: string) => parseQueue(text, '')?.map(({ submittedAt }) => submittedAt) ?? [];
  const with3 = (time: string) => OURS.replace('<state>Eqw</state>', `<state>qw</state>${time}`);
  const at = Date.parse('2024-09-27T07:41:44.421Z');
  expect(times(with3('<JB_submission_time>2024-09-27T07:41:44.421</JB_submission_time>'))[0]).toBe(at);
  expect(times(with3('<JAT_submission_time>2024-09-27T07:41:44.421951</JAT_submission_time>'))[0]).toBe(at);
});

test.each([
  // Of Univa: preempted, and suspended otherwise than before.
  ['P', 'suspended'],
  ['Pr', 'suspended'],
  ['N', 'suspended'],
  ['hRwq', 'pending'],
  ['EhRqw', 'pending'],
  ['dT', 'completing'],
  ['dRr', 'completing'],
])('a job that is %s is %s', (letters, state) => {
  const listed = parseQueue(OURS.replace('<state>Eqw</state>', `<state>${letters}</state>`), '');
  expect(listed?.[0]?.state).toBe(state);
});

test('waiting arrays of ours are split, those of others are not, and nobody else can have our tokens', () => {
  expect(parseQueue(OURS, '')).toMatchObject([
    ...['7.1', '7.2', '7.3', '7.8'].map((job) => ({ job, name: 'x', token: 'a1b2c3d4.1' })),
    { job: '8.1-9:1', name: 'y', token: null },
  ]);
});

describe('what is not whole', () => {
  test('is no listing, wherever it was cut', () => {
    const end = whole.trimEnd().length;
    fc.assert(
      fc.property(fc.nat(end - 1), (at) => {
        expect(parseQueue(whole.slice(0, at), '')).toBeNull();
      }),
    );
  });

  test('with lines doubled or left out never shows a job in another state', () => {
    const lines = whole.split('\n');
    const right = states(whole);
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.boolean(), (at, isDoubled) => {
        const line = lines[at] ?? '';
        const broken = lines.toSpliced(at, 1, ...(isDoubled ? [line, line] : [])).join('\n');
        for (const [job, state] of Object.entries(states(broken))) expect(right[job] ?? state).toBe(state);
      }),
    );
  });

  test.each([
    '',
    'ada\n',
    'ada\n1\n',
    'ada\n1\n<job_info>',
    'ada\n1\nerror: commlib error: got select error',
    'x',
  ])('%j is none', (answer) => expect(parseQueue(answer, '')).toBeNull());

  test('anything at all is read without a crash', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseQueue(`ada\n1\n${text}`, '')).toBeNull();
      }),
    );
  });
});
