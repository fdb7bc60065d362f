import { expect, test } from 'vitest';
import { parseDialect } from './dialect.ts';
import { parseQueues } from './parse-limits.ts';
import { largestMemory, parseCpus } from './parse-nodes.ts';
import { asText, recorded } from './recorded.testdata.ts';
import { objection } from './rehearse.ts';

test.each([
  ['openpbs/pbsnodes-a.out', { allocated: 3, idle: 61, other: 0, total: 64 }],
  ['openpbs/pbsnodes-a.offline.out', { allocated: 0, idle: 0, other: 64, total: 64 }],
  ['torque/pbsnodes-a.out', { allocated: 5, idle: 3, other: 0, total: 8 }],
])('%s: %j', (file, cpus) => {
  expect(parseCpus(recorded(file))).toEqual(cpus);
});

/** Recorded as JSON: a node that is down, with two jobs on it, and one with five CPUs in use. */
test.each([
  ['openpbs/pbsnodes-a-json.out', { allocated: 3, idle: 61, other: 0, total: 64 }],
  ['openpbs/pbsnodes-a-json.down.out', { allocated: 2, idle: 0, other: 62, total: 64 }],
  ['openpbs/rel230606.pbsnodes-a-json.out', { allocated: 5, idle: 59, other: 0, total: 64 }],
])('%s, as it would be as text: %j', (file, cpus) => {
  expect(parseCpus(asText(recorded(file)))).toEqual(cpus);
  expect(largestMemory(asText(recorded(file)))).toBe(24_684_092 * 1024);
});

test('torque/pbsnodes-x.out, as it would be as text: the same as pbsnodes-a.out', () => {
  const values = recorded('torque/pbsnodes-x.out').matchAll(/<(\w+)>([^<]*)<\/\1>/g);
  const lines = [...values].map(([, name, value]) => (name === 'name' ? value : `     ${name} = ${value}`));
  const text = `${lines.join('\n')}\n\n`;
  expect(text).toBe(recorded('torque/pbsnodes-a.out'));
  expect(parseCpus(text)).toEqual({ allocated: 5, idle: 3, other: 0, total: 8 });
});

test('the memory of the largest node (pbsnodes-a.out)', () => {
  expect(largestMemory(recorded('openpbs/pbsnodes-a.out'))).toBe(24_684_092 * 1024);
  expect(largestMemory(recorded('torque/pbsnodes-a.out'))).toBe(24_684_092 * 1024);
});

test.each([
  ['n1\n     state = job-exclusive\n     np = 8\n     jobs = 0-5/7.s,6-7/8.s\n', 8, 0, 0],
  ['n1\n     state = down,job-exclusive\n     np = 4\n     jobs = 0/7.s, 1/7.s\n', 2, 0, 2],
  ['n1\n     state = free\n     pcpus = 2\n\nn2\n     state = free\n     pcpus = 2\n', 0, 4, 0],
  // Given to one job alone, or kept for a reservation: what is left cannot be had (PBS Pro, as on Polaris and Derecho).
  [
    'n1\n     state = job-exclusive\n     resources_available.ncpus = 64\n     resources_assigned.ncpus = 8\n',
    8,
    0,
    56,
  ],
  ['n1\n     state = resv-exclusive\n     resources_available.ncpus = 64\n', 0, 0, 64],
  ['n1\n     state = Stale\n     resources_available.ncpus = 4\n', 0, 0, 4],
  ['n1\n     state = initializing\n     resources_available.ncpus = 4\n', 0, 0, 4],
  ['n1\n     state = offline_by_mom,state-unknown,down\n     resources_available.ncpus = 4\n', 0, 0, 4],
  ['n1\n     state = free\n     power_state = Standby\n     np = 4\n', 0, 0, 4],
  ['n1\n     state = free\n     power_state = Running\n     np = 4\n', 0, 4, 0],
  ['n1\n     state = <various>\n     resources_available.ncpus = 4\n', 0, 4, 0],
  ['n1\n     state = free\n     np = 8\n     jobs = 0-1,5/303.m.vsc,3/4[12].m.vsc, 6/5.m.vsc\n', 5, 3, 0],
  ['n1\n     state = job-busy\n     resources_available.ncpus = 32\n     jobs = 1.x/0\n', 32, 0, 0],
])('CPUs in use of %j', (text, allocated, idle, other) => {
  expect(parseCpus(text)).toMatchObject({ allocated, idle, other });
});

test('nodes that tell of nothing are no figures', () => {
  expect(parseCpus('')).toBeNull();
  expect(parseCpus('pbsnodes: Server has no node list\n')).toBeNull();
  expect(largestMemory('')).toBeNull();
});

