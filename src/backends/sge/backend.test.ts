import { expect, test } from 'vitest';
import { NO_RULES } from '../../engine/env-rules.ts';
import { jobId } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import { problem } from '../../engine/problem.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { openSge } from './backend.ts';
import { recorded } from './recorded.testdata.ts';
import type { SgeSettings } from './settings.ts';

const SETTINGS: SgeSettings = {
  type: 'sge',
  name: 'grid',
  ssh: null,
  account: null,
  loginShell: false,
  maxConcurrent: 10,
  cloneDir: '~',
  smallestArray: 10,
  rules: NO_RULES,
  queue: null,
  project: null,
  parallelEnvironment: null,
  memoryResource: 'h_vmem',
};

function simulated(answers: Parameters<typeof simulatedHost>[0], settings: Partial<SgeSettings> = {}) {
  const { host, scripts, commands } = simulatedHost(answers);
  return { backend: openSge({ ...SETTINGS, ...settings }, host), scripts, commands };
}

const DOWN = { exitCode: 1, stderr: recorded('err-master-down-qstat.txt.stderr') };
const CUT_OFF = { exitCode: null, problem: problem('no-answer', 'the connection ended') };
const PARALLEL = sampleJob();
const SERIAL = sampleJob({ resources: { ...PARALLEL.task.resources, cpus: 1 } }, {}, { submission: 2 });

async function submit({ backend }: ReturnType<typeof simulated>): Promise<Record<string, SubmitAnswer>> {
  const answers: Record<string, SubmitAnswer> = {};
  const submissions = [PARALLEL, SERIAL].map((job) => ({ token: job.token, jobs: [job] }));
  await backend.submit(submissions, (token, answer) => {
    expect(answers[token]).toBeUndefined();
    answers[token] = answer;
  });
  return answers;
}

const accepted = `a1b2c3d4.1 accepted 0 =3 .\na1b2c3d4.2 accepted 0 =4 .\n`;

test.each([
  ['a failing qstat', DOWN, 'command-failed'],
  ['silence', CUT_OFF, 'no-answer'],
  ['no output at all', {}, 'unreadable'],
  ['an answer that was too long', { stdout: 'x', outputCut: true }, 'unreadable'],
])('%s is not an empty queue', async (_, outcome, code) => {
  expect(await simulated(() => outcome).backend.list()).toMatchObject({ ok: false, problem: { code } });
});

test('a master that is down is told in its own words (err-master-down-qstat.txt.stderr)', async () => {
  expect(await simulated(() => DOWN).backend.list()).toMatchObject({
    problem: { message: expect.stringContaining('unable to send message to qmaster using port 16444') },
  });
});

test('the parallel environment is found out once, and named where a job has several slots', async () => {
  const one = simulated((purpose) =>
    purpose.includes('parallel') ? { stdout: 'make $round_robin\nsmp $pe_slots\n' } : { stdout: accepted },
  );
  expect(await submit(one)).toMatchObject({
    'a1b2c3d4.1': { is: 'accepted' },
    'a1b2c3d4.2': { is: 'accepted' },
  });
  await submit(one);
  expect(one.scripts.filter((script) => script.includes('qconf -spl'))).toHaveLength(1);
  expect(one.scripts[1]).toContain("qsub -terse -pe smp 4 <<'END_OF_SCRIPT'");
  expect(one.scripts[1]).toContain("qsub -terse <<'END_OF_SCRIPT'");
});

test('a configured one is not asked for', async () => {
  const one = simulated(() => ({ stdout: accepted }), { parallelEnvironment: 'threads' });
  await submit(one);
  expect(one.scripts).toHaveLength(1);
  expect(one.scripts[0]).toContain('#$ -pe threads 4\n');
});

test.each([
  ['there is none', { stdout: 'mpi $fill_up\n' }, 'refused'],
  ['nobody answers', DOWN, 'deferred'],
])('where %s, jobs with one slot go out all the same', async (_, outcome, is) => {
  const one = simulated((purpose) => (purpose.includes('parallel') ? outcome : { stdout: accepted }));
  expect(await submit(one)).toMatchObject({ 'a1b2c3d4.1': { is }, 'a1b2c3d4.2': { is: 'accepted' } });
});

const rowOf = (id: string, state: string) =>
  `<job_list><JB_job_number>${id}</JB_job_number><JB_owner>ada</JB_owner><JB_name>x.a1b2c3d4.${id}</JB_name><state>${state}</state></job_list>`;
const queue = { stdout: `ada\n1\n<job_info>${rowOf('16', 'Eqw')}${rowOf('18', 'qw')}</job_info>\n` };

test('why our jobs wait is asked in one call, and the listing stands without it too', async () => {
  const said = ['qstat-j-error.txt', 'qstat-j-pending.txt'].map(recorded).join('');
  const told = simulated((purpose) => (purpose === 'list the queue' ? queue : { stdout: said }));
  expect(await told.backend.list()).toMatchObject({
    value: {
      jobs: [
        { job: '16', reason: expect.stringContaining("can't chdir to /no/such/dir") },
        { job: '18', reason: 'cannot run in PE "smp" because it only offers 0 slots' },
      ],
    },
  });
  expect(told.scripts.at(-1)).toContain(' qstat -j 16,18 ');
  const silent = simulated((purpose) => (purpose === 'list the queue' ? queue : DOWN));
  expect(await silent.backend.list()).toMatchObject({
    value: { jobs: [{ reason: expect.stringContaining('in error') }, { reason: '' }] },
  });
});

test('many jobs are deleted in few calls', async () => {
  const { backend, scripts, commands } = simulated(() => ({}));
  const jobs = Array.from({ length: 2500 }, (_, at) => jobId(`7.${at + 1}`));
  expect(await backend.cancel(jobs)).toEqual({ ok: true, value: undefined });
  expect(scripts.map((script) => /qdel (\S+)/.exec(script)?.[1])).toEqual([
    '7.1-1000',
    '7.1001-2000',
    '7.2001-2500',
  ]);
  expect(commands.every(({ calls }) => calls !== undefined)).toBe(true);
});

test('where nothing can be asked, there are no limits and no figures', async () => {
  const { backend } = simulated(() => ({}));
  expect(await backend.limits()).toMatchObject({ problem: { code: 'unreadable' } });
  const down = simulated(() => DOWN);
  expect(await down.backend.figures()).toMatchObject({ problem: { code: 'command-failed' } });
});
