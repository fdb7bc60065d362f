import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { TASK_STATUSES, type TaskStatus } from '../engine/state.ts';
import { TaskGroups } from './task-groups.ts';
import { type Line, type LinesWish, TaskLines } from './task-lines.ts';

const ALL: LinesWish = {
  order: 'pipeline',
  group: '',
  status: null,
  q: '',
  open: new Set(),
  shut: new Set(),
  keep: '',
};

function groupsOf(tasks: Readonly<Record<string, TaskStatus>>): TaskGroups {
  return new TaskGroups(Object.keys(tasks).map(taskId), Object.values(tasks), 1);
}

/** What the list shows, a line each, indented. */
function shown(
  tasks: Readonly<Record<string, TaskStatus>>,
  wish: Partial<LinesWish> = {},
): readonly string[] {
  const groups = groupsOf(tasks);
  const lines = new TaskLines(groups, { ...ALL, ...wish });
  return lines.window(0, lines.total).map((line) => `${'  '.repeat(line.depth)}${wordsOf(groups, line)}`);
}

function wordsOf(groups: TaskGroups, line: Line): string {
  if (line.is === 'task') return `${groups.statusAt(line.index)} ${groups.idAt(line.index)}`;
  const mark = line.isOpen ? '▾' : '▸';
  if (line.is === 'group') return `${mark} ${line.name} ${line.group.members.length}`;
  return `${mark} ${line.set.counts[line.status]} ${line.status}`;
}

