import { expect, test } from 'vitest';
import { messageLines, messageTitle } from './message.ts';
import { address, makeMessage, makeNotice } from './notices.testdata.ts';

test('a message about one run says what happened, why, and where to look', () => {
  const message = makeMessage();
  expect(messageTitle(message)).toBe('grid-search failed: 3 of 240 tasks');
  expect(messageLines(message, address)).toEqual([
    'sim.M1.T20: Out of memory on n113 (and 2 more)',
    'Run a1b2c3d4 on mercury, begun 60 minutes before: 237 completed, 3 failed.',
    'http://127.0.0.1:8000/runs/a1b2c3d4',
  ]);
});

test('success needs no reason', () => {
  const { counts } = makeNotice();
  const done = makeNotice({
    status: 'completed',
    counts: { ...counts, failed: 0, completed: 1 },
    failure: null,
  });
  const message = makeMessage({ notices: [done] });
  expect(messageTitle(message)).toBe('grid-search completed: 1 task');
  expect(messageLines(message, address)).toHaveLength(2);
});

test('many that end at once become one message that counts the failures', () => {
  const begun = makeNotice({ kind: 'first_failure', status: 'running' });
  const message = makeMessage({ notices: [makeNotice(), makeNotice({ status: 'completed' }), begun] });
  expect(messageTitle(message)).toBe('3 messages about runs, 2 of them about failures');
  expect(messageLines(message, address)).toContain('grid-search: the first failure, 237 of 240 tasks done');
});

test('a trial says that it is one', () => {
  expect(messageTitle(makeMessage({ notices: [], isTrial: true }))).toContain('trial');
});
