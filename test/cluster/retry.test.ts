import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttemptsAnswer } from '../../src/wire/tasks.ts';
import { slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
});

afterAll(async () => {
  await program?.stop();
});

const attempts = async (run: string, id: string) => {
  const { body } = await program.ask('GET', `/api/v1/runs/${run}/tasks/${id}/attempts`);
  return (body as AttemptsAnswer).attempts;
};

describe('a task that is to be tried again', () => {
  // Without limits on memory a job that takes too much fails, and nobody knows why.
  it.runIf(cluster.memoryLimits || process.env.CI === 'true')(
    'succeeds with more memory after it ran out of it, and what waits for it goes on',
    async () => {
      const hungry = "python3 -c 'x = bytearray(110 * 2**20); print(len(x))'";
      const retry = { max: 3, on: ['out_of_memory'], memory: 2 };
      const id = await program.submit([
        { ...task('hungry', hungry), memory: '40M', retry },
        task('after', 'true', ['hungry']),
      ]);
      const run = await program.ended(id, 120_000);
      expect(run.status).toBe('completed');
      const tried = await attempts(id, 'hungry');
      expect(tried.map(({ reason, retried }) => [reason, retried?.memory ?? null])).toEqual([
        ['out-of-memory', null],
        ['out-of-memory', '80M'],
        ['completed', '160M'],
      ]);
      expect(tried.at(-1)?.script).toContain('#SBATCH --mem=160M\n');
      const page = await program.ask('GET', `/runs/${id}/tasks/hungry?show=attempts`);
      expect(page.text).toContain('now with 160M');
    },
    150_000,
  );

  it('is tried with the same after an exit code, each attempt with its own log, and then fails for good', async () => {
    const retry = { max: 1, on: ['exit'] };
    const id = await program.submit([
      { ...task('flaky', 'echo x >> ~/flaky; [ $(wc -l < ~/flaky) -ge 2 ]'), retry },
      { ...task('never', 'exit 3'), retry },
    ]);
    const run = await program.ended(id, 120_000);
    expect(run.items.map(({ status, attempt }) => [status, attempt])).toEqual([
      ['completed', 2],
      ['failed', 2],
    ]);
    const paths = (await attempts(id, 'never')).map(({ output_path: path }) => path);
    expect(new Set(paths).size).toBe(2);
  }, 150_000);
});
