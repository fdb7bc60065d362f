import { appendFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_RULES } from '../../engine/env-rules.ts';
import { jobId, recordName, runId, token } from '../../engine/ids.ts';
import type { Calls } from '../../transport/command.ts';
import { localHost } from '../../transport/local.ts';
import type { Backend, JobRequest, SubmissionRequest } from '../backend.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { openSlurm } from './backend.ts';
import type { SlurmSettings } from './settings.ts';

const SETTINGS: SlurmSettings = {
  type: 'slurm',
  name: 'hpc',
  ssh: null,
  account: null,
  smallestArray: null,
  rules: NO_RULES,
  loginShell: false,
  maxConcurrent: 10,
  cloneDir: '/',
};
const PROGRAMS = ['sbatch', 'squeue', 'sacct', 'scontrol', 'scancel', 'sinfo', 'sshare', 'sacctmgr'];

/** What each pretended program does, besides noting that it was called. */
const BODIES: Readonly<Record<string, string>> = {
  sbatch:
    'cat >/dev/null; [ ! -e "$here/full" ] || { echo QOSMaxSubmitJobPerUserLimit >&2; exit 1; }; echo 7',
  scontrol: 'echo "JobId=$4 JobName=x UserId=ada(1000) JobState=TIMEOUT Reason=TimeLimit ExitCode=0:15"',
};

