import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { slurmOverSsh } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
const example = join(import.meta.dirname, '../../examples/matrix.yaml');
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}\n    max_concurrent: 600`);
});

afterAll(async () => {
  await program?.stop();
});

it('500 points written in ten lines of YAML go out as one array', async () => {
  const submissions = async () => (await cluster.requestCounts()).get('REQUEST_SUBMIT_BATCH_JOB') ?? 0;
  const before = await submissions();
  const started = await program.cli('workflow', 'run', example, '--backend', 'testbed', '--json');
  const { id, warnings } = JSON.parse(started.stdout);
  expect(warnings).toEqual([]);
  const { status_counts } = await program.ended(id, 280_000);
  expect(status_counts).toEqual({ completed: 501 });
  // The array, and the task that waits for all its points.
  expect((await submissions()) - before).toBe(2);
  const log = await program.cli('run', 'logs', id, 'sim.lr-0.003.seed-77');
  expect(log.stdout).toContain('lr 0.003, seed 77');
}, 300_000);
