import { expect, test } from 'vitest';
import { roomOf } from '../capacity.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { readCapacity, siteCapacity } from './capacity.ts';
import { parseMachines } from './parse-nodes.ts';
import { recorded } from './recorded.testdata.ts';
import { limitsIn } from './user-limits.ts';

const DISK = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a 1000 400 600 40% /\n';

/** The answer as the script makes it of these texts. */
function answer(texts: Readonly<Record<string, string>>, failures: Readonly<Record<string, string>> = {}) {
  const groups = { user: 'ada\n', server: '', queues: '', nodes: '', disk: DISK, ...texts };
  return Object.entries(groups)
    .map(([name, text]) => {
      const said = failures[name];
      return `\u001e${name}\n${text}\u001f${said === undefined ? 0 : 1}\u001f${said ?? ''}`;
    })
    .join('');
}

const OPENPBS = {
  server: recorded('openpbs/qstat-Bf.out'),
  queues: recorded('openpbs/qstat-Qf.out'),
  nodes: recorded('openpbs/pbsnodes-a.out'),
};

test('OpenPBS: queues, nodes and disk (qstat-Bf.out, qstat-Qf.out, pbsnodes-a.out)', () => {
  const room = {
    nodes: { total: 1, idle: 0, away: 0 },
    cpus: { total: 64, free: 61 },
    memory: { total: 24_684_092 * 1024, free: (24_684_092 - 51_200) * 1024 },
    gpus: null,
  };
  const state = { isDefault: true, takesJobs: true, startsJobs: true, maxSeconds: null };
  expect(readCapacity(answer(OPENPBS), '/work')).toEqual({
    user: 'ada',
    whole: room,
    partitions: [{ name: 'workq', ...state, ...room }],
    load: null,
    disk: { path: '/work', totalBytes: 1000 * 1024, availableBytes: 600 * 1024 },
    standing: { limits: [], fairShares: [], untold: [] },
    untold: [],
  });
});

test('a node that is offline has nothing free (pbsnodes-a.offline.out)', () => {
  expect(roomOf(parseMachines(recorded('openpbs/pbsnodes-a.offline.out')))).toMatchObject({
    nodes: { total: 1, idle: 0, away: 1 },
    cpus: { total: 64, free: 0 },
    memory: { free: 0 },
  });
});

test('Torque: slots in use, and memory that nothing uses (torque/pbsnodes-a.out)', () => {
  const nodes = recorded('torque/pbsnodes-a.out');
  const queues = recorded('torque/qstat-Qf.out');
  expect(readCapacity(answer({ nodes, queues }), '/')).toMatchObject({
    whole: { cpus: { total: 8, free: 3 }, memory: { total: 24_684_092 * 1024, free: 23_443_156 * 1024 } },
    partitions: [{ name: 'batch', isDefault: false, cpus: { total: 8, free: 3 } }],
  });
});

const TWO_NODES = `a
     state = free
     resources_available.ncpus = 8
     resources_available.ngpus = 4
     resources_assigned.ngpus = 1

b
     state = free
     queue = long
     resources_available.ncpus = 16
     resources_assigned.ncpus = 4
`;
const THREE_QUEUES = `Queue: short
    enabled = True
    started = False
    resources_max.walltime = 02:00:00
    max_run = [u:PBS_GENERIC=5]

Queue: long
    enabled = False
    started = True

Queue: in
    queue_type = Route
    enabled = True
    started = True

`;

test('a queue with nodes of its own uses those, others what is left, and one that sends on has none', () => {
  const { partitions, standing } = readCapacity(answer({ nodes: TWO_NODES, queues: THREE_QUEUES }), '/');
  expect(partitions).toMatchObject([
    { name: 'short', takesJobs: true, startsJobs: false, maxSeconds: 7200, cpus: { total: 8, free: 8 } },
    { name: 'long', takesJobs: false, startsJobs: true, cpus: { total: 16, free: 12 }, gpus: null },
    { name: 'in', nodes: null, cpus: null },
  ]);
  expect(partitions[0]?.gpus).toEqual({ total: 4, free: 3 });
  expect(standing?.limits).toEqual([{ of: 'user', what: 'running-jobs', most: 5, where: 'queue short' }]);
});

/** Nodes belong to queues by what the queue asks of each chunk (PBS Pro, `Qlist`), or by their properties (Torque). */
test.each([
  ['default_chunk.Qlist = gpu', 'resources_available.Qlist = workq,gpu', 'resources_available.Qlist = workq'],
  ['default_chunk.is-gpu = True', 'resources_available.is-gpu = True', 'resources_available.is-gpu = False'],
  ['resources_default.neednodes = gpu', 'properties = batch,gpu', 'properties = batch,cpu'],
])('a queue with %j has the node with %j, and not that with %j', (queue, own, other) => {
  const node = (name: string, line: string, cpus: number) =>
    `${name}\n     state = free\n     resources_available.ncpus = ${cpus}\n     ${line}\n\n`;
  const nodes = node('a', own, 16) + node('b', other, 4);
  const cpusOf = (lines: string) =>
    readCapacity(answer({ nodes, queues: `Queue: q\n    enabled = True\n${lines}\n` }), '/').partitions[0]
      ?.cpus?.total;
  expect(cpusOf(`    ${queue}\n    default_chunk.ncpus = 4\n`)).toBe(16);
  expect(cpusOf('    default_chunk.ncpus = 4\n    resources_default.nodes = 1:ppn=1\n')).toBe(20);
  // What no node has is no name for nodes.
  expect(cpusOf('    default_chunk.place = scatter\n')).toBe(20);
});

