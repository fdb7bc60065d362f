import { expect, it } from 'vitest';
import { backendName, jobId, runId } from '../engine/ids.ts';
import { makeInfo, makeTask } from '../store/store.testdata.ts';
import { jobLines, mostUrgent, sortOf } from './job-lines.ts';
import type { JobRow } from './job-rows.ts';
import { emptyCounts, type MarkName } from './words.ts';

const RUN = runId('a1b2c3d4');

function row(job: string, mark: MarkName = 'running', element: number | null = null, submission = 1): JobRow {
  const info = makeInfo({ id: RUN, title: 'Grid <search>' });
  const state = { is: 'running', startedAt: 1, node: 'n1', attempt: 1 } as const;
  const placed = { submission, element, job: jobId(job), submittedAt: Number(job.replace(/\D/g, '')) };
  const task = { run: RUN, index: 0, task: makeTask(`task ${job}`), state: { ...state, ...placed } };
  const counts = { counts: emptyCounts(), taskCount: 1, labels: [] };
  const run = { info, status: 'running', ...counts, cancel: null, endedAt: null } as const;
  return {
    ...{ job, backend: backendName('mercury'), name: `name ${job}`, mark, note: 'n087', partition: 'long' },
    ...{ submittedAt: placed.submittedAt, startedAt: 0, finishedAt: null, asked: '1 CPU' },
    origin: { is: 'task', row: task, run },
  };
}

function other(job: string): JobRow {
  return { ...row(job), name: 'jupyter', origin: { is: 'other', user: 'bob' } };
}

const shown = (rows: readonly JobRow[], filter: Parameters<typeof jobLines>[1]) =>
  jobLines(rows, filter, 0).map((line) =>
    line.is === 'job' ? line.row.job : `${line.key}×${line.elements.length}`,
  );

it('the elements of an array are one line, unless it is open or has a single one', () => {
  const rows = [row('9_1', 'running', 1), row('9_2', 'failed', 2), row('8'), row('7_1', 'running', 1, 2)];
  expect(shown(rows, {})).toEqual([`${RUN}.1×2`, '7_1', '8']);
  expect(shown(rows, { open: `${RUN}.1` })).toEqual(['9_2', '9_1', '7_1', '8']);
  expect(mostUrgent(rows)).toBe('failed');
});

it('what was not asked for is left out, also of arrays', () => {
  const rows = [row('9_1', 'running', 1), row('9_2', 'failed', 2), row('9_3', 'failed', 3), other('4')];
  expect(shown(rows, { state: 'failed' })).toEqual([`${RUN}.1×2`]);
  expect(shown(rows, { whose: 'others' })).toEqual(['4']);
  expect(shown(rows, { whose: 'ours', state: 'running' })).toEqual(['9_1']);
  expect(shown(rows, { backend: 'anvil' })).toEqual([]);
  for (const text of ['JUPYTER', 'bob']) expect(shown(rows, { text }), text).toEqual(['4']);
  for (const text of ['grid <', 'task 9_2', RUN])
    expect(shown(rows, { text, state: 'failed' }), text).not.toEqual([]);
});

it('jobs are sorted by any column, numbers as numbers', () => {
  const rows = [row('10', 'completed'), row('9', 'failed'), row('11')];
  expect(shown(rows, {})).toEqual(['11', '10', '9']);
  expect(shown(rows, { sort: 'job' })).toEqual(['9', '10', '11']);
  expect(shown(rows, { sort: '-name' })).toEqual(['11', '10', '9']);
  expect(shown(rows, { sort: 'state' })).toEqual(['9', '11', '10']);
  expect(sortOf('nonsense')).toEqual({ by: 'submitted', isTurned: true });
});
