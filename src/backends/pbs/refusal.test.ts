import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { parseSubmittedId, submitFailure } from './refusal.ts';

/** Sentences of qsub that come several times. */
const ILLEGAL_NAME = 'qsub: illegal -N value';
const ILLEGAL_ARRAY = 'qsub: illegal -J value';
const BAD_TIME = 'qsub: Illegal attribute or resource value Resource_List.walltime';
const TOO_MUCH = 'qsub: Job violates queue and/or server resource limits';

test.each([
  ['openpbs/qsub-acl-queue', 159, 'qsub: Unauthorized Request', /queues and accounts/],
  ['openpbs/qsub-array-list', 2, ILLEGAL_ARRAY, /job_arrays/],
  ['openpbs/qsub-array-one', 2, ILLEGAL_ARRAY, /job_arrays/],
  ['openpbs/qsub-bad-array', 2, ILLEGAL_ARRAY, /job_arrays/],
  ['openpbs/qsub-bad-depend-syntax', 2, 'qsub: illegal -W value', null],
  ['openpbs/qsub-bad-directive', 1, "qsub: invalid option -- '-'\nqsub: directive error: --mem=4G", null],
  ['openpbs/qsub-bad-mem', 166, 'qsub: Illegal attribute or resource value Resource_List.mem', /`memory`/],
  ['openpbs/qsub-bad-queue', 170, 'qsub: Unknown queue', /qstat -Q/],
  ['openpbs/qsub-bad-resource', 187, 'qsub: Unknown resource Resource_List.foo', /resource_style/],
  ['openpbs/qsub-bad-resource-select', 187, 'qsub: Unknown resource: foo', /resource_style/],
  ['openpbs/qsub-bad-walltime', 166, BAD_TIME, /`time_limit`/],
  ['openpbs/qsub-bad-walltime-slurm', 166, BAD_TIME, /`time_limit`/],
  [
    'openpbs/qsub-badopt',
    2,
    "/opt/pbs/bin/qsub: invalid option -- '-'\n/opt/pbs/bin/qsub: invalid option -- 'n'",
    null,
  ],
  ['openpbs/qsub-crlf', 1, 'qsub: script contains cr, lf', null],
  ['openpbs/qsub-exceeds-ncpus', 188, TOO_MUCH, /qstat -Q -f/],
  ['openpbs/qsub-exceeds-walltime', 188, TOO_MUCH, /qstat -Q -f/],
  ['openpbs/qsub-name-colon', 2, ILLEGAL_NAME, null],
  ['openpbs/qsub-name-slash', 2, ILLEGAL_NAME, null],
  ['openpbs/qsub-name-space', 2, ILLEGAL_NAME, null],
  ['openpbs/qsub-name-unicode', 2, ILLEGAL_NAME, null],
  ['openpbs/qsub-name-toolong', 2, 'qsub: Job name is too long', null],
  ['openpbs/qsub-noscript', 1, 'qsub: script file:: No such file or directory', null],
  ['openpbs/qsub-root', 175, 'qsub: Bad UID for job execution', /ordinary user/],
  ['openpbs/qsub-torque-t', 2, "/opt/pbs/bin/qsub: invalid option -- 't'", /job_arrays/],
  [
    'torque/qsub-bad-queue',
    172,
    'qsub: submit error (Unknown queue MSG=requested queue not found)',
    /qstat -Q/,
  ],
  [
    'torque/qsub-bad-resource',
    189,
    'qsub: submit error (Unknown resource type  Resource_List.foo)',
    /resource_style/,
  ],
  [
    'torque/qsub-toomany-nodes',
    190,
    'qsub: submit error (Job exceeds queue resource limits MSG=cannot locate feasible nodes (nodes file is empty, all systems are busy, or no nodes have the requested feature))',
    /No node has/,
  ],
])(
  '%s: %i is a refusal, with the words of qsub alone and what can be done',
  (name, exitCode, words, hint) => {
    const answer = submitFailure(recorded(`${name}.err`).trim(), exitCode, 1);
    expect(answer).toEqual({
      is: 'refused',
      problem: {
        code: 'refused',
        message: `qsub failed: ${words}`,
        ...(hint === null ? {} : { hint: expect.stringMatching(hint) }),
      },
    });
  },
);

