import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles } from '../scripts/schema-files.ts';
import { parseConfiguration } from '../src/config/load.ts';
import { listFaults } from '../src/engine/faults.ts';
import { parseDocumentValue } from '../src/workflows/parse.ts';

const root = join(import.meta.dirname, '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const ajv = new Ajv({ allErrors: true, strict: false });
const validators = {
  workflow: ajv.compile(JSON.parse(read('schemas', 'workflow.schema.json'))),
  config: ajv.compile(JSON.parse(read('schemas', 'config.schema.json'))),
};

function faultsOf(kind: keyof typeof validators, value: unknown): string[] {
  const validate = validators[kind];
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the schemas for editors', () => {
  test.each(Object.entries(schemaFiles()))('schemas/%s is as the build writes it', (name, text) => {
    expect(read('schemas', name)).toBe(text);
  });

  const upstream = resolve(root, '../shared/examples-upstream');
  const documents = [
    ...readdirSync(join(root, 'examples')).map((name) => join(root, 'examples', name)),
    ...(existsSync(upstream) ? globSync('**/*.json', { cwd: upstream }) : []).map((name) =>
      join(upstream, name),
    ),
  ];

  test.each(documents)('%s is a workflow', (file) => {
    expect(faultsOf('workflow', parse(readFileSync(file, 'utf8')))).toEqual([]);
  });

  test('the annotated configuration is one, and what explains its keys arrives', () => {
    expect(faultsOf('config', parse(read('scripthut.example.yaml')))).toEqual([]);
    const { properties } = JSON.parse(read('schemas', 'config.schema.json'));
    expect(properties.backends.description).toBe('Where jobs run.');
    expect(properties.settings.anyOf[0].properties.server_port).toMatchObject({ default: 8000 });
  });

  test.each(['workflow', 'config'] as const)('%s: a $schema key is accepted without a word', (kind) => {
    const value = { $schema: './schema.json', ...(kind === 'workflow' && { tasks: [] }) };
    expect(faultsOf(kind, value)).toEqual([]);
    const machine = { home: '/', cwd: '/', cpuCount: 1 };
    expect(parseConfiguration('$schema: x', 'x', machine)).toMatchObject({
      ok: true,
      value: { warnings: [] },
    });
    const task = { id: 'a', name: 'A', command: 'x' };
    expect(parseDocumentValue({ $schema: 'x', tasks: [task] }, 'x')).toMatchObject({
      ok: true,
      value: { warnings: [] },
    });
  });
});

/** Each value stands in a task of its own. Which of them are right is what the schema and the program must agree on. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  id: ['sim.1', 'a b', '50%', 'ü', '', ' a', 'a ', 'a/b', 'a\\b', 'a\nb', 'a\u2028b', 'a\0b', 7, null],
  name: ['A', '', 7, null, 'a\0'],
  command: ['', 'x\ny', 'a\0', ['x'], null],
  deps: [[], ['a', 'b.*'], [''], 'a', [3], null, {}],
  dependencies: [['a'], 'a', null],
  working_dir: ['', '~', 3, null],
  partition: ['gpu', 'a b', '', 'a\n', 5, null],
  cpus: [1, 1_000_000, 1_000_001, 0, 1.5, '4', '04', '0', '1000001', 'many', true, null],
  memory: ['4G', '4gb', '1.5T', 0, 2048, -1, 1.5, 'lots', '4 G', '', null],
  time_limit: ['1:00:00', '2-12', '1-2:3:4', 30, -1, 'soon', 'unlimited', 'UNLIMITED', '1:2:3:4:5', null],
  gres: ['gpu:2', '', 'gpu 2', 2, null],
  output_file: ['x', '', 5, null],
  environment: ['x', '', 5, null],
  env_vars: [
    {},
    { A: 'x', b_1: 2 },
    { '1A': 'x' },
    { 'A B': 'x' },
    { A: true },
    { A: 2 ** 60 },
    ['A=1'],
    null,
  ],
  retry: [
    {},
    { max: 0 },
    { max: 101 },
    { max: 1, on: ['exit'] },
    { on: [] },
    { on: ['oom'] },
    { on: 'exit' },
    3,
    null,
  ],
  matrix: [
    { x: [1, 'a', null, true] },
    { x: { from: 1, to: 5, step: 2 } },
    { x: [1], include: [{ y: 2 }], exclude: [{ x: 2 }] },
    { x: [] },
    { x: ['a\0'] },
    { x: { from: 2, to: 1 } },
    { x: 3 },
    { x: [[1]] },
    { x: [{}] },
    { x: { from: 1 } },
    { x: { from: 1, to: 2, by: 1 } },
    { x: { from: 1, to: 2, step: 0 } },
    { '1x': [1] },
    { x: [1], include: [1] },
    { x: [1], exclude: [{}] },
    { x: [1], include: { y: 1 } },
    [1],
    null,
  ],
};

const fields = Object.entries(values).flatMap(([key, list]) => list.map((value) => ({ key, value })));
const base = { id: 'base', name: 'A', command: 'x' };

/** What only the program can see: how parts of a document fit together. */
const BEYOND_TYPES =
  /^Duplicate task id|leaves no point|has no parameters|goes from|more than 12 decimals|makes .* points/;

