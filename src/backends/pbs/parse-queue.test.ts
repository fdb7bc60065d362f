import { expect, test } from 'vitest';
import { parseJobs, variable } from './job.ts';
import { parseQueue, parseTokens } from './parse-queue.ts';
import { asText, recorded } from './recorded.testdata.ts';

/** The jobs of a recording; of one that was made in JSON, as they would be in text. */
function listed(file: string) {
  const text = recorded(file);
  return parseQueue(text.startsWith('{') ? asText(text) : text, 'pbsuser') ?? [];
}

test.each([
  [
    'openpbs/qstat-f.Q-never.out',
    'Can Never Run: Insufficient amount of resource: ncpus (R: 1000 A: 64 T: 64)',
  ],
  ['openpbs/qstat-f.H-depend.out', 'Held for other jobs (afterok:24.pbshead@pbshead)'],
  [
    'openpbs/qstat-f.H-too-many-attempts.out',
    'Held by the system: job held, too many failed attempts to run',
  ],
  ['openpbs/text.name-007.out', 'Held by its user'],
  ['openpbs/qstat-f.W.out', 'Waiting for its time: Sun Nov 22 17:51:00 2026 (UTC)'],
  ['openpbs/qstat-f.W-stagein.out', 'Waiting for its time: Sun Nov 22 16:27:43 2026 (UTC)'],
  ['openpbs/qstat-f-json.H-user.out', 'Held by its user'],
  ['openpbs/qstat-f-json.array-H.out', 'Held by its user'],
  ['openpbs/qstat-f-json.Q-node-offline.out', 'Not Running: Not enough free nodes available'],
  ['openpbs/qstat-f-json.Q-node-fail-requeued.out', 'Not Running: Not enough free nodes available'],
  ['openpbs/qstat-f-json.stagein-R15.out', 'Waiting for its time: Sun Nov 22 16:27:43 2026 (UTC)'],
  ['openpbs/qstat.stopped-queue.out', 'Not Running: Queue not started.'],
  ['openpbs/qstat-f-json.subjob-queued.out', 'Queued'],
  ['torque/qstat-f.H.out', 'Held by its user'],
])('%s waits: %s', (file, reason) => {
  expect(listed(file)).toMatchObject([{ state: 'pending', reason, startedAt: null, nodes: '' }]);
});

test('openpbs/qstat-f-json.S-suspended.out is suspended, on its node', () => {
  expect(listed('openpbs/qstat-f-json.S-suspended.out')).toMatchObject([
    { state: 'suspended', rawState: 'SUSPENDED', reason: 'Suspended', nodes: 'pbshead' },
  ]);
});

/** What a job asks for, and since when it runs. */
test.each([
  ['openpbs/qstat-f-json.multiday.out', { job: '95', cpus: 1, memory: '1tb', elapsedSeconds: null }],
  ['openpbs/qstat-f-json.multiday-seconds.out', { job: '96', cpus: 1, memory: '', elapsedSeconds: null }],
  ['openpbs/qstat-f-json.Q-never.out', { job: '21', cpus: 1000, nodes: '' }],
  ['openpbs/qstat-f.R-busy.out', { job: '20', name: 'busy', elapsedSeconds: 37, nodes: 'pbshead' }],
  [
    'openpbs/rel230606.qstat-f-json.R-busy.out',
    { job: '74', elapsedSeconds: 10, startedAt: Date.parse('2026-11-22T16:10:51Z') },
  ],
  ['openpbs/qstat-f-json.E-badout.out', { job: '49', state: 'completing', rawState: 'COMPLETING' }],
  ['openpbs/qstat-f-json.R-node-down.out', { job: '109', state: 'running', nodes: 'pbshead' }],
  // Right after a restart the server does not tell since when.
  ['openpbs/qstat-f-json.after-restart.out', { job: '103', state: 'running', startedAt: null }],
  ['openpbs/qstat-f.array-B.out', { job: '50[]', state: 'running', elapsedSeconds: null }],
])('%s: %j', (file, expected) => {
  expect(listed(file)).toMatchObject([expected]);
});

/** `compat.md` 9.4: what people are shown, and what it is for a task. A held job only waits. */
test.each([
  ['Q', 'PENDING', 'pending', 'Queued'],
  ['H', 'SUSPENDED', 'pending', 'Held'],
  ['W', 'PENDING', 'pending', 'Waiting for its time'],
  ['T', 'RUNNING', 'running', 'On its way to another queue'],
  ['R', 'RUNNING', 'running', ''],
  ['B', 'RUNNING', 'running', ''],
  ['M', 'RUNNING', 'running', 'Moved to another server'],
  ['E', 'COMPLETING', 'completing', ''],
  ['S', 'SUSPENDED', 'suspended', 'Suspended'],
  ['U', 'SUSPENDED', 'suspended', 'Suspended while its machine is in use'],
  ['Z', 'Z', 'unknown', ''],
])('the letter %s is shown as %s, and is %s', (letter, rawState, state, reason) => {
  const text = recorded('openpbs/qstat-f.R-busy.out').replace('job_state = R', `job_state = ${letter}`);
  expect(parseQueue(text, 'pbsuser')).toMatchObject([{ rawState, state, reason }]);
});

test.each(['C', 'F', 'X'])('a job with the letter %s is no more in the queue', (letter) => {
  const text = recorded('openpbs/qstat-f.R-busy.out').replace('job_state = R', `job_state = ${letter}`);
  expect(parseQueue(text, 'pbsuser')).toEqual([]);
});