test.each([
  ['openpbs/qsub-closed-queue', 173, 'qsub: Queue is not enabled'],
  ['openpbs/qsub-limit-exceeded', 38, "qsub: would exceed queue generic's per-user limit"],
  ['openpbs/serverdown.qsub', 162, 'qsub: cannot connect to server pbshead (errno=15010)'],
])('%s: %i is a reason to wait, in the words of qsub', (name, exitCode, words) => {
  expect(submitFailure(recorded(`${name}.err`).trim(), exitCode, 1)).toMatchObject({
    is: 'deferred',
    problem: { code: 'busy', message: expect.stringContaining(words) },
  });
});

// Sentences that were not recorded, as the servers' own tables of messages have them.
test.each([
  ["qsub: would exceed complex's per-user limit of jobs in 'Q' state", 'deferred', null],
  ['qsub: would exceed per-user limit on resource ncpus in queue workq', 'deferred', null],
  ['qsub: Maximum number of jobs for group lab already in complex', 'deferred', null],
  [
    "qsub: submit error (Maximum number of jobs already in queue for user MSG=total number of current user's jobs exceeds the queue limit: user a@b, queue c)",
    'deferred',
    null,
  ],
  ['qsub: No free connections', 'deferred', null],
  ['qsub: submit error (Server busy. Not available threads)', 'deferred', null],
  ['qsub: submit error (Could not connect to batch server)', 'deferred', null],
  ['qsub: submit error (munge executable not found, unable to authenticate)', 'deferred', null],
  ['qsub: Resource temporarily unavailable', 'deferred', null],
  [
    'qsub: submit error (Pbs Server is currently too busy to service this request. Please retry this request.)',
    'deferred',
    null,
  ],
  ['qsub: submit error (Too many submit retries)', 'deferred', null],
  ['qsub: submit error (Error allocating memory - out of memory)', 'deferred', null],
  ['qsub: submit error (Unable to get connection to socket)', 'deferred', null],
  ['qsub: Error in connection to trqauthd (15096)-[Cannot read data]', 'deferred', null],
  ['pbs_iff: cannot connect to host\npbs_iff: all reserved ports in use', 'deferred', null],
  [
    'pbs_iff: cannot connect to pbs:15001 - fatal error, errno=110 (Connection timed out)\nNo Permission.\nqsub: cannot connect to server pbs (errno=15007)',
    'deferred',
    null,
  ],
  ['qsub: Job with requested ID already exists', 'deferred', null],
  ['qsub: Floating License unavailable', 'deferred', null],
  ['qsub: fork: Cannot allocate memory', 'deferred', null],
  ["qsub: request rejected as filter hook 'check' got an alarm call. Please inform Admin", 'deferred', null],
  // The server failed while it had the job in hands.
  ['qsub: submit error ( System error: MSG=cannot save job)', 'unanswered', null],
  ['qsub: submit error (PBS server internal error MSG=cannot write job command file)', 'unanswered', null],
  ['qsub: Failed to save job/resv, refer server logs for details', 'unanswered', null],
  ['qsub: submit error (Batch protocol error)', 'unanswered', null],
  ['qsub: submit error (Bad DIS based Request Protocol)', 'unanswered', null],
  ['qsub: submit error (Error reading data from socket)', 'unanswered', null],
  ['qsub: submit error (Socket close detected)', 'unanswered', null],
  ['qsub: Error (15031) submitting job', 'unanswered', null],
  ['Segmentation fault (core dumped)', 'unanswered', null],
  // PBS Pro before 11.
  ['qsub: Job exceeds queue and/or server resource limits', 'refused', /Ask for less/],
  [
    'node count (64) exceeds queue (normal) limit (32)\nqsub: submit filter returned an error code, aborting job submission.',
    'refused',
    null,
  ],
  [
    "qsub: request rejected as filter hook 'project' encountered an exception. Please inform Admin",
    'refused',
    null,
  ],
  ['qsub: jobscript size exceeded the jobscript_max_size', 'refused', null],
  [
    'qsub: "-lresource=" cannot be used with "select" or "place", resource is: nodes',
    'refused',
    /resource_style/,
  ],
  ['qsub: Resource invalid in "select" specification: gputype', 'refused', /resource_style/],
  ['qsub: Illegal attribute or resource value Resource_List.nodes', 'refused', /resource_style/],
  ['No Permission.', 'refused', /queues and accounts/],
  ['qsub: No default queue specified', 'refused', /`queue` of the backend/],
  ['qsub: Access to queue is denied', 'refused', /queues and accounts/],
  ['qsub: Access from host not allowed, or unknown host', 'refused', /may submit/],
  ['qsub: Job rejected by all possible destinations', 'refused', /Ask for less/],
  ['qsub: submit error (Invalid Account)', 'refused', /`account`/],
  ['qsub: submit error (Queue does not allow job arrays)', 'refused', /job_arrays/],
  [
    'qsub: submit error (Illegal attribute or resource value for  Resource_List.walltime)',
    'refused',
    /`time_limit`/,
  ],
])('%j is %s', (said, is, hint) => {
  const answer = submitFailure(said, 1, 1);
  expect(answer).toMatchObject({ is, problem: { message: `qsub failed: ${said}` } });
  if (hint !== null) expect(answer).toMatchObject({ problem: { hint: expect.stringMatching(hint) } });
});

