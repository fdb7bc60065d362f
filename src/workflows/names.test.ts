import { expect, test } from 'vitest';
import { adhocName, checkWorkflowName, fileStem, sourceFileName } from './names.ts';
import { problemOf, successOf } from './testing.ts';

test('a single task is a workflow of its own', () => {
  expect(adhocName('task-1')).toBe('_adhoc/task-1');
});

test('a file of a source is called by both', () => {
  expect(sourceFileName('lab', '.hut/workflows/grid.json')).toBe('lab/grid');
});

test.each([
  ['grid.json', 'grid'],
  ['/x/y.d/grid.sflow.json', 'grid.sflow'],
  ['noext', 'noext'],
  ['.hidden', '.hidden'],
])('the stem of %s is %s', (path, stem) => {
  expect(fileStem(path)).toBe(stem);
});

test.each(['grid', 'lab/grid', '_adhoc/a b', "it's $(x)", 'é'])('a workflow may be called %s', (name) => {
  expect(successOf(checkWorkflowName(name))).toBe(name);
});

test.each(['', ' ', '/etc', 'a/', 'a//b', '../x', 'a/..', '.', 'a\nb', 'a\0', 'x'.repeat(201)])(
  'a workflow may not be called %j',
  (name) => {
    expect(problemOf(checkWorkflowName(name)).code).toBe('bad-request');
  },
);
