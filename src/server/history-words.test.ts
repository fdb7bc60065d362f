import { expect, test } from 'vitest';
import { runId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { historyWords } from './history-words.ts';

const about = { sequence: 7, run: runId('a1b2c3d4'), at: 0 };

test.each([
  ['run-labelled', { by: 'ada', labels: ['paper', 'new'] }, 'labels are now paper, new, says ada'],
  ['run-labelled', { by: 'ada', labels: [] }, 'labels are now none, says ada'],
  [
    'notice-dropped',
    { channel: 'me', about: 'end', problem: problem('not-found', "there is no channel 'me' any more") },
    "a message to me was not sent: there is no channel 'me' any more",
  ],
  ['run-deleted', { by: 'ada' }, 'deleted'],
] as const)('what concerns a run and none of its tasks (%s, %j)', (kind, body, words) => {
  expect(historyWords({ ...about, kind, body })).toBe(words);
});