let folder: string;
let backend: Backend;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calls-'));
  for (const program of PROGRAMS) {
    const note = `here=${folder}; echo ${program} >> "$here/called"; echo "${program} $TZ $SLURM_TIME_FORMAT" >> "$here/zones"`;
    await writeFile(join(folder, program), `#!/bin/sh\n${note}\n${BODIES[program] ?? ''}\n`);
    await chmod(join(folder, program), 0o755);
  }
  const environment = {
    ...process.env,
    TZ: 'Pacific/Marquesas',
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
  };
  backend = openSlurm(SETTINGS, localHost({ now: Date.now, environment }), { root: join(folder, 'root') });
});
afterEach(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

/** How often each program was really called since the last time, beside what was counted. */
async function whatWasCalled(act: () => Promise<unknown>): Promise<{ called: Calls; counted: Calls }> {
  const file = join(folder, 'called');
  await writeFile(file, '');
  const before = backend.politeness().total.calls;
  await act();
  const counted: Record<string, number> = {};
  for (const [program, times] of Object.entries(backend.politeness().total.calls)) {
    const more = times - (before[program] ?? 0);
    if (more > 0) counted[program] = more;
  }
  const called: Record<string, number> = {};
  for (const program of (await readFile(file, 'utf8')).split('\n').slice(0, -1))
    called[program] = (called[program] ?? 0) + 1;
  return { called, counted };
}

const FIRST = token('a1b2c3d4.1');

/** One submission. */
function together(jobs: readonly [JobRequest, ...JobRequest[]]): SubmissionRequest {
  return { token: jobs[0].token, jobs };
}

function requests(...submissions: number[]) {
  const logs = { outputFile: join(folder, 'out'), errorFile: join(folder, 'err') };
  return submissions.map((submission) => together([sampleJob(logs, {}, { submission })]));
}

function submit(...submissions: number[]): Promise<void> {
  return backend.submit(requests(...submissions), () => {});
}

function submitArray(): Promise<void> {
  const run = { logDir: join(folder, 'logs') };
  return backend.submit([together([sampleJob({}, run), sampleJob({}, run), sampleJob({}, run)])], () => {});
}

function questions(...jobs: number[]) {
  const run = runId('a1b2c3d4');
  return jobs.map((job) => ({ job: jobId(String(job)), record: recordName(`${run}.${job}`), run }));
}

describe('calls of pretended commands of Slurm are counted as they are made', () => {
  test.each([
    ['a listing', () => backend.list(), { squeue: 1 }],
    ['cluster figures', () => backend.figures(), { sinfo: 1 }],
    ['cancelling two jobs', () => backend.cancel([jobId('1'), jobId('2')]), { scancel: 1 }],
    ['asking for ends', () => backend.inquire(questions(1, 2)), { sacct: 1, scontrol: 2 }],
    ['looking for a submission', () => backend.find([{ token: FIRST, size: 1 }]), { squeue: 1, sacct: 1 }],
    ['submitting', () => submit(1, 2, 3), { sbatch: 3 }],
    ['submitting an array', () => submitArray(), { sbatch: 1 }],
    ['what is free', async () => backend.capacity?.(false), { scontrol: 2 }],
    [
      'what is free, and our standing',
      async () => backend.capacity?.(true),
      { scontrol: 3, sshare: 1, sacctmgr: 2 },
    ],
    ['asking for limits', () => backend.limits(), { scontrol: 1, sinfo: 1 }],
  ])('for %s', async (_, act, expected) => {
    expect(await whatWasCalled(act)).toEqual({ called: expected, counted: expected });
  });

  test('those that print times are called in UTC, whatever the zone of the machine', async () => {
    await backend.list();
    await backend.inquire(questions(1));
    await backend.rehearse([sampleJob()]);
    const zones = (await readFile(join(folder, 'zones'), 'utf8')).trim().split('\n');
    expect(zones.toSorted()).toEqual(['sacct UTC %s', 'sbatch UTC %s', 'scontrol UTC %s', 'squeue UTC %s']);
  });

  test('and not for submissions that the ledger knows', async () => {
    await submit(1, 2);
    expect(await whatWasCalled(() => submit(1, 2, 3))).toEqual({
      called: { sbatch: 1 },
      counted: { sbatch: 1 },
    });
  });

  test('also for those that were refused, and looked up before they were tried again', async () => {
    await appendFile(join(folder, 'full'), '');
    expect(await whatWasCalled(() => submit(1, 2))).toEqual({
      called: { sbatch: 2 },
      counted: { sbatch: 2 },
    });
    await rm(join(folder, 'full'));
    expect(await whatWasCalled(() => submit(1, 2))).toEqual({
      called: { sbatch: 2, squeue: 2 },
      counted: { sbatch: 2, squeue: 2 },
    });
  });
});

describe('over a simulated machine', () => {
  test('submissions without an answer are taken to have been made', async () => {
    const simulated = simulatedHost(() => ({
      exitCode: null,
      stdout: 'handing over\na1b2c3d4.1 accepted 0 37 .\na1b2c3d4.2 locked 1 37 .\nhanding over\n',
    }));
    await openSlurm(SETTINGS, simulated.host).submit(requests(1, 2, 3, 4), () => {});
    const { calls } = simulated.host.politeness().total;
    expect(calls).toEqual({ sbatch: 4 });
  });

  test('every script declares the programs that it calls', async () => {
    const { host, commands } = simulatedHost(() => ({}));
    const slurm = openSlurm(SETTINGS, host);
    await slurm.prepareRun({ run: runId('a1b2c3d4'), workflow: 'w', workingDir: '~', dryRun: false });
    await slurm.submit(requests(1), () => {});
    await slurm.find([{ token: FIRST, size: 1 }]);
    await slurm.list();
    await slurm.limits();
    await slurm.inquire(questions(1));
    await slurm.hear(null);
    await slurm.readRecords(questions(1));
    await slurm.cancel([jobId('1')]);
    await slurm.figures();
    await slurm.capacity?.(true);
    await slurm.readLog('/log', 10);
    for (const { script, calls, purpose } of commands) {
      const named = PROGRAMS.filter((program) => new RegExp(`\\b${program}\\b`).test(script));
      const declared = typeof calls === 'function' ? ['sbatch', 'squeue'] : Object.keys(calls ?? {});
      expect(declared.toSorted(), purpose).toEqual(named.toSorted());
    }
    expect(commands.length).toBeGreaterThan(8);
  });
});
