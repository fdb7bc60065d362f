import { expect, test } from 'vitest';
import { meaningOf } from './states.ts';

test.each([
  ['PENDING', 'PD', 'pending', null],
  ['CONFIGURING', 'CF', 'pending', null],
  ['REQUEUED', 'RQ', 'pending', null],
  ['REQUEUE_FED', 'RF', 'pending', null],
  ['REQUEUE_HOLD', 'RH', 'pending', null],
  ['RESV_DEL_HOLD', 'RD', 'pending', null],
  ['SPECIAL_EXIT', 'SE', 'pending', null],
  ['RUNNING', 'R', 'running', null],
  ['RESIZING', 'RS', 'running', null],
  ['SIGNALING', 'SI', 'running', null],
  ['SUSPENDED', 'S', 'suspended', null],
  ['STOPPED', 'ST', 'suspended', null],
  ['COMPLETING', 'CG', 'completing', null],
  ['STAGE_OUT', 'SO', 'completing', null],
  ['REVOKED', 'RV', 'unknown', null],
  ['COMPLETED', 'CD', 'ended', 'completed'],
  ['FAILED', 'F', 'ended', 'exit'],
  ['CANCELLED', 'CA', 'ended', 'cancelled'],
  ['TIMEOUT', 'TO', 'ended', 'timeout'],
  ['OUT_OF_MEMORY', 'OOM', 'ended', 'out-of-memory'],
  ['NODE_FAIL', 'NF', 'ended', 'node-failure'],
  ['PREEMPTED', 'PR', 'ended', 'preempted'],
  ['DEADLINE', 'DL', 'ended', 'deadline'],
  ['BOOT_FAIL', 'BF', 'ended', 'boot-failure'],
])('%s and %s are %s, ended: %s', (word, short, queue, ended) => {
  expect(meaningOf(word)).toMatchObject({ short, queue, ended });
  expect(meaningOf(short)).toEqual(meaningOf(word));
});

test.each([
  ['CANCELLED by 1000', 'cancelled'],
  ['CANCELLED by 1000 (ada)', 'cancelled'],
  ['OUT_OF_ME+', 'out-of-memory'],
])('%j means %s', (word, ended) => {
  expect(meaningOf(word)).toMatchObject({ queue: 'ended', ended });
});

test.each(['CO+', 'REQUEUE+', '', 'constructor', 'A_WORD_OF_TOMORROW'])('%j changes nothing', (word) => {
  expect(meaningOf(word)).toMatchObject({ queue: 'unknown', ended: null });
});
