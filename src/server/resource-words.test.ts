import { expect, it } from 'vitest';
import { taskId } from '../engine/ids.ts';
import type { Advice } from '../engine/resource-advice.ts';
import type { Measured, ShapeUse } from '../engine/resource-use.ts';
import { adviceSentence } from './resource-words.ts';

const GIGABYTE = 1024 ** 3;

function measured(max: number, median: number): Measured {
  return { count: 40, max, median, maxTask: taskId('sim.1') };
}

const USE: ShapeUse = {
  shape: {
    group: 'sim',
    resources: { partition: 'normal', cpus: 4, memory: '16G', timeLimit: '2:00:00', gres: null },
  },
  tasks: 1200,
  ran: 40,
  telling: 40,
  memory: measured(5.1 * GIGABYTE, 4.8 * GIGABYTE),
  busyCpus: measured(0.9, 0.899),
  elapsed: measured(180_000, 61_000),
  outOfMemory: 0,
  timedOut: 0,
  nearMemory: 0,
  nearTimeLimit: 0,
};

it.each<[Advice['kind'], Advice['about'], string, string]>([
  ['too-much', 'memory', '7G', 'asked for 16G and used at most 5.1G (median 4.8G): "memory: 7G" would do'],
  ['too-much', 'cpus', '1', 'asked for 4 CPUs and kept at most 0.9 busy: "cpus: 1" would do'],
  [
    'too-much',
    'time_limit',
    '0:10:00',
    'asked for 2:00:00 and took at most 3 min (median 1 min): "time_limit: 0:10:00" would do',
  ],
  [
    'close',
    'memory',
    '20G',
    'asked for 16G, and 3 of 40 came within 5 % of that: "memory: 20G" would be safer',
  ],
  [
    'too-little',
    'memory',
    '24G',
    'asked for 16G, and 3 of 40 ran out of memory: "memory: 24G" would be safer',
  ],
  [
    'too-little',
    'time_limit',
    '3:00:00',
    'asked for 2:00:00, and 3 of 40 ran out of time: "time_limit: 3:00:00" would be safer',
  ],
])('%s %s is a sentence with its numbers', (kind, about, instead, words) => {
  expect(adviceSentence(USE, { kind, about, tasks: 3, instead })).toBe(`sim (1,200 tasks) ${words}`);
});

it('tasks whose ids have no dot are named so', () => {
  const alone = { ...USE, shape: { ...USE.shape, group: '' } };
  const advice: Advice = { kind: 'too-much', about: 'cpus', tasks: 3, instead: '1' };
  expect(adviceSentence(alone, advice)).toMatch(/^tasks without a group \(1,200 tasks\) asked/);
});