test.each([
  'sh: 1: qsub: not found',
  'bash: line 3: qsub: command not found',
  'bash: /opt/pbs/bin/qsub: No such file or directory',
])('%j tells of the PATH', (said) => {
  expect(submitFailure(said, 127, 1)).toMatchObject({
    is: 'refused',
    problem: { hint: expect.stringContaining('PATH') },
  });
});

test('a limit on jobs is a reason to wait for one, and to go in smaller arrays for many', () => {
  const said = recorded('openpbs/qsub-limit-array-exceeded.err').trim();
  expect(submitFailure(said, 38, 1)).toMatchObject({ is: 'deferred', problem: { code: 'busy' } });
  expect(submitFailure(said, 38, 100)).toMatchObject({ is: 'too-large' });
  expect(submitFailure(recorded('openpbs/qsub-array-toobig.err'), 3, 20_000)).toMatchObject({
    is: 'too-large',
  });
});

test.each([
  ['qsub: End of File', 1],
  ['', 137],
  ['qsub: Premature end of message', 1],
])('after %j nobody knows whether there is a job', (said, exitCode) => {
  expect(submitFailure(said, exitCode, 1)).toMatchObject({ is: 'unanswered' });
});

test('a full disk is no fault of the job', () => {
  const said = 'qsub: error writing script file: No space left on device';
  expect(submitFailure(said, 3, 1)).toMatchObject({ is: 'deferred', problem: { code: 'no-space' } });
});

test.each([
  ['openpbs/qsub-ok.out', '10'],
  ['openpbs/qsub-array.out', '50[]'],
  ['openpbs/qsub-array-step.out', '51[]'],
  ['openpbs/qsub-name-digit.out', '52'],
  ['openpbs/qsub-name-punct.out', '53'],
  ['openpbs/qsub-name-long.out', '54'],
  ['openpbs/qsub-stdin.out', '58'],
  ['openpbs/qsub-stdin-empty.out', '59'],
  ['openpbs/qsub-v-comma-quoted.out', '60'],
  ['openpbs/qsub-v-newline.out', '64'],
  ['openpbs/qsub-v-dup.out', '71'],
  // Taken, though the queue lets nothing run, or so many are allowed and no more.
  ['openpbs/qsub-stopped-queue.out', '78'],
  ['openpbs/qsub-limit-1.out', '84'],
  // Taken, and deleted by the server at once: qstat-xf-json.dep-unknown, .dep-finished-failed.
  ['openpbs/qsub-bad-depend.out', '89'],
  ['openpbs/qsub-depend-finished-failed.out', '91'],
  ['openpbs/qsub-depend-finished-ok.out', '90'],
  ['openpbs/qsub-nodes-ppn.out', '93'],
  ['openpbs/qsub-date-past.out', '94'],
  ['openpbs/qsub-multiday.out', '95'],
  ['openpbs/qsub-multiday-seconds.out', '96'],
  ['openpbs/nohist.qsub-ok.out', '6'],
  ['openpbs/nohist.qsub-fail7.out', '7'],
  ['torque/qsub-ok.out', '0'],
  ['torque/qsub-fail7.out', '1'],
  ['torque/qsub-busy.out', '2'],
  ['torque/qsub-array.out', '4[]'],
  ['torque/qsub-held.out', '5'],
  ['torque/qsub-qdel.out', '14'],
])('the id in %s', (file, id) => {
  expect(parseSubmittedId(recorded(file))).toBe(id);
});

test.each([
  ['Welcome to the cluster\n12.pbs\n', '12'],
  ['7[3]', '7[]'],
  ['qsub: waiting for job 5.pbs to start', null],
  ['', null],
])('the id in %j is %s', (said, id) => {
  expect(parseSubmittedId(said)).toBe(id);
});