test('openpbs/qstat-f.R-multichunk.out: several chunks, folded lines', () => {
  expect(listed('openpbs/qstat-f.R-multichunk.out')).toEqual([
    {
      job: '535',
      token: null,
      name: 'multichunk',
      user: 'pbsuser',
      state: 'running',
      rawState: 'RUNNING',
      reason: '',
      partition: 'workq',
      nodes: 'pbshead',
      cpus: 7,
      memory: '200mb',
      submittedAt: Date.parse('2026-11-22T16:40:50Z'),
      startedAt: Date.parse('2026-11-22T16:40:50Z'),
      elapsedSeconds: 0,
    },
  ]);
});

test('torque/qstat-f.R.out: CPUs and memory that were asked for', () => {
  expect(listed('torque/qstat-f.R.out')).toMatchObject([
    { job: '2', state: 'running', cpus: 1, memory: '500mb', nodes: 'tqhead', elapsedSeconds: 1 },
  ]);
});

test('folded lines and unfolded ones say the same (openpbs/qstat-f.R-busy.out, qstat-f-w.R.out)', () => {
  const [folded] = parseJobs(recorded('openpbs/qstat-f.R-busy.out')) ?? [];
  const [whole] = parseJobs(recorded('openpbs/qstat-f-w.R.out')) ?? [];
  expect(folded).toEqual(whole);
});

test.each([
  ['openpbs/text.name-long.out', `n${'x'.repeat(229)}`],
  ['openpbs/text.name-punct.out', 'a.b+c-d_e'],
  ['openpbs/text.name-007.out', '007'],
])('%s: the name is whole', (file, name) => {
  expect(listed(file)[0]?.name).toBe(name);
});

test.each([
  ['openpbs/text.v-comma.out', 'B', 'z'],
  ['openpbs/text.v-dup.out', 'A', '2'],
  ['openpbs/text.v-dup.out', 'B', 'x=y=z'],
  ['openpbs/text.v-newline.out', 'B', 'z'],
  ['torque/qstat-tf.array.out', 'PBS_ARRAYID', '0'],
])('%s: the variable %s is %s', (file, name, value) => {
  const [job] = parseJobs(recorded(file)) ?? [];
  expect(job && variable(job, name)).toBe(value);
});

test('jobs that have ended are no more in the queue (torque/qstat-f.array.out)', () => {
  const ids = listed('torque/qstat-f.array.out').map(({ job }) => job);
  expect(ids).toEqual(['2', '3', '4[]', '5', '6', '7', '8', '13']);
});

/** A recorded job with other variables. */
function withVariables(text: string): string {
  return recorded('openpbs/qstat-f.R-busy.out').replace('PBS_O_SYSTEM=Linux', `PBS_O_SYSTEM=Linux,${text}`);
}

test('ours carry a token and the name of their task', () => {
  const text = withVariables('SCRIPTHUT_TOKEN=a1b2c3d4.12,SCRIPTHUT_NAME=Sim%201%20%C3%A4%2C');
  expect(parseQueue(text, 'pbsuser')).toMatchObject([{ token: 'a1b2c3d4.12', name: 'Sim 1 ä,' }]);
  expect(parseTokens(text, 'pbsuser')).toEqual(new Map([['a1b2c3d4.12', '20']]));
  // Anybody can write our tokens into a variable.
  expect(parseQueue(text, 'ada')).toMatchObject([{ token: null, name: 'busy' }]);
  expect(parseTokens(text, 'ada')).toEqual(new Map());
});

test('a token is found wherever the text is folded', () => {
  for (let at = 1; at < 'SCRIPTHUT_TOKEN=a1b2c3d4.12'.length; at += 1) {
    const mark = 'SCRIPTHUT_TOKEN=a1b2c3d4.12';
    const text = withVariables(`${mark.slice(0, at)}\n\t${mark.slice(at)}`);
    expect(parseQueue(text, 'pbsuser')).toMatchObject([{ token: 'a1b2c3d4.12' }]);
  }
});

const FORGED = 'A=x\n    job_state = F\n    Exit_status = 0\n    run_count = 1\n    y = z,B=1';
const OTHER_JOB = 'A=x\n\nJob Id: 99.pbshead\n    Job_Name = y';

test('a variable cannot say how its job ended, or which other jobs there are', () => {
  expect(parseQueue(withVariables(FORGED), 'pbsuser')).toMatchObject([{ job: '20', state: 'running' }]);
  expect(parseQueue(withVariables(OTHER_JOB), 'pbsuser')).toBeNull();
});

test('one odd job of somebody else does not spoil the listing', () => {
  const odd = withVariables(OTHER_JOB).replace('    queue = workq\n', '').replaceAll('pbsuser@', 'eve@');
  const ours = recorded('openpbs/qstat-f.R-multichunk.out');
  expect(parseQueue(`${odd.split('\n\n')[0]}\n\n${ours}`, 'pbsuser')).toMatchObject([{ job: '535' }]);
  expect(parseQueue(odd.replaceAll('eve@', 'pbsuser@') + ours, 'pbsuser')).toBeNull();
});

test('a job that came from another server does not take the number of one of here', () => {
  const here = recorded('openpbs/qstat-f.R-busy.out');
  const other = here.replace('Job Id: 20.pbshead', 'Job Id: 20.elsewhere');
  const ids = (text: string) => parseQueue(text, 'pbsuser')?.map(({ job }) => job);
  expect(ids(here + other)).toEqual(['20', '20.elsewhere']);
  expect(ids(other + here)).toEqual(['20.elsewhere', '20']);
  expect(ids(other)).toEqual(['20']);
});
