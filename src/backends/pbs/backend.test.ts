import { describe, expect, test } from 'vitest';
import { NO_RULES } from '../../engine/env-rules.ts';
import { type JobId, jobId, recordName, runId, token } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import { problem } from '../../engine/problem.ts';
import type { Outcome } from '../../transport/outcome.ts';
import type { JobRequest } from '../backend.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { openPbs } from './backend.ts';
import { recorded } from './recorded.testdata.ts';
import type { PbsSettings } from './settings.ts';

const SETTINGS: PbsSettings = {
  type: 'pbs',
  name: 'hpc',
  ssh: null,
  account: 'lab',
  queue: null,
  resourceStyle: null,
  loginShell: false,
  maxConcurrent: 10,
  cloneDir: '~/x',
  smallestArray: 10,
  rules: NO_RULES,
};

const OPENPBS = `${recorded('openpbs/qstat-version.out')}\u001e${recorded('openpbs/qstat-Bf.out')}`;
const WITHOUT_HISTORY = OPENPBS.replace('job_history_enable = True', 'job_history_enable = False');
const TORQUE = 'Version: master\n\u001eServer: tqhead\n    server_state = Active\n    keep_completed = 300\n';
const RUN = runId('a1b2c3d4');
const TOKEN = token('a1b2c3d4.1');

type Answers = Readonly<Record<string, Partial<Outcome>>>;

/** What a recorded call printed, and said, behind the user's name where that is asked for. */
function printed(name: string, exitCode = 0): Partial<Outcome> {
  const err = exitCode === 0 ? '' : recorded(`${name}.err`);
  return { stdout: recorded(`${name}.out`), stderr: err, exitCode };
}

/** A machine with PBS: answers by the purpose of the command. Of qstat's answers the exit code is printed behind the mark. */
function simulated(dialect: string, answers: Answers = {}) {
  const { host, scripts, commands } = simulatedHost((purpose, script) => {
    if (purpose === 'ask which PBS this is') return { stdout: dialect };
    const answer = answers[purpose] ?? {};
    const mark = /\\036([0-9a-f]{12})end/.exec(script)?.[1];
    if (mark === undefined || answer.problem) return answer;
    const user = script.startsWith('id -un') ? 'pbsuser\n' : '';
    return {
      ...answer,
      exitCode: 0,
      stdout: `${user}${answer.stdout ?? ''}\u001e${mark}end ${answer.exitCode ?? 0}`,
    };
  });
  return { backend: openPbs(SETTINGS, host), scripts, commands };
}

function questions(...jobs: string[]) {
  return jobs.map((job, index) => ({
    job: jobId(job),
    record: recordName(`${TOKEN.slice(0, -1)}${index + 1}`),
    run: RUN,
  }));
}

const ASKED = 'ask the server how jobs ended';
const QUEUE = 'list the queue';
const DOWN = printed('openpbs/serverdown.qstat', 255);
const CUT_OFF = { exitCode: null, problem: problem('no-answer', 'the connection ended') };

