import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jobId, recordOf, runId, submissionToken } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import type { Outcome } from '../../transport/outcome.ts';
import type { Inquiry } from '../backend.ts';
import { recordsAnswer } from '../records.testdata.ts';
import { RECORD, UNIT } from '../separators.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { inquireEndings } from './inquire.ts';

const RUN = runId('a1b2c3d4');
const question = (job: number) => ({
  job: jobId(String(job)),
  record: recordOf(submissionToken(RUN, job), null),
  run: RUN,
});

/** What one job's three witnesses say; undefined where they know nothing of it. */
interface Case {
  /** Exit code of the author's part, and the signal that reached the job. */
  readonly record?: readonly [code: number, told: string];
  /** State and exit code. */
  readonly accounting?: readonly [state: string, exit: string];
  readonly controller?: readonly [state: string, exit: string];
}

type Cases = Readonly<Record<number, Case>>;

function files(cases: Cases): string {
  const records = Object.entries(cases).flatMap(([job, { record }]) => {
    if (record === undefined) return [];
    const [code, told] = record;
    const text = `job=${job}\nhost=c1\nstarted=100\nended=110\ncode=${code}\ntold=${told}\ncomplete\n`;
    return [[`${submissionToken(RUN, Number(job))}.end`, text]];
  });
  return recordsAnswer(Object.fromEntries(records));
}

function sacct(cases: Cases, end = `${RECORD}user 1000 ada\n${RECORD}end 0`): string {
  const rows = Object.entries(cases).flatMap(([job, { accounting }]) => {
    if (accounting === undefined) return [];
    const [state, exit] = accounting;
    return [[job, '', '00:00:10', '1', '', '', '', state, exit, 'c1'].join(UNIT)];
  });
  return `${RECORD}accounting\n${rows.join('\n')}\n${end}`;
}

function scontrol(cases: Cases, script: string): string {
  const texts = Object.entries(cases).flatMap(([job, { controller }]) => {
    if (controller === undefined || !script.includes(job)) return [];
    const [state, exit] = controller;
    const text = `JobId=${job} JobName=x UserId=ada(1000) GroupId=ada(1000) JobState=${state} Reason=None ExitCode=${exit} NodeList=c1`;
    return [`${RECORD}${job}\n${text}\n`];
  });
  return `${texts.join('')}${RECORD}end`;
}

const CONTROLLER = 'ask the controller how jobs ended';

async function inquire(
  cases: Cases,
  other: { accounting?: Partial<Outcome>; controller?: Partial<Outcome> } = {},
) {
  const { host, scripts } = simulatedHost((purpose, script) => {
    if (purpose === CONTROLLER) return { stdout: scontrol(cases, script), ...other.controller };
    return { ...other.accounting, stdout: files(cases) + (other.accounting?.stdout ?? sacct(cases)) };
  });
  const answer = await inquireEndings(
    host,
    '/root',
    Object.keys(cases).map((job) => question(Number(job))),
  );
  if (!answer.ok) throw new Error(answer.problem.message);
  return { ...answer.value, scripts };
}

function said({ endings }: Inquiry): string[] {
  return endings.map(({ job, source, reason }) => `${job} ${source} ${reason}`);
}

test('the record speaks before accounting, and where both are clear the controller is left in peace', async () => {
  const answer = await inquire({
    1: { record: [3, ''], accounting: ['FAILED', '3:0'] },
    2: { record: [0, ''] },
    3: { record: [0, ''], accounting: ['RUNNING', '0:0'] },
    4: { accounting: ['TIMEOUT', '0:0'] },
  });
  expect(said(answer)).toEqual([
    '1 record exit',
    '1 accounting exit',
    '2 record completed',
    '3 record completed',
    '4 accounting timeout',
  ]);
  expect(answer.scripts).toHaveLength(1);
  expect(answer).toMatchObject({ asked: ['record', 'accounting'], notAsked: [] });
});

test('the controller is asked where accounting knows nothing, or no end', async () => {
  const answer = await inquire({
    1: { controller: ['TIMEOUT', '0:0'] },
    2: { record: [143, 'TERM'], controller: ['CANCELLED', '0:15'] },
    3: { accounting: ['RUNNING', '0:0'], controller: ['OUT_OF_MEMORY', '0:125'] },
    4: {},
  });
  expect(said(answer)).toEqual([
    '1 queue timeout',
    '2 record signal',
    '2 queue cancelled',
    '3 queue out-of-memory',
  ]);
  expect(answer).toMatchObject({ asked: ['record', 'accounting', 'queue'], notAsked: [] });
});

