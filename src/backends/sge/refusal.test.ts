import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { submitFailure } from './refusal.ts';
import { REHEARSER } from './rehearse.ts';

test.each([
  [
    'qsub-err-queue.txt.stderr',
    1,
    'Job was rejected because job requests unknown queue "nosuch.q"',
    /qconf -sql/,
  ],
  [
    'qsub-err-pe.txt.stderr',
    1,
    'job rejected: the requested parallel environment "nosuch" does not exist',
    /qconf -spl/,
  ],
  ['qsub-err-resource.txt.stderr', 1, 'unknown resource "nosuch"', /memory_resource/],
  ['qsub-err-option.txt.stderr', 2, 'qsub: invalid option argument "-zz"', null],
  [
    'qsub-err-name-digit.txt.stderr',
    1,
    '"1abc" is not a valid object name (cannot start with a digit)',
    null,
  ],
  ['qsub-err-name-slash.txt.stderr', 2, 'argument to -N option must not contain /', null],
  ['qsub-err-name-star.txt.stderr', 1, "Asterisk ('*') not allowed in objectname", null],
  ['qsub-err-noscript.txt.stderr', 14, 'error opening nosuch.sh: No such file or directory', null],
])('%s: %i is a refusal, with the words of qsub and what can be done', (name, exitCode, words, hint) => {
  const said = recorded(name).trim();
  expect(submitFailure(said, exitCode)).toEqual({
    is: 'refused',
    problem: {
      code: 'refused',
      message: expect.stringContaining(words),
      ...(hint === null ? {} : { hint: expect.stringMatching(hint) }),
    },
  });
});

test('a master that is down is a reason to wait (err-master-down-qsub.txt.stderr)', () => {
  expect(submitFailure(recorded('err-master-down-qsub.txt.stderr'), 1)).toMatchObject({
    is: 'deferred',
    problem: { code: 'busy', message: expect.stringContaining('unable to send message to qmaster') },
  });
});

// Refused for their names, which we send plain: so said, it is an answer that was lost, and there may be a job.
test.each(['qsub-err-name-space.txt.stderr', 'qsub-err-name-unicode.txt.stderr'])(
  '%s: nobody knows whether there is a job',
  (file) => {
    expect(submitFailure(recorded(file), 1)).toMatchObject({
      is: 'unanswered',
      problem: {
        code: 'no-answer',
        message: expect.stringContaining('Error reading answer list from qmaster'),
      },
    });
  },
);

test('a qsub that is not there tells of the PATH', () => {
  expect(submitFailure('bash: /usr/bin/qsub: No such file or directory', 127)).toMatchObject({
    problem: { hint: expect.stringContaining('PATH') },
  });
});

test.each([
  ['job rejected: Only 5 jobs are allowed per user (current job count: 5)', 1, 'deferred'],
  ['job rejected: Only 50 jobs are allowed per cluster (current job count: 50)', 1, 'deferred'],
  ['No space left on device', 1, 'deferred'],
  ['got send timeout', 1, 'unanswered'],
  // Seen while the master went down.
  [
    "Unable to run job: failed receiving gdi request response for mid=1 (can't find connection).\nExiting.",
    1,
    'unanswered',
  ],
  ['error: commlib error: got select error (Connection reset by peer)', 1, 'unanswered'],
  ['', 137, 'unanswered'],
])('%j', (said, exitCode, is) => {
  expect(submitFailure(said, exitCode)).toMatchObject({ is });
});

test.each([
  [
    'Unable to run job: job rejected: You try to submit a job with more than 75000 tasks.\nExiting.',
    'too-large',
  ],
  [
    'Unable to run job: job rejected: only 2000 jobs are allowed per user (current job count: 2000)',
    'deferred',
  ],
  // A script of the site that looks at each job was too slow.
  ['Unable to run job: got no response from JSV script "/opt/sge/jsv.sh".\nExiting.', 'deferred'],
  ['critical error: Please set the environment variable SGE_ROOT.', 'deferred'],
  [
    'error: unable to read qmaster name: can\'t open "/sge/default/common/act_qmaster" for reading qmaster host name',
    'deferred',
  ],
  ['Unable to run job: denied: host "login9" is no submit host.\nExiting.', 'refused'],
  ['Unable to run job: Please name a project with -P.\nExiting.', 'refused'],
])('%j is %s', (said, is) => {
  expect(submitFailure(said, 1)).toMatchObject({ is });
});

test('a host that may not submit tells what to do', () => {
  expect(submitFailure('denied: host "login9" is neither submit nor admin host', 1)).toMatchObject({
    problem: { hint: expect.stringContaining('qconf -ss') },
  });
});

test('a rehearsal: what was recorded, and what tells nothing about the job (qsub -w v)', () => {
  expect(REHEARSER.meaning(1, recorded('qsub-w-v.txt.stderr').trim())).toEqual({
    isTaken: false,
    startsAt: null,
    said: 'Job 34 cannot run in PE "smp" because it only offers 0 slots\nverification: no suitable queues',
  });
  expect(REHEARSER.meaning(0, 'verification: found suitable queue(s)')).toMatchObject({ isTaken: true });
  expect(REHEARSER.meaning(1, recorded('err-master-down-qsub.txt.stderr').trim())).toBeNull();
  expect(REHEARSER.meaning(127, 'sh: 1: qsub: not found')).toBeNull();
});