describe('over a simulated machine', () => {
  test.each([
    ['a server that is down', DOWN, 'command-failed'],
    ['silence', CUT_OFF, 'no-answer'],
    ['a failure without a word', { exitCode: 1 }, 'command-failed'],
    ['something else', { stdout: 'Job Id: 7.x\nnonsense\n' }, 'unreadable'],
  ])('%s is not an empty queue', async (_, outcome, code) => {
    const { backend } = simulated(OPENPBS, { [QUEUE]: outcome });
    expect(await backend.list()).toMatchObject({ ok: false, problem: { code } });
  });

  test('no jobs are an empty queue (openpbs/nohist.qstat-f-nojobs.out)', async () => {
    const { backend } = simulated(OPENPBS, { [QUEUE]: printed('openpbs/nohist.qstat-f-nojobs') });
    expect(await backend.list()).toEqual({ ok: true, value: { jobs: [] } });
  });

  test('an array of ours is asked for its elements, in one more call', async () => {
    const ours = (name: string) => ({
      stdout: recorded(name).replaceAll('S=15,', 'S=15,SCRIPTHUT_TOKEN=a1b2c3d4.1,'),
    });
    const { backend, scripts } = simulated(OPENPBS, {
      [QUEUE]: ours('openpbs/qstat-f.array-B.out'),
      'list the elements of arrays': ours('openpbs/qstat-tf.array-B.out'),
    });
    const listing = await backend.list();
    const jobs = listing.ok ? listing.value.jobs : [];
    expect(jobs.map(({ job, state }) => `${job} ${state}`)).toEqual([
      ...['50[0] running', '50[1] running', '50[2] running'],
      ...['50[3] pending', '50[4] pending', '50[5] pending'],
    ]);
    expect(jobs.every((job) => job.token === TOKEN)).toBe(true);
    expect(scripts.at(-1)).toMatch(/^id -un\nTZ=UTC \S+ qstat -t -f '?50\[\]'?\n/);
  });

  test('an array of others stays one job', async () => {
    const { backend, scripts } = simulated(OPENPBS, { [QUEUE]: printed('openpbs/qstat-f.array-B') });
    expect(await backend.list()).toMatchObject({ value: { jobs: [{ job: '50[]', token: null }] } });
    expect(scripts).toHaveLength(1);
  });

  async function inquired(dialect: string, answers: Answers, ...jobs: string[]) {
    const { backend, scripts } = simulated(dialect, answers);
    const answer = await backend.inquire(questions(...jobs));
    if (!answer.ok) throw new Error(answer.problem.message);
    const { endings, asked, notAsked } = answer.value;
    return {
      endings: endings.map(({ job, reason }: { job: JobId; reason: string }) => `${job} ${reason}`),
      asked,
      notAsked: notAsked.map(({ source, problem: { code } }) => `${source} ${code}`),
      scripts,
    };
  }

  test('all jobs are asked for at once, and each is accounted for', async () => {
    const { endings, asked, notAsked, scripts } = await inquired(
      OPENPBS,
      { [ASKED]: printed('openpbs/qstat-xf-three-ids') },
      ...['11', '12', '13'],
    );
    expect(endings).toEqual(['11 completed', '12 exit', '13 exit']);
    expect([asked, notAsked]).toEqual([['record', 'queue'], []]);
    expect(scripts.filter((script) => script.includes('qstat -x'))).toEqual([
      expect.stringMatching(/^TZ=UTC \S+ qstat -x -f 11 12 13\n/),
    ]);
  });

  test('one of which nothing is said could not be asked', async () => {
    const answers = { [ASKED]: printed('openpbs/qstat-xf-three-ids') };
    const { endings, notAsked } = await inquired(OPENPBS, answers, '11', '12', '13', '14');
    expect(endings).toHaveLength(3);
    expect(notAsked).toEqual(['queue unreadable']);
  });

  test('without history an ended job is gone, and a running one goes on (openpbs/nohist.qstat-f-mixed)', async () => {
    const answers = { [ASKED]: printed('openpbs/nohist.qstat-f-mixed', 153) };
    const { endings, asked, notAsked, scripts } = await inquired(WITHOUT_HISTORY, answers, '7', '6');
    expect(endings).toEqual([]);
    expect([asked, notAsked]).toEqual([['record', 'queue'], ['accounting unsupported']]);
    expect(scripts.some((script) => script.includes('tracejob -n 2 7 '))).toBe(true);
  });

  /** What an ordinary user finds of the end in the logs of the server, and what root finds in those of the node too. */
  test.each(['openpbs/nohist.tracejob-user.out', 'openpbs/nohist.tracejob-root.out'])(
    'the logs of the server are the last resort (%s)',
    async (file) => {
      const { host } = simulatedHost((purpose, script) => {
        const mark = /\\036([0-9a-f]{12})/.exec(script)?.[1] ?? '';
        if (purpose === 'ask which PBS this is') return { stdout: WITHOUT_HISTORY };
        if (purpose === ASKED)
          return { stdout: `\u001e${mark}end 153`, stderr: recorded('openpbs/nohist.qstat-ended.err') };
        if (purpose.endsWith('logs of the server')) return { stdout: `${recorded(file)}\u001e${mark}` };
        return {};
      });
      expect(await openPbs(SETTINGS, host).inquire(questions('7'))).toMatchObject({
        value: {
          endings: [{ job: '7', source: 'accounting', reason: 'exit', exitCode: 7 }],
          asked: ['record', 'accounting', 'queue'],
        },
      });
    },
  );

  test.each([
    ['a server that is down', DOWN, 'queue command-failed'],
    ['silence', CUT_OFF, 'queue no-answer'],
    // History was switched off, or on, since it was asked.
    ['a history that is not kept', printed('openpbs/nohist.qstat-x-noid', 1), 'queue unreadable'],
    ['a job in the history', printed('openpbs/qstat-finished-nox', 35), 'queue unreadable'],
  ])('%s is no end of a job', async (_, outcome, notAsked) => {
    const inquiry = await inquired(OPENPBS, { [ASKED]: outcome }, '11');
    expect(inquiry).toMatchObject({ endings: [], notAsked: [notAsked] });
  });

  test('a job whose text is in doubt is asked for once more, in the other form', async () => {
    const text = recorded('openpbs/qstat-xf.F-exit7.out').replace(
      'PBS_O_SYSTEM',
      'A=x\n    Exit_status = 0\n\tPBS_O_SYSTEM',
    );
    const { host, scripts } = simulatedHost((purpose, script) => {
      const mark = /\\036([0-9a-f]{12})/.exec(script)?.[1] ?? '';
      if (purpose === 'ask which PBS this is') return { stdout: OPENPBS };
      if (purpose === ASKED) return { stdout: `${text}\u001e${mark}end 0` };
      if (purpose === 'ask the server once more how jobs ended')
        return { stdout: `${recorded('openpbs/qstat-xf-json.F-exit7.out')}\u001e${mark}` };
      return {};
    });
    const answer = await openPbs(SETTINGS, host).inquire(questions('12'));
    expect(answer).toMatchObject({
      value: { endings: [{ job: '12', reason: 'exit', exitCode: 7 }], notAsked: [] },
    });
    expect(scripts.at(-1)).toMatch(/^TZ=UTC \S+ qstat -x -f -F json 12 2> \/dev\/null\n/);
  });

  test('Torque remembers by itself (torque/qstat-f.C-exit7.out)', async () => {
    const answers = { [ASKED]: printed('torque/qstat-f.C-exit7') };
    const { endings, scripts } = await inquired(TORQUE, answers, '1');
    expect(endings).toEqual(['1 exit']);
    expect(scripts.at(-1)).toMatch(/^TZ=UTC QSCACHE_BYPASS=1 qstat -f 1\n/);
  });

  test('Torque that has forgotten (torque/nokeep.qstat-f)', async () => {
    const answers = { [ASKED]: printed('torque/nokeep.qstat-f', 153) };
    expect(await inquired(TORQUE, answers, '15')).toMatchObject({ endings: [], asked: ['record', 'queue'] });
  });

  const alone = (job: JobRequest) => ({ token: job.token, jobs: [job] });

  test('while the server does not say what it is, nothing is handed over', async () => {
    const { host, scripts } = simulatedHost(() => ({
      exitCode: 255,
      stderr: recorded('openpbs/serverdown.qstat.err'),
    }));
    const answers: SubmitAnswer[] = [];
    await openPbs(SETTINGS, host).submit([alone(sampleJob())], (_token, answer) => answers.push(answer));
    expect(answers).toMatchObject([{ is: 'deferred' }]);
    expect(scripts.join()).not.toContain('qsub');
  });

  test.each([
    [OPENPBS, ' qsub -v SCRIPTHUT_TOKEN=a1b2c3d4.1,SCRIPTHUT_NAME=Sim%201 -k oed <<'],
    [TORQUE, ' qsub -v SCRIPTHUT_TOKEN=a1b2c3d4.1,SCRIPTHUT_NAME=Sim%201 <<'],
  ])('a job is handed over as the server takes it', async (dialect, words) => {
    const { backend, scripts } = simulated(dialect);
    await backend.submit([alone(sampleJob())], () => {});
    expect(scripts.at(-1)).toContain(words);
  });

  test.each([
    [OPENPBS, ' -k oed -J 1-2 <<'],
    [TORQUE, ' -t 1-2 -j oe -o ~/.cache/scripthut/runs/a1b2c3d4/scripts/a1b2c3d4.1.log <<'],
  ])('so is an array', async (dialect, words) => {
    const { backend, scripts } = simulated(dialect);
    await backend.submit([{ token: TOKEN, jobs: [sampleJob(), sampleJob()] }], () => {});
    expect(scripts.at(-1)).toContain(words);
  });

  test('GPUs are asked for as the server found has them, and as the settings say', async () => {
    const openpbs = simulated(OPENPBS).backend;
    expect(openpbs.script(sampleJob()).text).toContain('#PBS -l nodes=1:ppn=4:gpus=1,');
    await openpbs.limits();
    expect(openpbs.script(sampleJob()).text).toContain('#PBS -l select=1:ncpus=4:ngpus=1:');
    const torque = simulated(TORQUE).backend;
    await torque.limits();
    expect(torque.script(sampleJob()).text).toContain('#PBS -l nodes=1:ppn=4:gpus=1,');
    const { host } = simulatedHost(() => ({}));
    const chosen = openPbs({ ...SETTINGS, resourceStyle: 'select' }, host);
    expect(chosen.script(sampleJob()).text).toContain('#PBS -l select=1:ncpus=4:ngpus=1:');
  });

  test('a token is missing only where ledger and queue could be asked', async () => {
    const sought = [{ token: TOKEN, size: 1 }];
    const empty = simulated(OPENPBS).backend;
    expect(await empty.find(sought)).toEqual({ ok: true, value: new Map() });
    const purposes = ['ledger', 'queue', 'history'].map((place) => `look for submissions in the ${place}`);
    for (const purpose of purposes) {
      const { backend } = simulated(OPENPBS, { [purpose]: DOWN });
      expect(await backend.find(sought)).toMatchObject({ ok: false });
    }
    // It succeeds and prints nothing: that is no answer.
    const off = { stderr: recorded('openpbs/nohist.qstat-x-noid.err') };
    const { backend } = simulated(OPENPBS, { 'look for submissions in the history': off });
    expect(await backend.find(sought)).toMatchObject({ ok: false });
    expect(await simulated(WITHOUT_HISTORY).backend.find(sought)).toEqual({ ok: true, value: new Map() });
  });

  test('a token in the queue is found, of an array with its elements', async () => {
    const stdout = recorded('openpbs/qstat-f.array-B.out').replace('S=15,', 'SCRIPTHUT_TOKEN=a1b2c3d4.1,');
    const { backend } = simulated(OPENPBS, { 'look for submissions in the queue': { stdout } });
    expect(await backend.find([{ token: TOKEN, size: 2 }])).toEqual({
      ok: true,
      value: new Map([[TOKEN, ['50[1]', '50[2]']]]),
    });
  });
});
