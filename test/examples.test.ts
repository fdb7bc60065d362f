import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfiguration } from '../src/config/load.ts';
import { checkPlan, emptyGraph } from '../src/engine/plan.ts';
import { expandDependencies } from '../src/workflows/expand.ts';
import { parseDocument } from '../src/workflows/parse.ts';

const folder = join(import.meta.dirname, '..', 'examples');
const names = readdirSync(folder);

test.each(names)('examples/%s has neither faults nor warnings', (name) => {
  const document = parseDocument(readFileSync(join(folder, name), 'utf8'), name);
  if (!document.ok) throw new Error(document.problem.message);
  expect(document.value.warnings).toEqual([]);
  const tasks = expandDependencies(document.value, []);
  if (!tasks.ok) throw new Error(tasks.problem.message);
  expect(checkPlan(emptyGraph(), tasks.value)).toMatchObject({ ok: true });
});

test('examples/matrix.yaml is ten lines that make 500 points and a task that waits for them all', () => {
  const text = readFileSync(join(folder, 'matrix.yaml'), 'utf8');
  expect(
    text
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#')),
  ).toHaveLength(10);
  const document = parseDocument(text, 'matrix.yaml');
  const tasks = document.ok ? expandDependencies(document.value, []) : document;
  expect(tasks.ok && tasks.value.map(({ dependencies }) => dependencies.length)).toEqual([
    ...Array.from({ length: 500 }, () => 0),
    500,
  ]);
});

const readme = readFileSync(join(folder, '..', 'README.md'), 'utf8');

test('docs/workflows.md shows a document that has neither faults nor warnings', () => {
  const page = readFileSync(join(folder, '..', 'docs', 'workflows.md'), 'utf8');
  const [, text] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(parseDocument(text ?? '', 'workflows.md')).toMatchObject({ ok: true, value: { warnings: [] } });
});

test('the README shows a document that has neither faults nor warnings', () => {
  const [, text] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(parseDocument(text ?? '', 'README.md')).toMatchObject({ ok: true, value: { warnings: [] } });
});

test('the README shows a configuration that has neither faults nor warnings', () => {
  const [, text] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const read = parseConfiguration(text ?? '', 'README.md', { home: '/home/ada', cwd: '/', cpuCount: 4 });
  expect(read).toMatchObject({ ok: true, value: { warnings: [] } });
});
