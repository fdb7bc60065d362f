import { expect, test } from 'vitest';
import { pbsMemory, pbsWalltime, resourceRequest } from './resources.ts';

test.each([
  ['4G', '4gb'],
  ['512M', '512mb'],
  ['1t', '1tb'],
  ['100', '100b'],
  ['4GB', '4gb'],
  ['2 gb', '2gb'],
])('memory %s is %s', (memory, expected) => {
  expect(pbsMemory(memory)).toBe(expected);
});

test.each([
  ['1:00:00', '1:00:00'],
  ['1-00:00:00', '24:00:00'],
  ['2-12:30:05', '60:30:05'],
  ['1-12:30', '36:30:00'],
  ['3-6', '78:00:00'],
  ['90', '90'],
  ['1 -N x', '1-Nx'],
])('the walltime %s is %s', (limit, expected) => {
  expect(pbsWalltime(limit)).toBe(expected);
});

const resources = { partition: 'q', cpus: 2, memory: '1G', timeLimit: '1:00:00', gres: null };

test.each([
  [null, '', 0],
  ['gpu', ':gpus=1', 0],
  ['gpu:2', ':gpus=2', 0],
  // Which GPU it is cannot be asked for: people are told.
  ['gpu:v100:1', ':gpus=1', 1],
  ['gpu:v100', '', 1],
  ['fpga:1', '', 1],
  ['gpu:1,gpu:3', ':gpus=4', 0],
])('gres %s', (gres, expected, warnings) => {
  const request = resourceRequest({ ...resources, gres }, 'nodes');
  expect(request.line).toBe(`nodes=1:ppn=2${expected},mem=1gb,walltime=1:00:00`);
  expect(request.warnings).toHaveLength(warnings);
});
