import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openBackend } from '../src/backends/open.ts';
import { systemClock } from '../src/conductor/clock.ts';
import { createConductor } from '../src/conductor/create.ts';
import { NO_RULES } from '../src/engine/env-rules.ts';
import { runId } from '../src/engine/ids.ts';
import { openStore } from '../src/store/sqlite-store.ts';

/** Documents that others wrote; test inputs that lie beside the checkout and are not part of the project. */
const folder = path.resolve(import.meta.dirname, '../../shared/examples-upstream');
const isThere = existsSync(folder);
const files = isThere
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  : [];

const cluster = {
  type: 'slurm',
  name: 'cluster',
  ssh: null,
  account: 'lab',
  loginShell: true,
  maxConcurrent: 100,
  cloneDir: '~',
  smallestArray: 10,
  rules: NO_RULES,
} as const;
const backend = openBackend(cluster, { dataDir: '/nowhere', now: Date.now });
const store = openStore(':memory:');
const { orders } = createConductor({
  store,
  backends: [backend],
  workflows: [],
  environments: [
    { name: 'python-booth', variables: { LAB: 'yes' }, extraInit: 'module load python/booth/3.12' },
  ],
  pollIntervalMs: 60_000,
  clock: systemClock,
  newRunId: () => runId('00000000'),
  report: () => undefined,
});
afterAll(() => backend.close());

describe.skipIf(!isThere && process.env.CI !== 'true')('documents that others wrote', () => {
  test('are there', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(files)('%s is previewed, every script of it is one that bash can read', async (file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const preview = await orders.previewRun({
      document: { is: 'text', text, file, kind: 'document' },
      backend: 'cluster',
      by: 'a test',
    });
    if (!preview.ok) throw new Error(preview.problem.message);
    const { tasks } = preview.value;
    expect(tasks.length).toBeGreaterThan(0);
    for (const { task, script } of tasks) {
      execFileSync('bash', ['-n'], { input: script.text });
      expect(script.text).toContain(`\n${task.command}\nEXIT_CODE=$?\n`);
      expect(script.text).toContain(`#SBATCH --partition=${task.resources.partition}\n`);
      expect(script.text.includes('export LAB="yes"')).toBe(task.environment === 'python-booth');
      const isUnknown = task.environment !== null && task.environment !== 'python-booth';
      expect(script.warnings.length > 0).toBe(isUnknown || task.env !== undefined);
    }
  });

  test.runIf(isThere)('groups of variables that are not there are said, not swallowed', async () => {
    const file = 'scripthut-examples-later/r_simulation.json';
    const text = readFileSync(path.join(folder, file), 'utf8');
    const document = { is: 'text', text, file, kind: 'document' } as const;
    const preview = await orders.previewRun({ document, backend: 'cluster', by: 'a test' });
    expect(preview).toMatchObject({
      ok: true,
      value: { warnings: [expect.stringContaining("no env group 'python-booth'")] },
    });
  });
});