test.each<[string, Case]>([
  ['preempted', { record: [143, 'TERM'], accounting: ['PREEMPTED', '0:0'], controller: ['PENDING', '0:0'] }],
  ['on a node that failed', { accounting: ['NODE_FAIL', '0:0'], controller: ['RUNNING', '0:0'] }],
  ['on a node that did not start', { accounting: ['BOOT_FAIL', '0:0'], controller: ['CONFIGURING', '0:0'] }],
  [
    'requeued by somebody',
    { record: [143, 'TERM'], accounting: ['REQUEUED', '0:0'], controller: ['PENDING', '0:0'] },
  ],
  [
    'requeued by somebody, unknown to the controller by now',
    { record: [143, 'TERM'], accounting: ['PENDING', '0:0'] },
  ],
  [
    'requeued for its exit code',
    { record: [99, ''], accounting: ['PENDING', '0:0'], controller: ['SPECIAL_EXIT', '0:0'] },
  ],
  [
    'still being ended',
    { record: [143, 'TERM'], accounting: ['RUNNING', '0:0'], controller: ['COMPLETING', '0:0'] },
  ],
])('a job that was %s goes on: nothing is said of an end', async (_, one) => {
  expect(said(await inquire({ 1: one }))).toEqual([]);
});

test.each<[string, Case, string[]]>([
  [
    'preempted for good',
    { accounting: ['PREEMPTED', '0:0'], controller: ['PREEMPTED', '0:0'] },
    ['accounting', 'queue'],
  ],
  ['lost with its node, and forgotten', { accounting: ['NODE_FAIL', '0:0'] }, ['accounting']],
  [
    'ended before accounting heard of its start',
    { record: [0, ''], accounting: ['PENDING', '0:0'], controller: ['COMPLETING', '0:0'] },
    ['record'],
  ],
  [
    'in a state of tomorrow',
    { record: [1, ''], accounting: ['PENDING', '0:0'], controller: ['TOMORROW', '0:0'] },
    ['record'],
  ],
])('a job that was %s has ended', async (_, one, sources) => {
  expect((await inquire({ 1: one })).endings.map(({ source }) => source)).toEqual(sources);
});

const OFF = { stdout: sacct({}, `${RECORD}end 1`), stderr: 'Slurm accounting storage is disabled\n' };
const FIXTURES = new URL('./fixtures/', import.meta.url);
const saying = (file: string) => ({
  stdout: sacct({}, `${RECORD}end 1`),
  stderr: readFileSync(new URL(file, FIXTURES), 'utf8'),
});

test('accounting that is switched off is told apart from accounting that does not answer', async () => {
  const off = await inquire({ 1: {} }, { accounting: OFF });
  expect(off).toMatchObject({
    asked: ['record', 'queue'],
    notAsked: [{ source: 'accounting', problem: { code: 'unsupported' } }],
  });
  for (const [file, words] of [
    ['err-dbd-down-sacct.txt.stderr', 'Connection refused'],
    ['err-mysql-down-sacct.txt.stderr', 'Unable to connect to database'],
  ] as const) {
    const down = await inquire({ 1: {} }, { accounting: saying(file) });
    expect(down.asked).toEqual(['record', 'queue']);
    expect(down.notAsked).toMatchObject([
      {
        source: 'accounting',
        problem: { code: 'command-failed', message: expect.stringContaining(words) },
      },
    ]);
  }
  const cut = await inquire({ 1: {} }, { accounting: { stdout: sacct({}, '') } });
  expect(cut.notAsked).toMatchObject([{ source: 'accounting', problem: { code: 'unreadable' } }]);
});

test('without accounting records and controller speak', async () => {
  const cases: Cases = {
    1: { record: [3, ''] },
    2: { record: [143, 'TERM'], controller: ['TIMEOUT', '0:0'] },
  };
  const answer = await inquire(cases, { accounting: OFF });
  expect(said(answer)).toEqual(['1 record exit', '2 record signal', '2 queue timeout']);
});

