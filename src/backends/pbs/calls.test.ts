import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_RULES } from '../../engine/env-rules.ts';
import { jobId, recordName, runId, token } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import type { Calls } from '../../transport/command.ts';
import { localHost } from '../../transport/local.ts';
import type { Backend } from '../backend.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { openPbs } from './backend.ts';
import { recorded } from './recorded.testdata.ts';
import type { PbsSettings } from './settings.ts';

const SETTINGS: PbsSettings = {
  type: 'pbs',
  name: 'hpc',
  ssh: null,
  account: null,
  queue: null,
  resourceStyle: null,
  smallestArray: null,
  rules: NO_RULES,
  loginShell: false,
  maxConcurrent: 10,
  cloneDir: '/',
};
const PROGRAMS = ['qsub', 'qstat', 'qselect', 'qdel', 'pbsnodes', 'tracejob'];

/** What each pretended program does, besides noting that it was called. */
const BODIES: Readonly<Record<string, string>> = {
  qselect: 'cat "$here/ids"',
  qsub: 'cat > /dev/null; [ ! -e "$here/full" ] || { echo "qsub: would exceed queue x\'s per-user limit" >&2; exit 38; }; echo 7.pbs',
  qstat: `case $* in
  *--version*) echo 'pbs_version = 23.06.06' ;;
  *-B*) printf 'Server: pbs\\n    server_state = Active\\n'
    [ ! -e "$here/history" ] || printf '    job_history_enable = True\\n'
    echo ;;
  *-Q*) printf 'Queue: normal\\n    queue_type = Execution\\n    enabled = True\\n\\n' ;;
  *' 1'*) for id in 1 2; do echo "qstat: Unknown Job Id $id.pbs" >&2; done; exit 153 ;;
  *) cat "$here/queue" ;;
esac`,
};

