import { expect, test } from 'vitest';
import { meaningOf } from './states.ts';

test.each([
  ['PENDING', 'pending', null],
  ['PD', 'pending', null],
  ['CANCELLED by 1000', 'ended', 'cancelled'],
  ['OUT_OF_ME+', 'ended', 'out-of-memory'],
  ['OOM', 'ended', 'out-of-memory'],
  ['DEADLINE', 'ended', 'deadline'],
  ['BF', 'ended', 'boot-failure'],
  ['REQUEUED', 'pending', null],
  ['REVOKED', 'unknown', null],
  ['SPECIAL_EXIT', 'pending', null],
  ['COMPLETING', 'completing', null],
  ['SUSPENDED', 'suspended', null],
  ['CO+', 'unknown', null],
  ['', 'unknown', null],
  ['constructor', 'unknown', null],
  ['A_WORD_OF_TOMORROW', 'unknown', null],
])('%j is %s, ended: %s', (word, queue, ended) => {
  expect(meaningOf(word)).toMatchObject({ queue, ended });
});