test('what the server is (qstat-version.out, qstat-Bf.out)', () => {
  const said = `${recorded('openpbs/qstat-version.out')}\u001e${recorded('openpbs/qstat-Bf.out')}`;
  const dialect = { family: 'openpbs', remembers: true, writesLogsAtOnce: true, largestArray: 10_000 };
  expect(parseDialect(said)).toEqual(dialect);
  const forgetful = said.replace('job_history_enable = True', 'job_history_enable = False');
  expect(parseDialect(forgetful)).toEqual({ ...dialect, remembers: false });
  const old = said.replace('pbs_version = 23.06.06', 'pbs_version = PBSPro_13.1.1.162303');
  expect(parseDialect(old)).toMatchObject({ family: 'openpbs', writesLogsAtOnce: false });
});

test.each(['openpbs/qstat-Bf-json.out', 'openpbs/rel230606.qstat-Bf-json.out'])(
  '%s, as it would be as text, tells what the server is',
  (file) => {
    const said = `${recorded('openpbs/qstat-version.out')}\u001e${asText(recorded(file))}`;
    expect(parseDialect(said)).toEqual({
      family: 'openpbs',
      remembers: true,
      writesLogsAtOnce: true,
      largestArray: 10_000,
    });
  },
);

test.each([
  ['Version: 6.1.2\nCommit: 34ff', 'keep_completed = 300', true],
  ['Version: master', 'keep_completed = 0', false],
  ['version: 4.2.10', 'acl_hosts = x', false],
])('Torque: %j with %j', (version, line, remembers) => {
  const said = `${version}\n\u001eServer: tqhead\n    server_state = Active\n    ${line}\n`;
  expect(parseDialect(said)).toMatchObject({ family: 'torque', remembers, writesLogsAtOnce: false });
});

test('a wrapper that does not tell the version: the server does (Derecho, PBS Pro 2022)', () => {
  const table = 'Job id            Name             User              Time Use S Queue\n';
  const server =
    'Server: desched1\n    server_state = Active\n    default_chunk.ncpus = 1\n    resv_enable = True\n';
  const said = `${table}\u001e${server}    pbs_version = 2022.1.1.20220926110806\n    job_history_enable = True\n`;
  expect(parseDialect(said)).toMatchObject({ family: 'openpbs', remembers: true, writesLogsAtOnce: true });
  const plain = `${table}\u001e${server}    pbs_version = PBSPro_12.2.1.140292\n`;
  expect(parseDialect(plain)).toMatchObject({ family: 'openpbs', remembers: false, writesLogsAtOnce: false });
});

test.each(['', '\u001e', 'qstat: command not found\n\u001e', 'pbs_version = 23.06.06\n\u001e'])(
  '%j does not say what it is',
  (said) => {
    expect(parseDialect(said)).toBeNull();
  },
);

test('queues (openpbs/qstat-Qf.out, torque/qstat-Qf.out)', () => {
  const open = { isEnabled: true, isStarted: true, isRoute: false, memoryBytes: null, seconds: null };
  expect(parseQueues(recorded('openpbs/qstat-Qf.out'))).toMatchObject([{ name: 'workq', ...open }]);
  expect(parseQueues(recorded('torque/qstat-Qf.out'))).toMatchObject([{ name: 'batch', ...open }]);
  for (const json of ['openpbs/qstat-Qf-json.out', 'openpbs/rel230606.qstat-Qf-json.out'])
    expect(parseQueues(asText(recorded(json)))).toMatchObject([{ name: 'workq', ...open }]);
  expect(parseQueues('')).toBeNull();
});

const QUEUES = parseQueues(`Queue: short
    queue_type = Execution
    resources_max.mem = 8gb
    resources_max.walltime = 00:10:00
    enabled = True
    started = True

Queue: closed
    queue_type = Execution
    enabled = False
    started = False

Queue: route
    queue_type = Route
    resources_max.walltime = 00:00:01
    enabled = True
    started = True
`);

test.each([
  ['short', '1G', '0:05:00', null],
  ['short', '1G', '0:20:00', /no job of more than 600 seconds/],
  ['short', '1G', '1-00:00:00', /no job of more than 600 seconds/],
  ['short', '9G', '0:05:00', /more memory/],
  ['closed', '1G', '0:05:00', /not enabled/],
  ['nosuch', '1G', '0:05:00', /Unknown queue 'nosuch': the server has short, closed, route/],
  ['route', '1G', '1:00:00', null],
  // Of a queue of another server nothing is known.
  ['debug@casper-pbs', '1G', '1:00:00', null],
])('%s with %s for %s', (partition, memory, timeLimit, expected) => {
  const said = objection(QUEUES ?? [], null, { partition, memory, timeLimit, cpus: 1, gres: null });
  if (expected === null) expect(said).toBeNull();
  else expect(said).toMatch(expected);
});

test('the queue of the backend counts, whatever the task says', () => {
  const task = { partition: 'nosuch', memory: '1G', timeLimit: '0:01:00', cpus: 1, gres: null };
  expect(objection(QUEUES ?? [], 'short', task)).toBeNull();
});