let folder: string;
let backend: Backend;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calls-'));
  await writeFile(join(folder, 'queue'), '');
  await writeFile(join(folder, 'ids'), recorded('openpbs/qselect-xs.out'));
  for (const program of PROGRAMS) {
    const note = `here=${folder}; echo ${program} >> "$here/called"; echo "${program} $*" >> "$here/asked"; echo "${program} $TZ $*" >> "$here/zones"; echo "${program} $QSCACHE_BYPASS $*" >> "$here/copies"`;
    await writeFile(join(folder, program), `#!/bin/sh\n${note}\n${BODIES[program] ?? ''}\n`);
    await chmod(join(folder, program), 0o755);
  }
  const environment = {
    ...process.env,
    TZ: 'Pacific/Marquesas',
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
  };
  backend = openPbs(SETTINGS, localHost({ now: Date.now, environment }), { root: join(folder, 'root') });
});
afterEach(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

/** How often each program was really called, beside what was counted. */
async function whatWasCalled(act: () => Promise<unknown>): Promise<{ called: Calls; counted: Calls }> {
  await writeFile(join(folder, 'called'), '');
  const before = backend.politeness().total.calls;
  await act();
  const after = Object.entries(backend.politeness().total.calls);
  const more = after.map(([program, times]) => [program, times - (before[program] ?? 0)] as const);
  const lines = (await readFile(join(folder, 'called'), 'utf8')).split('\n').slice(0, -1);
  const called = [...Map.groupBy(lines, (line) => line)].map(
    ([program, all]) => [program, all.length] as const,
  );
  return {
    called: Object.fromEntries(called),
    counted: Object.fromEntries(more.filter(([, times]) => times > 0)),
  };
}

const FIRST = token('a1b2c3d4.1');

async function submit(...submissions: number[]): Promise<readonly SubmitAnswer[]> {
  const logs = { outputFile: join(folder, 'out'), errorFile: join(folder, 'err') };
  const jobs = submissions.map((submission) => sampleJob(logs, {}, { submission }));
  const answers: SubmitAnswer[] = [];
  await backend.submit(
    jobs.map((job) => ({ token: job.token, jobs: [job] })),
    (_token, answer) => answers.push(answer),
  );
  return answers;
}

function questions(...jobs: number[]) {
  const run = runId('a1b2c3d4');
  return jobs.map((job) => ({ job: jobId(String(job)), record: recordName(`${run}.${job}`), run }));
}

describe('calls of pretended commands of PBS are counted as they are made', () => {
  test('what it is, is asked once', async () => {
    const find = () => backend.find([{ token: FIRST, size: 1 }]);
    expect(await whatWasCalled(find)).toEqual({ called: { qstat: 3 }, counted: { qstat: 3 } });
    expect(await whatWasCalled(find)).toEqual({ called: { qstat: 1 }, counted: { qstat: 1 } });
    await writeFile(join(folder, 'history'), '');
    await backend.limits();
    const both = { qselect: 1, qstat: 2 };
    expect(await whatWasCalled(find)).toEqual({ called: both, counted: both });
  });

  test('the history is asked for all jobs of ours in one call (openpbs/qselect-xs.out)', async () => {
    await writeFile(join(folder, 'history'), '');
    expect(await backend.find([{ token: FIRST, size: 1 }])).toEqual({ ok: true, value: new Map() });
    const ids = recorded('openpbs/qselect-xs.out').trim().split('\n');
    expect(ids.length).toBeGreaterThan(1);
    const asked = (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
    expect(asked.at(-1)).toBe(`qstat -x -f ${ids.join(' ')}`);
  });

  test.each([
    ['a listing', () => backend.list(), { qstat: 1 }],
    ['cluster figures', () => backend.figures(), { pbsnodes: 1 }],
    ['what is free', async () => backend.capacity?.(true), { qstat: 2, pbsnodes: 1 }],
    ['cancelling two jobs', () => backend.cancel([jobId('1'), jobId('2')]), { qdel: 1 }],
    ['asking for ends', () => backend.inquire(questions(1, 2)), { qstat: 3, tracejob: 2 }],
    ['submitting', () => submit(1, 2, 3), { qstat: 2, qsub: 3 }],
    ['asking for limits', () => backend.limits(), { qstat: 3, pbsnodes: 1 }],
    ['a rehearsal', () => backend.rehearse([sampleJob(), sampleJob()]), { qstat: 1 }],
  ])('for %s', async (_, act, expected) => {
    expect(await whatWasCalled(act)).toEqual({ called: expected, counted: expected });
  });

  test('those that print times of jobs are called in UTC, whatever the zone of the machine', async () => {
    await backend.list();
    await backend.inquire(questions(1));
    const zones = (await readFile(join(folder, 'zones'), 'utf8')).trim().split('\n');
    const ofJobs = zones.filter((call) => /^tracejob|^qstat \S+ (-x )?(-t )?-f/.test(call));
    expect(ofJobs.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'qstat UTC',
      'qstat UTC',
      'tracejob UTC',
    ]);
  });

  test('a wrapper that would answer from a copy is told to ask the server (NCAR)', async () => {
    await writeFile(join(folder, 'full'), '');
    await submit(1);
    await submit(1);
    await backend.list();
    await backend.inquire(questions(1));
    const copies = (await readFile(join(folder, 'copies'), 'utf8')).trim().split('\n');
    const ofJobs = copies.filter((call) => /^qstat .*-f/.test(call) && !call.includes('-B'));
    expect(ofJobs.length).toBeGreaterThan(2);
    expect(ofJobs.filter((call) => !call.startsWith('qstat 1 '))).toEqual([]);
  });

  test.each(['\n\t', '\n        '])(
    'a submission that failed is looked for before it is tried again, folded with %j',
    async (fold) => {
      await writeFile(join(folder, 'full'), '');
      expect(await submit(1)).toMatchObject([{ is: 'deferred' }]);
      await rm(join(folder, 'full'));
      const variables = `A=1,SCRIPTHUT_TOK${fold}EN=a1b2c3d4.1,PBS_O_HOST=login`;
      const job = (id: string, user: string, more: string) =>
        `Job Id: ${id}.pbs\n    Job_Name = x\n    Job_Owner = ${user}@login\n    job_state = R\n    queue = q\n    Variable_List = ${more}\n\n`;
      const us = userInfo().username;
      const others =
        job('5', 'somebody', variables) + job('6', us, 'SCRIPTHUT_TOKEN=a1b2c3d4.11,PBS_O_HOST=x');
      await writeFile(join(folder, 'queue'), others + job('40[]', us, variables) + job('8', us, 'A=1'));
      const once = await whatWasCalled(async () =>
        expect(await submit(1)).toEqual([{ is: 'accepted', jobs: ['40[]'] }]),
      );
      expect(once).toEqual({ called: { qstat: 1 }, counted: { qstat: 1 } });
    },
  );

  test('what nobody reads of the jobs of others is left out on the spot', async () => {
    const recordedText = recorded('openpbs/qstat-f.R-multichunk.out');
    const forged = recordedText.replace('PBS_O_SYSTEM=Linux', 'A=x\n    job_state = F\n    comment = y,B=1');
    const ours = recordedText.replace('Linux', 'Linux,SCRIPTHUT_\n\tTOKEN=a1b2c3d4.1').replace('535', '536');
    await writeFile(join(folder, 'queue'), `${forged.replaceAll('pbsuser', 'eve')}${ours}`);
    const before = backend.politeness().total.bytesReceived;
    const listing = await backend.list();
    expect(listing).toMatchObject({
      ok: true,
      value: { jobs: [{ job: '536', cpus: 7, name: 'multichunk', state: 'running', nodes: 'pbshead' }] },
    });
    expect(backend.politeness().total.bytesReceived - before).toBeLessThan(ours.length * 1.6);
  });

  test('where the queue cannot be asked it is not tried again', async () => {
    await writeFile(join(folder, 'full'), '');
    await submit(1);
    await rm(join(folder, 'full'));
    await writeFile(join(folder, 'queue'), 'qstat: cannot connect to server pbs (errno=15010)\n');
    expect(await submit(1)).toMatchObject([{ is: 'unanswered' }]);
    await rm(join(folder, 'queue'));
    expect(await submit(1)).toMatchObject([{ is: 'unanswered' }]);
  });
});