test('a node that one job has for itself, or that is reserved, has nothing free (PBS Pro 2021)', () => {
  const node = (state: string) => `x1
     state = ${state}
     resources_available.mem = 512gb
     resources_available.ncpus = 64
     resources_available.ngpus = 4
     resources_assigned.mem = 1gb
     resources_assigned.ncpus = 8
     resources_assigned.ngpus = 0
`;
  for (const state of ['job-exclusive', 'job-busy', 'busy', 'job-exclusive,resv-exclusive']) {
    const { cpus, memory, gpus } = roomOf(parseMachines(node(state)));
    expect([cpus?.free, memory?.free, gpus?.free]).toEqual([0, 0, 0]);
  }
  expect(roomOf(parseMachines(node('resv-exclusive'))).nodes).toEqual({ total: 1, idle: 0, away: 1 });
});

test('GPUs that Torque says are unallocated are free (Torque 6.1)', () => {
  const gpu = (state: string) => `gpu_memory_used=0 MB;gpu_mode=Exclusive_Process;gpu_state=${state}`;
  const node = `cloud8
     state = free
     np = 40
     gpus = 3
     gpu_status = gpu[2]=gpu_id=0:7;${gpu('Unallocated')};gpu_temperature=40 C,gpu[1]=gpu_id=0:5;${gpu('Exclusive')},gpu[0]=gpu_id=0:3;${gpu('Unallocated')},driver_ver=450.51.05,timestamp=Tue Nov 24 15:41:03 2020
`;
  expect(roomOf(parseMachines(node)).gpus).toEqual({ total: 3, free: 2 });
  // Not all of them tell.
  expect(roomOf(parseMachines(node.replace('gpus = 3', 'gpus = 4'))).gpus).toBeNull();
  expect(roomOf(parseMachines(node.replace('gpus = 3', 'gpus = 0'))).gpus).toBeNull();
});

test('swap space is no free memory (Torque 2.5)', () => {
  const status = 'physmem=16438604kb,availmem=31955000kb,totmem=32447336kb';
  const node = (state: string) => `lcg1\n     state = ${state}\n     np = 8\n     status = ${status}\n`;
  const total = 16_438_604 * 1024;
  expect(roomOf(parseMachines(node('free'))).memory).toEqual({ total, free: (16_438_604 - 492_336) * 1024 });
  expect(roomOf(parseMachines(node('job-exclusive'))).memory).toEqual({ total, free: 0 });
});

test.each([
  [
    'max_run',
    '[u:PBS_GENERIC=5],[u:ada=9],[o:PBS_ALL=100]',
    [
      ['user', 'running-jobs', 9],
      ['all', 'running-jobs', 100],
    ],
  ],
  ['max_run', '[u:emmy=9],[g:stats=3]', []],
  ['max_queued', '[u:PBS_GENERIC=20]', [['user', 'jobs', 20]]],
  ['max_run_res.ncpus', '[u:"PBS_GENERIC"=64]', [['user', 'cpus', 64]]],
  ['max_user_run', '4', [['user', 'running-jobs', 4]]],
  ['max_queuable', '500', [['all', 'jobs', 500]]],
  ['max_user_queuable', 'many', []],
  ['max_run', `[u:ada=${'9'.repeat(400)}],[o:PBS_ALL=100]`, [['all', 'running-jobs', 100]]],
])('%s = %s', (name, value, limits) => {
  const found = limitsIn(new Map([[name, value]]), 'ada', '');
  expect(found.map(({ of, what, most }) => [of, what, most])).toEqual(limits);
});

test('what is not told is said, and the rest stays', () => {
  const said = answer({ ...OPENPBS, nodes: '' }, { nodes: 'pbsnodes: Server has no node list' });
  expect(readCapacity(said, '/')).toMatchObject({
    whole: { nodes: null, cpus: null },
    partitions: [{ name: 'workq', nodes: null }],
    untold: ['Nodes are not told: pbsnodes: Server has no node list'],
  });
});

test('a server that does not answer is a problem in its own words (a simulated machine)', async () => {
  const down = 'Connection refused\nqstat: cannot connect to server pbshead (errno=111)';
  const { host, commands } = simulatedHost(() => ({
    stdout: answer({}, { server: down, queues: down, nodes: down }),
  }));
  expect(await siteCapacity(host, '/')).toMatchObject({
    ok: false,
    problem: { code: 'command-failed', message: expect.stringContaining('cannot connect to server') },
  });
  expect(commands).toHaveLength(1);
});
