import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { parseSubmittedId, submitFailure } from './refusal.ts';

function said(name: string): string {
  return recorded(name)
    .replace(/took \d+ ms\n/, '')
    .trim();
}

const FAILED = 'sbatch: error: Batch job submission failed:';

const TOO_LARGE = ['sbatch-err-array-syntax.txt.stderr', 'sbatch-err-array-too-big.txt.stderr'];
const DEFERRED = [
  'err-ctld-down-sbatch.txt.stderr',
  'err-munge-down-sbatch.txt.stderr',
  'limits-err-submit.txt.stderr',
  'state-partition-inactive.txt.stderr',
];
test.each(DEFERRED)('%s: not taken, and to be tried again', (name) => {
  expect(submitFailure(said(name), 1)).toMatchObject({ is: 'deferred', problem: { code: 'busy' } });
});

test.each(TOO_LARGE)('%s: not as one array of that size', (name) => {
  expect(submitFailure(said(name), 1)).toMatchObject({ is: 'too-large', problem: { code: 'busy' } });
});

test.each([
  ['sbatch-err-begin.txt.stderr', null],
  ['sbatch-err-dep-syntax.txt.stderr', null],
  ['sbatch-err-dos.txt.stderr', /Windows line ends/],
  ['sbatch-err-gres.txt.stderr', /sinfo -o %G/],
  ['sbatch-err-mem.txt.stderr', /less `memory`/],
  ['sbatch-err-noscript.txt.stderr', null],
  ['sbatch-err-noshebang.txt.stderr', null],
  ['sbatch-err-option.txt.stderr', null],
  ['sbatch-err-partition.txt.stderr', /`sinfo` lists/],
  ['sbatch-err-time.txt.stderr', /`time_limit`/],
  ['limits-err-account.txt.stderr', /`account`/],
  ['limits-err-nodes.txt.stderr', /fewer `cpus`/],
  ['limits-err-parttime.txt.stderr', /`time_limit`/],
  ['limits-err-qos.txt.stderr', /QOS/],
])('%s: refused for good, with the text of sbatch and what can be done', (name, hint) => {
  expect(submitFailure(said(name), 1)).toEqual({
    is: 'refused',
    problem: {
      code: 'refused',
      message: `sbatch failed: ${said(name)}`,
      ...(hint === null ? {} : { hint: expect.stringMatching(hint) }),
    },
  });
});

test.each([
  ['Requested partition configuration not available now', /scontrol show partition/],
  ['Memory required by task is not available', /less `memory`/],
  ['More processors requested than permitted', /fewer `cpus`/],
  ["User's group not permitted to use this partition", /`sinfo` lists/],
])('%s: what can be done', (words, hint) => {
  expect(submitFailure(`${FAILED} ${words}`, 1)).toMatchObject({
    is: 'refused',
    problem: { hint: expect.stringMatching(hint) },
  });
});

test.each(['sh: 1: sbatch: not found', 'bash: /opt/slurm/bin/sbatch: No such file or directory'])(
  '%j tells of the PATH',
  (text) => {
    expect(submitFailure(text, 127)).toMatchObject({ problem: { hint: expect.stringContaining('PATH') } });
  },
);

test('a time-out may have come after the job was made: nobody knows', () => {
  const text = 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation';
  expect(submitFailure(text, 1)).toMatchObject({ is: 'unanswered', problem: { code: 'no-answer' } });
});

test.each([
  `${FAILED} Unable to contact slurm controller (receive failure)`,
  `${FAILED} Message receive failure`,
  `${FAILED} Connection timed out reading`,
  `${FAILED} Connection reset by peer`,
  `${FAILED} Header lengths are longer than data received`,
  `${FAILED} Unexpected message received`,
])('%j: the request was sent, and nobody knows', (text) => {
  expect(submitFailure(text, 1).is).toBe('unanswered');
});