function many(prefix: string, count: number, status: TaskStatus): Record<string, TaskStatus> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}.${index}`, status]));
}

test('a group in which something fails or runs is open, its failures first and what is quiet folded', () => {
  const tasks = {
    setup: 'completed',
    ...many('sim', 40, 'pending'),
    'sim.x': 'running',
    'sim.y': 'failed',
    ...many('end', 400, 'pending'),
  } as const;
  expect(shown(tasks)).toEqual([
    'completed setup',
    '▾ sim 42',
    '  failed sim.y',
    '  running sim.x',
    '  ▸ 40 pending',
    '▸ end 400',
  ]);
});

test('the reader opens and shuts what is otherwise', () => {
  const tasks = {
    ...many('sim', 9, 'pending'),
    'sim.x': 'failed',
    ...many('end', 400, 'completed'),
  } as const;
  const open = new Set(['pending of sim']);
  expect(shown(tasks, { open }).slice(2, 4)).toEqual(['  ▾ 9 pending', '    pending sim.0']);
  expect(shown(tasks, { shut: new Set(['sim']) })).toEqual(['▸ sim 10', '▸ end 400']);
  // All are alike: who opens the group wants to see them, not one line that says so.
  expect(shown(tasks, { open: new Set(['end']), shut: new Set(['sim']) })).toHaveLength(402);
});

test('the fold in which the reader is does not shut by itself, nor does its group', () => {
  const tasks = {
    ...many('sim', 20, 'pending'),
    'sim.x': 'running',
    ...many('end', 400, 'completed'),
  } as const;
  expect(shown(tasks, { keep: 'pending of sim' })[2]).toBe('  ▾ 20 pending');
  expect(shown(tasks, { keep: 'completed of end' })).toHaveLength(404);
  expect(shown(tasks, { keep: 'completed of end', shut: new Set(['end']) })).toHaveLength(4);
});

test('in a small run small groups are open whatever their state', () => {
  expect(shown({ 'a.x': 'completed', 'a.y': 'pending', b: 'pending' })).toEqual([
    '▾ a 2',
    '  pending a.y',
    '  completed a.x',
    'pending b',
  ]);
});

test('by state there are no groups', () => {
  const tasks = { ...many('a', 2, 'completed'), ...many('b', 10, 'pending'), 'b.x': 'failed' } as const;
  expect(shown(tasks, { order: 'state' })).toEqual([
    'failed b.x',
    '▸ 10 pending',
    'completed a.0',
    'completed a.1',
  ]);
});

test('what is filtered is a flat list, and nothing in it is folded', () => {
  const tasks = { ...many('a', 20, 'completed'), ...many('b', 12, 'pending'), 'b.x': 'failed' } as const;
  expect(shown(tasks, { status: 'pending' })).toHaveLength(12);
  expect(shown(tasks, { q: 'B.' })[0]).toBe('failed b.x');
  expect(shown(tasks, { q: 'B.', status: 'pending' })).toHaveLength(12);
  expect(shown(tasks, { q: '1', group: 'a' })).toHaveLength(11);
  expect(shown(tasks, { q: 'nothing' })).toEqual([]);
});

test('of very many groups those that need somebody come first', () => {
  const tasks: Record<string, TaskStatus> = {};
  for (let index = 0; index < 500; index += 1) Object.assign(tasks, many(`g${index}`, 2, 'completed'));
  tasks['g499.1'] = 'failed';
  expect(shown(tasks).slice(0, 3)).toEqual(['▾ g499 2', '  failed g499.1', '  completed g499.0']);
});

const names = fc.uniqueArray(fc.stringMatching(/^[ab]{1,2}(\.[abc]{1,2}){0,2}$/), {
  minLength: 1,
  maxLength: 60,
});
const status = fc.constantFrom(...TASK_STATUSES);
const wishes: fc.Arbitrary<LinesWish> = fc.record({
  order: fc.constantFrom('pipeline', 'state'),
  group: fc.constantFrom('', '', 'a', 'b.a'),
  status: fc.option(status, { freq: 4 }),
  q: fc.constantFrom('', '', 'a', '.'),
  open: fc.constantFrom(new Set<string>(), new Set(['a', 'b', 'completed of a', 'pending of '])),
  shut: fc.constantFrom(new Set<string>(), new Set(['a', 'b.a'])),
  keep: fc.constantFrom('', '', 'completed of a', 'pending of '),
});
const runs = names.chain((ids) =>
  fc.record({
    ids: fc.constant(ids),
    statuses: fc.array(status, { minLength: ids.length, maxLength: ids.length }),
    wish: wishes,
  }),
);

test('any window is the same as that part of the whole, and every line is found where it stands', () => {
  fc.assert(
    fc.property(runs, fc.nat(70), fc.nat(20), ({ ids, statuses, wish }, from, limit) => {
      const groups = new TaskGroups(ids.map(taskId), [...statuses], 1);
      const lines = new TaskLines(groups, wish);
      const whole = lines.window(0, 1_000);
      expect(whole).toHaveLength(lines.total);
      expect(lines.window(from, limit)).toEqual(whole.slice(from, from + limit));
      for (const [at, line] of whole.entries()) {
        expect(line.is === 'task' ? lines.positionOfTask(line.index) : lines.positionOf(line.name)).toBe(at);
      }
    }),
  );
});

test('unless something is left out by choice, every task is shown or stands in a line that is shut', () => {
  fc.assert(
    fc.property(runs, ({ ids, statuses, wish }) => {
      const groups = new TaskGroups(ids.map(taskId), [...statuses], 1);
      const lines = new TaskLines(groups, { ...wish, group: '', status: null, q: '' });
      for (const index of ids.keys()) expect(lines.positionOfTask(index), ids[index]).not.toBeNull();
    }),
  );
});

test('going from failure to failure meets each that is shown, and begins again', () => {
  fc.assert(
    fc.property(runs, ({ ids, statuses, wish }) => {
      const lines = new TaskLines(new TaskGroups(ids.map(taskId), [...statuses], 1), wish);
      const failed = lines
        .window(0, 1_000)
        .flatMap((line, at) => (line.is === 'task' && statuses[line.index] === 'failed' ? [at] : []));
      let at = -1;
      for (const expected of [...failed, ...failed]) {
        at = lines.nextFailure(at) ?? -1;
        expect(at).toBe(expected);
      }
      if (failed.length === 0) expect(lines.nextFailure(-1)).toBeNull();
    }),
  );
});
