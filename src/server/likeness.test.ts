import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ended } from '../engine/states.testdata.ts';
import type { Verdict } from '../engine/verdict.ts';
import { makeTask, RUN } from '../store/store.testdata.ts';
import type { TaskRow } from '../store/store.ts';
import { Likeness, lastLineOf, likeText } from './likeness.ts';

const row = (index: number, verdict: Partial<Verdict>): TaskRow => ({
  run: RUN,
  index,
  task: makeTask(`sim.${index}`),
  state: ended(1_000, verdict),
});

describe('failures that look alike', () => {
  it('stand together, the largest group first, with their names and nodes', () => {
    const likeness = new Likeness();
    for (let index = 0; index < 300; index += 1)
      likeness.add(row(index, { reason: 'out-of-memory', exitCode: null }));
    likeness.add(row(300, { reason: 'exit', exitCode: 3 }));
    likeness.add(row(301, {}));
    const [first, second, ...others] = likeness.groups();
    expect(first).toMatchObject({ words: 'out of memory', count: 300, nodes: [['c1', 300]] });
    expect(first?.tasks).toHaveLength(200);
    expect(first?.tasks.slice(0, 2)).toEqual(['sim.0', 'sim.1']);
    expect(second).toMatchObject({ words: 'exit code 3', count: 1 });
    expect(others).toEqual([]);
  });

  it('are told apart by the last line of their logs, but not by its numbers', () => {
    const lines = ['ValueError: bad seed 17', 'ValueError: bad seed 4', 'No space left on device'];
    const likeness = new Likeness(({ index }) => lines[index] ?? '');
    for (const index of [0, 1, 2]) likeness.add(row(index, { reason: 'exit', exitCode: 1 }));
    expect(likeness.groups().map(({ detail, count }) => [detail, count])).toEqual([
      ['ValueError: bad seed 17', 2],
      ['No space left on device', 1],
    ]);
  });

  it('never get lost, however much they differ', () => {
    const likeness = new Likeness(({ index }) => String.fromCodePoint(0x4e00 + index));
    for (let index = 0; index < 700; index += 1) likeness.add(row(index, { reason: 'exit', exitCode: 1 }));
    const counted = likeness.groups().reduce((sum, { count }) => sum + count, 0);
    expect([counted, likeness.leftOut]).toEqual([500, 200]);
  });
});

describe('what stays of a text', () => {
  it('is the same where only numbers, addresses and paths differ', () => {
    const one = 'at 0x7ffe12 in /scratch/ada/run-1/model.py:12, id 3f2a91c0, took 1.5 s';
    const other = 'at 0xdeadbe in /scratch/bob/run-22/model.py:99, id 99aa00ff, took 20 s';
    expect(likeText(one)).toBe(likeText(other));
  });

  it('does not grow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const once = likeText(text);
        expect(once.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('the last line of a log', () => {
  it('is the last one that says something', () => {
    expect(lastLineOf('Traceback:\n  ValueError: no\n\n-----\n\r\n')).toBe('ValueError: no');
    expect(lastLineOf('\n\n')).toBe('');
  });
});
