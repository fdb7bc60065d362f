import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TASK_STATUSES } from '../engine/state.ts';
import { progressLines } from './progress.ts';
import { item, run, runWith, startFakeServer } from './testing.ts';
import { widthOf } from './text-width.ts';

const NOW = Date.parse('2026-02-19T14:30:12+00:00');

test('the picture has a bar for all tasks and one for each group of ids', () => {
  const detail = run([item('setup', 'completed'), item('sim.1', 'running'), item('sim.2', 'pending')]);
  expect(progressLines(detail, 60, NOW)).toEqual([
    'diamond · run a1b2c3d4 on local · running · 12 s',
    `all   ${'█'.repeat(13)}${'▓'.repeat(13)}${'░'.repeat(13)} 1/3`,
    `setup ${'█'.repeat(39)} 1/1`,
    `sim   ${'▓'.repeat(20)}${'░'.repeat(19)} 0/2`,
    '1 completed, 1 running, 1 pending',
  ]);
});

test('of a run that has ended the picture says how long it took, whenever it is looked at', () => {
  const ended = { status: 'completed', finished_at: '2026-02-19T14:30:02+00:00' } as const;
  const [head] = progressLines(run([item('a', 'completed')], ended), 60, NOW);
  expect(head).toBe('diamond · run a1b2c3d4 on local · completed · 2 s');
});

test('no line is ever as wide as the window, whatever the tasks are called and however they stand', () => {
  const tasks = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom(...TASK_STATUSES)), {
    minLength: 1,
  });
  fc.assert(
    fc.property(tasks, fc.integer({ min: 20, max: 200 }), (entries, columns) => {
      const detail = run(entries.map(([id, status]) => item(id, status)));
      for (const line of progressLines(detail, columns, NOW)) expect(widthOf(line)).toBeLessThan(columns);
    }),
  );
});

test('on a terminal the picture is drawn in place, and the ending stands below it', async () => {
  const steps = [
    run([item('a', 'running')]),
    run([item('a', 'completed')], { status: 'completed', finished_at: '2026-02-19T14:30:02+00:00' }),
  ];
  const server = await startFakeServer({ 'GET /api/v1/runs/a1b2c3d4': () => steps.shift() ?? {} });
  const words = ['run', 'watch', 'a1b2c3d4', '--interval', '0.01', '--server', server.url];
  const { out } = await runWith(words, { isInteractive: true });
  expect(out.split('\x1b[3A\x1b[0J')).toHaveLength(2);
  expect(out.endsWith('1 completed\nRun a1b2c3d4 COMPLETED — 1/1 tasks succeeded in 2 s\n')).toBe(true);
  await server.stop();
});
