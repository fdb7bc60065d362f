import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskId } from '../../engine/ids.ts';
import type { TaskStatus } from '../../engine/state.ts';
import { TaskGroups } from '../task-groups.ts';
import { type DrawnBox, draw, kinOf } from './drawing.ts';
import { rangeText, readRanges } from './ranges.ts';
import { pinsOf, shownOf, type View } from './shown.ts';
import { TaskLinks } from './task-links.ts';

function groupsOf(ids: readonly string[], statuses: readonly TaskStatus[] = []): TaskGroups {
  return new TaskGroups(
    ids.map(taskId),
    ids.map((_, at) => statuses[at] ?? 'pending'),
    1,
  );
}

function viewOf(groups: TaskGroups, more: Partial<View> = {}): View {
  return { groups, root: groups.all, open: [], pinned: null, ...more };
}

/** setup → sim.0 … sim.4 → end, and sim.0 → post.a, post.b */
const IDS = ['setup', 'sim.0', 'sim.1', 'sim.2', 'sim.3', 'sim.4', 'post.a', 'post.b', 'end'];
const LINKS = new TaskLinks([[], [0], [0], [0], [0], [0], [1], [1], [1, 2, 3, 4, 5]]);

describe('what is shown', () => {
  it('has closed groups, and opens those that are chosen', () => {
    const groups = groupsOf(IDS);
    const closed = shownOf(viewOf(groups));
    expect(closed.map(({ key, is }) => [key, is])).toEqual([
      ['t0', 'task'],
      ['g1-sim', 'group'],
      ['g6-post', 'group'],
      ['t8', 'task'],
    ]);
    const [, sim] = shownOf(viewOf(groups, { open: ['sim'] }));
    expect(sim?.is === 'group' && sim.inside?.map(({ key }) => key)).toEqual(['t1', 't2', 't3', 't4', 't5']);
  });

  it('is opened in a small run at which nobody has looked yet', () => {
    const shown = shownOf(viewOf(groupsOf(IDS), { open: null }));
    expect(shown.every((box) => box.is !== 'group' || box.inside !== null)).toBe(true);
  });

  it('has the most urgent of many, and the others in one box', () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `t${at}`);
    const statuses = ids.map(
      (_, at): TaskStatus => (at === 700 ? 'failed' : at > 900 ? 'running' : 'completed'),
    );
    const shown = shownOf(viewOf(groupsOf(ids, statuses)));
    expect(shown).toHaveLength(81);
    expect(shown[0]?.key).toBe('t700');
    const rest = shown.at(-1);
    if (rest?.is !== 'rest') throw new Error('the others are in one box');
    expect(rest.counts).toMatchObject({ completed: 900, running: 20, failed: 0 });
  });

  it('stays the same for those who have pinned it, whatever becomes of the tasks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(999), { maxLength: 50 }), (changed) => {
        const groups = groupsOf(Array.from({ length: 1_000 }, (_, at) => `t${at}`));
        const before = shownOf(viewOf(groups));
        const pinned = readRanges(rangeText(pinsOf(before)), 1_000);
        for (const index of changed) groups.put(index, 'failed', 2);
        const after = shownOf(viewOf(groups, { pinned }));
        expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
      }),
      { numRuns: 20 },
    );
  });
});

describe('numbers in an address', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500), { maxLength: 200 }), (numbers) => {
        expect([...readRanges(rangeText(numbers), 501)].sort((a, b) => a - b)).toEqual(
          numbers.sort((a, b) => a - b),
        );
      }),
    );
  });

  it('name nothing that there is not', () => {
    expect([...readRanges('1-3,99,x,-1,2-1,5-999999999', 7)]).toEqual([1, 2, 3, 5, 6]);
  });
});

describe('a drawing', () => {
  const groups = groupsOf(IDS);
  const placed = (boxes: readonly DrawnBox[], key: string) => boxes.find(({ shown }) => shown.key === key);

  it('counts the dependencies between boxes', () => {
    const { lines } = draw(shownOf(viewOf(groups)), LINKS);
    expect(lines.map(({ from, to, count }) => [from.join(), to.join(), count]).sort()).toEqual([
      ['g1-sim', 'g6-post', 2],
      ['g1-sim', 't8', 5],
      ['t0', 'g1-sim', 5],
    ]);
  });

  it('has what an opened group holds inside of its box, each within', () => {
    const { boxes, width, height } = draw(shownOf(viewOf(groups, { open: ['sim', 'post'] })), LINKS);
    const sim = placed(boxes, 'g1-sim');
    const inside = ['t1', 't2', 't3', 't4', 't5'].map((key) => placed(boxes, key));
    if (sim === undefined) throw new Error('the group is drawn');
    for (const box of inside) {
      expect(box?.x).toBeGreaterThan(sim.x);
      expect(box?.y).toBeGreaterThan(sim.y);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(sim.x + sim.width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(sim.y + sim.height);
    }
    expect(boxes).toHaveLength(IDS.length + 2);
    for (const box of boxes) {
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
  });

  it('joins boxes that need the same and are needed by the same by one line', () => {
    const ids = ['a', 'b', ...Array.from({ length: 50 }, (_, at) => `t${at}`), 'end'];
    const links = new TaskLinks([
      [],
      [],
      ...Array.from({ length: 50 }, () => [0]),
      Array.from({ length: 50 }, (_, at) => at + 2),
    ]);
    const { lines, frames } = draw(shownOf(viewOf(groupsOf(ids))), links);
    expect(lines.map(({ count }) => count)).toEqual([50, 50]);
    expect(frames).toHaveLength(1);
  });

  it('marks what a task needs and what needs it, and no more', () => {
    const shown = shownOf(viewOf(groups, { open: ['sim'] }));
    const kin = kinOf(shown, 't2', LINKS);
    expect([...(kin?.boxes ?? [])]).toEqual([
      ['t0', 'up'],
      ['t2', 'self'],
      ['t8', 'down'],
    ]);
    expect([kin?.up, kin?.down]).toEqual([1, 1]);
    expect(kinOf(shown, 'nobody', LINKS)).toBeNull();
  });
});

describe('links', () => {
  it('follow ways of any length and end in circles', () => {
    const links = new TaskLinks([[2], [0], [1], [0]]);
    expect([...links.upstream([3])].sort()).toEqual([0, 1, 2]);
    expect([...links.downstream([0])].sort()).toEqual([1, 2, 3]);
  });
});