test.each([
  `${FAILED} I/O error writing script/environment to file`,
  `${FAILED} Unable to contact slurm controller (connect failure)`,
  `${FAILED} Unable to establish controller machine`,
  `${FAILED} No route to host`,
  `sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying\n${FAILED} Resource temporarily unavailable`,
  // MaxJobCount, in older and in newer releases.
  `sbatch: error: Slurm job queue full, sleeping and retrying\n${FAILED} Job queue full`,
  `${FAILED} MaxJobCount limit reached`,
  // Since 23.02, where RPCs are counted (rl_enable).
  `${FAILED} Rate limit exceeded, please retry momentarily`,
  // The whole system was closed for a while.
  `${FAILED} System submissions disabled`,
  `${FAILED} Controller is in standby mode, try a different controller`,
  // While a cluster is upgraded.
  `${FAILED} Incompatible versions of client and server code`,
  `${FAILED} Process is shutting down and closing all communications`,
  // auth/slurm (24.05) and munge.
  `${FAILED} Invalid authentication credential`,
  `${FAILED} Authentication credential expired`,
  `${FAILED} Job locked by another sibling`,
  // A directory service that did not answer for a moment.
  'sbatch: error: Invalid user for SlurmUser slurm, ignored\nsbatch: fatal: Unable to process configuration file',
  'sbatch: error: resolve_ctls_from_dns_srv: res_nsearch error: Host name lookup failure\nsbatch: error: fetch_config: DNS SRV lookup failed\nsbatch: error: _establish_config_source: failed to fetch config\nsbatch: fatal: Could not establish a configuration source',
])('%j: not taken, and nothing is wrong with the job', (text) => {
  expect(submitFailure(text, 1)).toMatchObject({ is: 'deferred', problem: { code: 'busy' } });
});

test.each([
  `${FAILED} Invalid user id`,
  `${FAILED} Access/permission denied`,
  `${FAILED} Requested partition configuration not available now`,
  `sbatch: error: cli_filter plugin terminated with error`,
  `sbatch: error: Please name a project (-A), see https://hpc.example.org/timed-jobs\n${FAILED} Unspecified error`,
])('%j: refused for good', (text) => {
  expect(submitFailure(text, 1).is).toBe('refused');
});

test('a limit on the size of jobs is for good, one on their number is not', () => {
  const policy =
    'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit)';
  expect(submitFailure(`sbatch: error: QOSMaxWallDurationPerJobLimit\n${policy}`, 1).is).toBe('refused');
  expect(submitFailure(`sbatch: error: QOSMaxSubmitJobPerUserLimit\n${policy}`, 1).is).toBe('deferred');
  expect(submitFailure(`sbatch: error: MaxSubmitJobsPerAccount\n${policy}`, 1).is).toBe('deferred');
  // Of a QOS with DenyOnLimit.
  expect(submitFailure(`sbatch: error: MaxGRESPerAccount\n${policy}`, 1).is).toBe('refused');
  expect(submitFailure(policy, 1).is).toBe('deferred');
});

test.each([
  'sbatch-parsable.txt',
  'sbatch-parsable-cluster.txt',
  'sbatch-plain.txt',
  'sbatch-cluster.txt',
  'sbatch-stdin.txt',
  'sbatch-wait-exit.txt',
  // Taken, though accounting does not answer, or nothing of it can ever run.
  'err-dbd-down-sbatch.txt',
  'sbatch-err-account.txt',
  'sbatch-err-cpus.txt',
  'sbatch-err-dep.txt',
  'sbatch-err-dir.txt',
  'sbatch-err-nodes.txt',
])('%s holds a job id, other lines around it or not', (name) => {
  const id = /\d+/.exec(said(name))?.[0];
  expect(parseSubmittedId(said(name))).toBe(id);
  expect(parseSubmittedId(`Welcome to cluster 7!\n${said(name)}\nquota: 12 of 100`)).toBe(id);
});

test('no id is found where none is', () => {
  expect(parseSubmittedId('sbatch: 3 warnings')).toBeNull();
});
