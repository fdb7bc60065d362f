import { expect, test } from 'vitest';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { siteCapacity } from './capacity.ts';
import { parseUsage } from './parse-usage.ts';
import { recorded } from './recorded.testdata.ts';

const GB = 1024 ** 3;
const MB = 1024 ** 2;
const MEMORY = { total: Math.round(23.5 * GB), free: Math.round(23.5 * GB) - Math.round(760.3 * MB) };

test('slots and memory of queues, and of the machine that they share (qhost-q-j-xml.txt)', () => {
  const state = { isDefault: false, takesJobs: true, startsJobs: true, gpus: null, memory: MEMORY };
  expect(parseUsage(recorded('qhost-q-j-xml.txt'))).toEqual({
    whole: {
      nodes: { total: 1, idle: 0, away: 0 },
      cpus: { total: 64, free: 52 },
      memory: MEMORY,
      gpus: null,
    },
    queues: [
      { ...state, name: 'all.q', nodes: { total: 1, idle: 0, away: 0 }, cpus: { total: 64, free: 52 } },
      { ...state, name: 'short.q', nodes: { total: 1, idle: 1, away: 0 }, cpus: { total: 64, free: 64 } },
    ],
  });
});

test.each(['u', 'au', 'd', 'E', 'S', 'C'])('a queue in state %s starts nothing', (state) => {
  const xml = recorded('qhost-q-j-xml.txt').replace(
    "<queuevalue qname='all.q' name='state_string'></queuevalue>",
    `<queuevalue qname='all.q' name='state_string'>${state}</queuevalue>`,
  );
  expect(parseUsage(xml)?.queues).toMatchObject([
    { name: 'all.q', startsJobs: false, cpus: { total: 64, free: 0 } },
    { name: 'short.q', startsJobs: true },
  ]);
});

test('a machine that is busy is not away, one that does not answer is', () => {
  const xml = recorded('qhost-q-j-xml.txt');
  const busy = xml.replace("name='state_string'></queuevalue>", "name='state_string'>a</queuevalue>");
  expect(parseUsage(busy)?.queues[0]).toMatchObject({ startsJobs: true, nodes: { away: 0 } });
  const silent = xml
    .replace("name='load_avg'>0.35", "name='load_avg'>-")
    .replace("name='mem_used'>760.3M", "name='mem_used'>-");
  expect(parseUsage(silent)?.whole).toMatchObject({
    nodes: { away: 1 },
    cpus: { free: 0 },
    memory: { free: 0 },
  });
});

test('what was cut off is nothing', () => {
  expect(parseUsage(recorded('qhost-q-j-xml.txt').slice(0, -12))).toBeNull();
});

const group = (name: string, text: string, said = '') =>
  `\u001e${name}\n${text}\u001f${said ? 1 : 0}\u001f${said}`;
const SAID =
  group('user', 'ada\n') +
  group('usage', recorded('qhost-q-j-xml.txt')) +
  group('queues', recorded('qconf-sq.txt'));

test('time limits of queues and limits of users (qconf-sq.txt, qconf-ssconf.txt; a simulated machine)', async () => {
  const standing =
    group('cluster', 'max_u_jobs                   40\nmax_jobs                     0\n') +
    group('scheduler', recorded('qconf-ssconf.txt').replace(/^maxujobs .*$/m, 'maxujobs   12'));
  const { host, commands } = simulatedHost(() => ({ stdout: SAID + standing }));
  expect(await siteCapacity(host, '/', true)).toMatchObject({
    ok: true,
    value: {
      user: 'ada',
      partitions: [
        { name: 'all.q', maxSeconds: null },
        { name: 'short.q', maxSeconds: 600 },
      ],
      standing: {
        limits: [
          { of: 'user', what: 'jobs', most: 40, where: '' },
          { of: 'user', what: 'running-jobs', most: 12, where: '' },
        ],
        untold: [],
      },
      untold: [],
    },
  });
  expect(commands.map(({ calls }) => calls)).toEqual([{ qhost: 1, qconf: 3 }]);
});

test('without the limits of users it asks less; what is not told is said (a simulated machine)', async () => {
  const { host, commands } = simulatedHost(() => ({
    stdout: SAID.replace(
      group('queues', recorded('qconf-sq.txt')),
      group('queues', '', 'denied: not a manager'),
    ),
  }));
  expect(await siteCapacity(host, '/', false)).toMatchObject({
    value: { standing: null, untold: ['Time limits of queues are not told: denied: not a manager'] },
  });
  expect(commands.map(({ calls }) => calls)).toEqual([{ qhost: 1, qconf: 1 }]);
});

test('a figure with hundreds of digits is none, and the machine keeps its others (a simulated machine)', async () => {
  const { host } = simulatedHost(() => ({
    stdout: SAID.replace(/(name='slots_used'>)\d+/, `$1-1${'0'.repeat(400)}`),
  }));
  const said = await siteCapacity(host, '/', false);
  const cpus = said.ok ? said.value.partitions.map((queue) => queue.cpus) : [];
  expect(cpus).toHaveLength(2);
  for (const amount of cpus) expect(amount?.free).toBeLessThanOrEqual(amount?.total ?? 0);
});

test('a master that does not answer is a problem in its own words (a simulated machine)', async () => {
  const said = 'error: commlib error: got select error (Connection refused)';
  const { host } = simulatedHost(() => ({ stdout: group('user', 'ada\n') + group('usage', '', said) }));
  expect(await siteCapacity(host, '/', false)).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining(said) },
  });
});
