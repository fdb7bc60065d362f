import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../engine/ids.ts';
import type { TaskState } from '../engine/state.ts';
import { makeTask, WAITING } from '../store/store.testdata.ts';
import type { TaskRow } from '../store/store.ts';
import { byUrgency, groupTasks, rowsOfGroup, type TaskNode } from './task-groups.ts';

const RUN = runId('aaaaaaaa');

function rowsOf(ids: readonly string[], state: TaskState = WAITING): TaskRow[] {
  return ids.map((id, index) => ({ run: RUN, index, task: makeTask(id), state }));
}

function outline(nodes: readonly TaskNode[]): string[] {
  return nodes.map((node) =>
    node.is === 'task' ? node.row.task.id : `${node.prefix} (${node.rows.length})`,
  );
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}.${index}`);
}

test('tasks are grouped by what stands before the first dot, in document order', () => {
  const rows = rowsOf(['setup', 'sim.a', 'sim.b', 'end.x']);
  expect(outline(groupTasks(rows, ''))).toEqual(['setup', 'sim (2)', 'end.x']);
});

test('a large group is divided further where its ids go on', () => {
  const rows = rowsOf([...numbered('sim.M1', 20), ...numbered('sim.M2', 20)]);
  expect(outline(groupTasks(rows, 'sim'))).toEqual(['sim.M1 (20)', 'sim.M2 (20)']);
});

test('a group is not divided into groups of one', () => {
  const rows = rowsOf(numbered('sim', 40));
  expect(groupTasks(rows, 'sim').every((node) => node.is === 'task')).toBe(true);
});

test('a group has its own tasks only, not those that merely begin alike', () => {
  const rows = rowsOf(['sim', 'sim.a', 'simple.a', 'sim.a.b']);
  expect(rowsOfGroup(rows, 'sim').map(({ task }) => task.id)).toEqual(['sim', 'sim.a', 'sim.a.b']);
});

test('every task is in exactly one place, whatever the ids', () => {
  const id = fc.stringMatching(/^[ab.]{1,6}$/);
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 60 }), (ids) => {
      const found = groupTasks(rowsOf(ids), '').flatMap((node) =>
        node.is === 'task' ? [node.row.task.id] : node.rows.map(({ task }) => task.id),
      );
      expect(found.toSorted()).toEqual(ids.toSorted());
    }),
  );
});

test('the version of a group changes when one of its tasks does', () => {
  const before = groupTasks(rowsOf(['sim.a', 'sim.b']), '');
  const after = groupTasks(rowsOf(['sim.a', 'sim.b'], { is: 'submitting', attempt: 1, submission: 1 }), '');
  expect(before[0]).toHaveProperty('version');
  expect(after[0]).not.toEqual(before[0]);
});

test('blocked tasks stand below those that still wait', () => {
  const [blocked] = rowsOf(['b'], { is: 'blocked', attempt: 1, because: makeTask('x').id, at: 0 });
  const [waiting] = rowsOf(['a']);
  if (blocked === undefined || waiting === undefined) throw new Error('two rows were made');
  expect(byUrgency([blocked, waiting]).map(({ task }) => task.id)).toEqual(['a', 'b']);
});
