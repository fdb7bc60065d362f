import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { chooseEnvironment, parseLimits, parseSlots } from './site.ts';

const queue = recorded('qconf-sq.txt');
const answer = (conf: string, queues = queue) =>
  `\u001econf\n${conf}\n\u001equeues\n${queues}\u001ehosts\n${recorded('qhost.txt')}\u001eend`;

test('limits: tasks of an array, time of a queue, memory of a machine (qconf-sq.txt, qhost.txt)', () => {
  const memoryBytes = Math.round(23.5 * 1024 ** 3);
  expect(parseLimits(answer('max_aj_tasks                 75000'))).toEqual({
    largestArray: 75_000,
    partitions: { 'short.q': { memoryBytes, seconds: 600 } },
  });
});

test('the memory of a machine where qhost tells no sockets and cores (Grid Engine 6.2u5, Open Grid Scheduler 2011.11)', () => {
  const hosts = `HOSTNAME                ARCH         NCPU  LOAD  MEMTOT  MEMUSE  SWAPTO  SWAPUS
-------------------------------------------------------------------------------
global                  -               -     -       -       -       -       -
obelix01                linux-x64      40  0.44  252.4G    4.2G    8.0G   14.6M
obelix02                linux-x64      20     -  252.2G       -    8.0G       -
`;
  const said = answer('max_aj_tasks 75000').replace(recorded('qhost.txt'), hosts);
  expect(parseLimits(said)?.partitions['short.q']?.memoryBytes).toBe(Math.round(252.4 * 1024 ** 3));
});

test('the longest limit of a queue counts, and none is none', () => {
  const seconds = (limit: string) =>
    parseLimits(answer('max_aj_tasks 0', queue.replace(/^h_rt .*$/m, `h_rt ${limit}`)))?.partitions['short.q']
      ?.seconds;
  expect(seconds('00:10:00,[@big=01:00:00],[vm=300]')).toBe(3600);
  expect(seconds('00:10:00,[@big=INFINITY]')).toBeNull();
  expect(seconds('INFINITY')).toBeNull();
});

test('an answer that is cut tells no limits', () => {
  const whole = answer('max_aj_tasks 75000');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (at) => {
      expect(parseLimits(whole.slice(0, at))).toBeNull();
    }),
  );
});

test('slots of all queues (qstat-g-c-xml.txt)', () => {
  expect(parseSlots(recorded('qstat-g-c-xml.txt'))).toEqual({
    allocated: 13,
    idle: 115,
    other: 0,
    total: 128,
  });
  expect(parseSlots('error: commlib error')).toBeNull();
});

test.each([
  ['make $round_robin\nmpi $fill_up\nsmp $pe_slots\n', 'smp'],
  ['b $pe_slots\na $pe_slots\n', 'a'],
  ['mpi 4\nmake $round_robin\n', null],
  ['', null],
])('of %j the environment is %j', (said, name) => {
  expect(chooseEnvironment(said)).toBe(name);
});
