import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expandDependencies } from './expand.ts';
import { parseGenerated } from './generated.ts';
import { parseDocument } from './parse.ts';
import { envRule, plannedTask, successOf } from './testing.ts';

/** Documents written by others. They lie beside the repository and are not part of it. */
const folder = path.resolve(import.meta.dirname, '../../../shared/examples-upstream');
const files = globSync('**/*.json', { cwd: folder }).sort();
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

function load(file: string) {
  const document = successOf(parseDocument(read(file), file));
  return { ...document, tasks: successOf(expandDependencies(document, [])) };
}

describe.skipIf(files.length === 0)('documents written by others', () => {
  test.each(files)('%s is read, and nothing in it is a typing error', (file) => {
    const { tasks, warnings } = load(file);
    expect(tasks.length).toBeGreaterThan(0);
    expect(warnings.filter((warning) => !warning.includes('not used by this version yet'))).toEqual([]);
  });

  test.each(['scripthut-examples-later/bash_diamond.json', 'upstream-repo/diamond_tasks.json'])(
    '%s is a diamond',
    (file) => {
      const { tasks } = load(file);
      expect(tasks.map(({ id, dependencies }) => [id, dependencies])).toEqual([
        ['setup.init', []],
        ['build.x', ['setup.init']],
        ['build.y', ['setup.init']],
        ['final.merge', ['build.x', 'build.y']],
      ]);
    },
  );

  test('four generators with five simulations each make 28 tasks in the end', () => {
    const { tasks } = load('scripthut-examples-2026-02/sflow.json');
    expect(tasks).toHaveLength(4);
    expect(tasks.every((task) => task.generatesSource !== null && task.dependencies.length === 0)).toBe(true);
    const each = successOf(
      parseGenerated(read('generated/r-tasks.json'), plannedTask('r.generate'), []),
    ).tasks;
    expect(4 + 4 * each.length).toBe(28);
  });

  test('what the R generator prints is appended, and the aggregate waits for its five', () => {
    const generator = plannedTask('generate', { workingDir: '/r' });
    const { tasks } = successOf(parseGenerated(read('generated/r-tasks.json'), generator, [generator.id]));
    expect([generator, ...tasks]).toHaveLength(7);
    expect(tasks.at(-1)).toMatchObject({
      id: 'aggregate',
      dependencies: ['sim.0', 'sim.1', 'sim.2', 'sim.3', 'sim.4'],
      workingDir: '/home/researcher/scripthut-repos/0123456789ab/r_simulation',
      environment: 'r-451',
    });
  });

  test('a pattern with a prefix does not catch the tasks of others', () => {
    const others = ['r.pricing.0', 'pricing.1', 'py.other.1'].map((id) => plannedTask(id).id);
    const { tasks } = successOf(
      parseGenerated(read('generated/python-tasks-prefixed.json'), plannedTask('g'), others),
    );
    const aggregate = tasks.find((task) => task.dependencies.length > 0);
    expect(aggregate?.dependencies).toHaveLength(5);
    expect(aggregate?.dependencies.every((id) => id.startsWith('py.pricing.'))).toBe(true);
  });

  test('rules of newer documents are read', () => {
    expect(load('scripthut-examples-later/vllm_qwen.json')).toMatchObject({
      title: 'Local LLM — vLLM (Qwen2.5-Coder-7B)',
      tasks: [
        {
          resources: { partition: 'gpu', gres: 'gpu:1', cpus: 8, timeLimit: '08:00:00' },
          env: [envRule({ include: ['vllm'] })],
        },
      ],
      warnings: [],
    });
  });
});