test.each<[string, Partial<Outcome>]>([
  [
    'fails',
    { exitCode: 1, stderr: readFileSync(new URL('err-ctld-down-scontrol.txt.stderr', FIXTURES), 'utf8') },
  ],
  ['is cut off', { stdout: `${RECORD}1\nJobId=1` }],
  ['does not answer', { exitCode: null, problem: problem('no-answer', 'the connection ended') }],
])('a controller that %s takes nothing away from what the others say', async (_, controller) => {
  const cases: Cases = { 1: { record: [143, 'TERM'] }, 2: { accounting: ['NODE_FAIL', '0:0'] }, 3: {} };
  const answer = await inquire(cases, { controller });
  expect(said(answer)).toEqual(['1 record signal', '2 accounting node-failure']);
  expect(answer).toMatchObject({ asked: ['record', 'accounting'], notAsked: [{ source: 'queue' }] });
});

test('who cancelled is told by name where the number has one', async () => {
  const answer = await inquire({
    1: { accounting: ['CANCELLED by 1000', '0:0'] },
    2: { accounting: ['CANCELLED by 1001', '0:0'] },
  });
  expect(answer.endings.map(({ raw }) => raw)).toEqual(['CANCELLED by 1000 (ada)', 'CANCELLED by 1001']);
});

test('a record of another job says nothing', async () => {
  const { host } = simulatedHost((purpose) =>
    purpose === CONTROLLER
      ? { stdout: `${RECORD}end` }
      : { stdout: files({ 1: { record: [0, ''] } }) + sacct({}) },
  );
  const requeued = { ...question(2), record: recordOf(submissionToken(RUN, 1), null) };
  expect(await inquireEndings(host, '/root', [requeued])).toMatchObject({ value: { endings: [] } });
});

test('an answer cut at any place gives no ending that the whole one does not give', async () => {
  const cases: Cases = {
    1: { record: [3, ''], accounting: ['FAILED', '3:0'] },
    2: { accounting: ['TIMEOUT', '0:0'] },
  };
  const endings = new Set((await inquire(cases)).endings.map((ending) => JSON.stringify(ending)));
  const whole = files(cases) + sacct(cases);
  for (let end = 0; end < whole.length; end += 1) {
    const { host } = simulatedHost((purpose) => ({
      stdout: purpose === CONTROLLER ? '' : whole.slice(0, end),
    }));
    const answer = await inquireEndings(host, '/root', [question(1), question(2)]);
    for (const ending of answer.ok ? answer.value.endings : [])
      expect(endings).toContain(JSON.stringify(ending));
  }
});

test('an id that Slurm would not take does not spoil the others', async () => {
  const { host, scripts } = simulatedHost(() => ({}));
  const evil = { ...question(1), job: jobId('x; rm') };
  await inquireEndings(host, '/root', [evil, question(12)]);
  expect(scripts).toHaveLength(2);
  expect(scripts[0]).toContain('--jobs=12)');
  expect(scripts[1]).toContain('for job in 12; do');
});

/** What the elements 1, 2 and 9 of array 7 are said to have ended with, where accounting has these rows (id and state). */
async function endingsOfElements(...rows: readonly (readonly [string, string])[]) {
  const lines = rows.map(([id, state]) => [id, '', '00:00:10', '1', '', '', '', state, '0:0', ''].join(UNIT));
  const { host } = simulatedHost((purpose) => ({
    stdout:
      purpose === CONTROLLER ? `${RECORD}end` : `${RECORD}accounting\n${lines.join('\n')}\n${RECORD}end 0`,
  }));
  const questions = ['7_1', '7_2', '7_9'].map((job, at) => ({ ...question(at), job: jobId(job) }));
  const answer = await inquireEndings(host, '~', questions);
  return answer.ok && answer.value.endings.map(({ job, reason }) => `${job} ${reason}`);
}

test('what accounting says of the rest of an array is about its elements without a row of their own', async () => {
  const rows = [
    ['7_1', 'COMPLETED'],
    ['7_[2-3,5-6,8-9,...]', 'CANCELLED by 1000'],
  ] as const;
  expect(await endingsOfElements(...rows)).toEqual(['7_1 completed', '7_2 cancelled', '7_9 cancelled']);
});

test('what accounting says of the last element, which has the id of the array at first, is about no other', async () => {
  expect(await endingsOfElements(['7', 'COMPLETED'], ['7.batch', 'COMPLETED'])).toEqual([]);
});