function programAccepts(tasks: readonly unknown[]): boolean {
  const read = parseDocumentValue(tasks, 'test');
  return read.ok || listFaults(read.problem).every(({ message }) => BEYOND_TYPES.test(message));
}

describe('the schema of workflows and the program', () => {
  test.each(fields)('agree on %j', ({ key, value }) => {
    const tasks = [{ ...base, [key]: value }];
    expect(faultsOf('workflow', tasks).length === 0).toBe(programAccepts(tasks));
  });

  test.each(['id', 'name', 'command'] as const)('agree that %s is needed', (key) => {
    const { [key]: _, ...task } = base;
    expect([faultsOf('workflow', [task]).length > 0, programAccepts([task])]).toEqual([true, false]);
  });

  test.each([
    { tasks: 7 },
    {},
    'tasks',
    7,
    null,
    { title: 7, tasks: [] },
    { retry: 3, tasks: [base] },
    [{ ...base, matrix: {} }],
  ])('agree that %j is none', (document) => {
    expect(faultsOf('workflow', document)).not.toEqual([]);
    expect(parseDocumentValue(document, 'test').ok).toBe(false);
  });

  test('what the schema accepts has no fault of type for the program', () => {
    const field = fc.constantFrom(...fields);
    const anything = fc.record({ key: fc.constantFrom(...Object.keys(values)), value: fc.jsonValue() });
    const task = fc
      .array(fc.oneof({ weight: 4, arbitrary: field }, anything), { maxLength: 4 })
      .map((chosen) => ({ ...base, ...Object.fromEntries(chosen.map(({ key, value }) => [key, value])) }));
    fc.assert(
      fc.property(fc.array(task, { minLength: 1, maxLength: 3 }), (tasks) => {
        if (faultsOf('workflow', tasks).length === 0) expect(programAccepts(tasks)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('a placeholder may stand for a text of any form, in a matrix only', () => {
    const placeholder = `\${{ matrix.x }}`;
    const filled = { memory: placeholder, cpus: placeholder, time_limit: placeholder, gres: placeholder };
    expect(faultsOf('workflow', [{ ...base, ...filled, matrix: { x: [1] } }])).toEqual([]);
    expect(programAccepts([{ ...base, ...filled, matrix: { x: [1] } }])).toBe(true);
    expect(faultsOf('workflow', [{ ...base, memory: placeholder }])).not.toEqual([]);
    expect(programAccepts([{ ...base, memory: placeholder }])).toBe(false);
  });

  test('a slip of a key is marked', () => {
    expect(faultsOf('workflow', [{ ...base, tme_limit: '1' }])).not.toEqual([]);
    expect(faultsOf('workflow', { tasks: [], titel: 'x' })).not.toEqual([]);
  });
});

describe('the schema of configurations and the program', () => {
  const machine = { home: '/', cwd: '/', cpuCount: 1 };
  test.each([
    { backends: 'x' },
    { backends: [{ type: 'slurm' }] },
    { backends: [{ name: 'x' }] },
    { backends: [{ type: 'slurn', name: 'x' }] },
    { backends: [{ type: 'local', name: '' }] },
    { backends: [{ type: 'local', name: 'a\nb' }] },
    { backends: [{ type: 'local', name: 'x', max_concurrent: 0 }] },
    { backends: [{ type: 'local', name: 'x', max_concurrent: 1.5 }] },
    { backends: [{ type: 'slurm', name: 'x', ssh: {} }] },
    { backends: [{ type: 'slurm', name: 'x', ssh: { host: 'h', port: 70_000 } }] },
    { backends: [{ type: 'slurm', name: 'x', account: 'a b' }] },
    { workflows: [{ name: 'x', backend: 'y' }] },
    { environments: [{ name: 'x', variables: { A: 8 } }] },
    { settings: { server_port: -1 } },
    { settings: { poll_interval: 1 } },
    { settings: [] },
  ])('agree that %j is none', (configuration) => {
    expect(faultsOf('config', configuration)).not.toEqual([]);
    expect(parseConfiguration(JSON.stringify(configuration), 'x', machine).ok).toBe(false);
  });
});
