import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { TASK_STATUSES, type TaskStatus } from '../engine/state.ts';
import { groupsByUrgency, type TaskGroup, TaskGroups } from './task-groups.ts';

function groupsOf(ids: readonly string[], statuses?: readonly TaskStatus[]): TaskGroups {
  return new TaskGroups(ids.map(taskId), [...(statuses ?? ids.map(() => 'pending' as const))], 1);
}

function outline(groups: TaskGroups, group: TaskGroup, ids: readonly string[]): (string | undefined)[] {
  return groups
    .divide(group)
    .nodes.map((node) => (node.is === 'task' ? ids[node.index] : `${node.prefix} (${node.members.length})`));
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}.${index}`);
}

test('tasks are grouped by what stands before the first dot, in document order', () => {
  const ids = ['setup', 'sim.a', 'sim.b', 'end.x'];
  const groups = groupsOf(ids);
  expect(outline(groups, groups.all, ids)).toEqual(['setup', 'sim (2)', 'end.x']);
});

test('a large group is divided further where its ids go on', () => {
  const ids = [...numbered('sim.M1', 20), ...numbered('sim.M2', 20)];
  const groups = groupsOf(ids);
  expect(outline(groups, groups.find('sim'), ids)).toEqual(['sim.M1 (20)', 'sim.M2 (20)']);
  expect(groups.find('sim.M2').members).toEqual([...ids.keys()].slice(20));
});

test('a group is not divided into groups of one', () => {
  const groups = groupsOf(numbered('sim', 40));
  expect(groups.divide(groups.find('sim')).groups).toEqual([]);
});

test('a group has its own tasks only, not those that merely begin alike', () => {
  const groups = groupsOf(['sim', 'sim.a', 'simple.a', 'sim.a.b']);
  expect(groups.find('sim').members).toEqual([0, 1, 3]);
  expect(groups.find('sim.a').members).toEqual([1, 3]);
  expect(groups.find('nothing').members).toEqual([]);
});

const ids = fc.uniqueArray(fc.stringMatching(/^[ab.]{1,6}$/), { minLength: 1, maxLength: 60 });
const status = fc.constantFrom(...TASK_STATUSES);

test('every task is in exactly one place, whatever the ids', () => {
  fc.assert(
    fc.property(ids, (names) => {
      const groups = groupsOf(names);
      const found = groups
        .divide(groups.all)
        .nodes.flatMap((node) => (node.is === 'task' ? [node.index] : node.members));
      expect(found.toSorted((a, b) => a - b)).toEqual([...names.keys()]);
    }),
  );
});

/** All counts and versions below a group, as far as it has been divided. */
function countsBelow(groups: TaskGroups, group: TaskGroup): unknown[] {
  const division = groups.divide(group);
  return [
    [group.prefix, group.counts, division.lone.counts],
    ...division.groups.flatMap((inner) => countsBelow(groups, inner)),
  ];
}

test('counts that are kept up are those that one would count anew, whenever somebody looks', () => {
  const changes = fc.array(fc.record({ at: fc.nat(), status, look: fc.boolean() }), { maxLength: 40 });
  // Enough of them that groups are divided again.
  const names = fc.constantFrom(numbered('a.b', 30).concat(numbered('a.c', 30), ['a', 'd']), [
    'x',
    'x.y',
    'z',
  ]);
  fc.assert(
    fc.property(names, changes, (chosen, steps) => {
      const groups = groupsOf(chosen);
      const now: TaskStatus[] = chosen.map(() => 'pending');
      for (const step of steps) {
        if (step.look) countsBelow(groups, groups.all);
        now[step.at % chosen.length] = step.status;
        groups.put(step.at % chosen.length, step.status, 2);
      }
      const anew = groupsOf(chosen, now);
      expect(countsBelow(groups, groups.all)).toEqual(countsBelow(anew, anew.all));
    }),
  );
});

test('the version of a group changes when one of its tasks does, and only then', () => {
  const groups = groupsOf(['sim.a', 'sim.b', 'other.a', 'other.b']);
  const [sim, other] = groups.divide(groups.all).groups;
  groups.put(1, 'running', 7);
  expect([groups.all.version, sim?.version, other?.version]).toEqual([7, 7, 1]);
});

test('pages of tasks, one after the other, are all of them, failed and running ones first', () => {
  const statuses = fc.array(status, { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(statuses, fc.integer({ min: 1, max: 9 }), (all, size) => {
      const groups = groupsOf(numbered('t', all.length), all);
      const pages: number[] = [];
      for (let after = 0; after < all.length; after += size)
        pages.push(...groups.byUrgency(groups.all, after, size));
      expect(pages).toEqual(groups.byUrgency(groups.all, 0, all.length));
      expect(pages.toSorted((a, b) => a - b)).toEqual([...all.keys()]);
      const failed = all.filter((one) => one === 'failed').length;
      expect(pages.slice(0, failed).every((index) => all[index] === 'failed')).toBe(true);
    }),
  );
});

test('blocked tasks stand below those that still wait', () => {
  const groups = groupsOf(['b', 'a'], ['dep_failed', 'pending']);
  expect(groups.byUrgency(groups.all, 0, 9)).toEqual([1, 0]);
});

test('groups in which something has failed or runs come first, the others in document order', () => {
  const groups = groupsOf(
    ['a.1', 'a.2', 'b.1', 'b.2', 'c.1', 'c.2', 'd.1', 'd.2'],
    ['pending', 'pending', 'completed', 'completed', 'running', 'pending', 'completed', 'failed'],
  );
  const prefixes = (after: number, limit: number) =>
    groupsByUrgency(groups.divide(groups.all).groups, after, limit).map(({ prefix }) => prefix);
  expect(prefixes(0, 9)).toEqual(['d', 'c', 'a', 'b']);
  expect(prefixes(1, 2)).toEqual(['c', 'a']);
});
