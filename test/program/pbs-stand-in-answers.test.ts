import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../cluster/processes.ts';
import type { DialectName } from '../fakes/pbs/dialects.ts';
import { startPretendedPbs } from '../fakes/pbs/pretended-pbs.ts';
import { masked, recorded } from '../fakes/pbs/recorded.ts';

// What the stand-in answers is held against what real servers and clients answered in the same circumstance.

const LIMIT_MS = 20_000;
const SCRIPTS = {
  'exit0.sh': 'exit 0\n',
  'ok.sh': '#PBS -N tok\n#PBS -l walltime=00:05:00\nexit 0\n',
  'fail7.sh': 'exit 7\n',
  'run60.sh': '#PBS -N run60\n#PBS -l walltime=00:10:00\nsleep 60\n',
  'busy.sh': '#PBS -N busy\n#PBS -l walltime=00:05:00\nsleep 60\n',
  'wall.sh': '#PBS -N walltime\n#PBS -l walltime=00:00:01\nsleep 60\n',
  'arr.sh':
    '#PBS -N arr\n#PBS -l walltime=00:05:00\nuntil [ -e ~/go ] || [ -e ~/go$PBS_ARRAY_INDEX ]; do sleep 0.05; done\nexit $((PBS_ARRAY_INDEX % 3))\n',
  'crlf.sh': 'echo\r\n',
  'baddir.sh': '#!/bin/sh\n#PBS --mem=4G\necho\n',
};
const OPTIONS = {
  user: 'pbsuser',
  exitingMs: 0,
  killDelayMs: 200,
  queues: { closed: { isEnabled: false }, short: { maxQueued: 2, maxWalltimeSeconds: 600 } },
};
/** Waits until a job is in a state, or is not there any more. */
const PREAMBLE = `cd ~/$folder
until_state() { until qstat $history -t "$1" 2> /dev/null | tail -1 | grep -q " $2 "; do sleep 0.1; done; }
until_gone() { while qstat "$1" > /dev/null 2>&1; do sleep 0.1; done; }
`;

async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'pretended-home-'));
  for (const folder of ['w', 't']) {
    await mkdir(join(home, folder));
    for (const [name, text] of Object.entries(SCRIPTS)) await writeFile(join(home, folder, name), text);
  }
  return home;
}

function shell(script: string, home: string, bin: string, more: Readonly<Record<string, string>>) {
  const identity = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, cwd: home };
  const env = {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    LOGNAME: 'pbsuser',
    USER: 'pbsuser',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    ...more,
  };
  return run({ ...identity, env }, '/bin/bash', ['-c', `${PREAMBLE}${script}`]);
}

type Case = readonly [
  recording: string,
  firstJob: number,
  before: string,
  command: string,
  exitCode?: number,
  dialect?: DialectName,
];

async function compare(
  [recording, firstJob, before, command, exitCode = 0, dialect = 'openpbs']: Case,
  remembers: boolean,
): Promise<void> {
  const isTorque = dialect === 'torque';
  const more = { folder: isTorque ? 't' : 'w', history: remembers && !isTorque ? '-x' : '' };
  const home = await makeHome();
  const pbs = await startPretendedPbs({ ...OPTIONS, dialect, remembers, firstJob });
  try {
    await shell(before, home, pbs.bin, more);
    const said = await shell(command, home, pbs.bin, more);
    const real = recorded(isTorque ? 'torque' : 'openpbs', recording);
    expect(masked(said.stdout, home)).toBe(masked(real.stdout, home));
    expect(said.stderr).toBe(real.stderr);
    expect(said.exitCode).toBe(exitCode);
  } finally {
    await pbs.stop();
    await rm(home, { recursive: true, maxRetries: 5 });
  }
}

const ENDED_AND_RUNNING = 'qsub run60.sh; qsub fail7.sh; until_gone 7';
const ARRAY = "qsub -J 0-5%3 -v S=15 arr.sh; until_state '50[2]' R";
const DELETED_ELEMENT = `${ARRAY}; qdel '50[4]'; touch ~/go; until_state '50[5]' F`;

const WITH_HISTORY: readonly Case[] = [
  ['qsub-ok', 10, '', 'qsub exit0.sh'],
  ['qsub-array', 50, '', 'qsub -J 0-5%3 -v S=15 arr.sh'],
  ['qstat-xf.F-exit0', 11, 'qsub exit0.sh; until_state 11 F', 'qstat -x -f 11.pbshead'],
  ['qstat-xf.F-exit7', 12, 'qsub fail7.sh; until_state 12 F', 'qstat -x -f 12.pbshead'],
  [
    'qstat-xf.F-qdel',
    28,
    'qsub -N qdelrun run60.sh; until_state 28 R; qdel 28; until_state 28 F',
    'qstat -x -f 28',
  ],
  ['qstat-xf.F-walltime', 16, 'qsub wall.sh; until_state 16 F', 'qstat -x -f 16.pbshead'],
  ['qstat-f.R-busy', 20, 'qsub busy.sh', 'qstat -f 20.pbshead'],
  ['qstat-f-json.R-busy', 20, 'qsub busy.sh', 'qstat -f -F json 20.pbshead'],
  [
    'rel230606.qstat-f-json.R-busy',
    74,
    'qsub -N busy2 busy.sh',
    'qstat -f -F json 74.pbshead',
    0,
    'openpbs-released',
  ],
  [
    'rel230606.qstat-xf-json.F-exit7',
    12,
    'qsub fail7.sh; until_state 12 F',
    'qstat -x -f -F json 12',
    0,
    'openpbs-released',
  ],
  [
    'qstat-f.H-depend',
    24,
    'qsub -N long1 run60.sh; qsub -N depheld -W depend=afterok:24.pbshead exit0.sh',
    'qstat -f 25.pbshead',
  ],
  ['qstat-f-json.H-user', 22, 'qsub -N held -h exit0.sh', 'qstat -f -F json 22.pbshead'],
  ['qstat-f.array-B', 50, ARRAY, "qstat -f '50[].pbshead'"],
  ['qstat-tf.array-B', 50, ARRAY, "qstat -t -f '50[].pbshead'"],
  ['qstat-xtf.array-F', 50, DELETED_ELEMENT, "qstat -x -t -f '50[].pbshead'"],
  ['qstat-x.array-F', 50, DELETED_ELEMENT, "qstat -x '50[].pbshead'"],
  ['qstat-xt.array-F', 50, DELETED_ELEMENT, "qstat -x -t '50[].pbshead'"],
  ['qstat-xf-json-unknown', 1, '', 'qstat -x -f -F json 99999.pbshead', 153],
  ['qstat-unknown', 1, '', 'qstat 99999.pbshead', 153],
  ['qstat-badid', 1, '', 'qstat abc', 170],
  ['qstat-finished-nox', 11, 'qsub exit0.sh; until_state 11 F', 'qstat 11.pbshead', 35],
  ['qdel-finished', 11, 'qsub exit0.sh; until_state 11 F', 'qdel 11.pbshead', 35],
  ['qdel-other-user', 37, 'PRETENDED_USER=pbsuser3 qsub -h -N othersjob exit0.sh', 'qdel 37.pbshead', 159],
  ['qdel-unknown', 1, '', 'qdel 99999.pbshead', 153],
  [
    'qselect-xs',
    9,
    'for n in 1 2 3 4 5 6 7 8 9 10; do qsub exit0.sh; done; until_state 18 F; qsub -h exit0.sh',
    'qselect -x -s F -u pbsuser',
  ],
  ['qsub-version', 1, '', 'qsub --version'],
  ['qstat-version', 1, '', 'qstat --version'],
  ['qsub-array-one', 1, '', 'qsub -h -J 3-3 -N arrone exit0.sh', 2],
  ['qsub-array-toobig', 1, '', 'qsub -J 1-20000 exit0.sh', 3],
  ['qsub-bad-depend-syntax', 1, '', 'qsub -W depend=afterok=12 exit0.sh', 2],
  ['qsub-bad-directive', 1, '', 'qsub baddir.sh', 1],
  ['qsub-bad-mem', 1, '', 'qsub -l mem=12zz exit0.sh', 166],
  ['qsub-bad-queue', 1, '', 'qsub -q nosuch exit0.sh', 170],
  ['qsub-bad-resource', 1, '', 'qsub -l foo=3 exit0.sh', 187],
  ['qsub-bad-walltime-slurm', 1, '', 'qsub -l walltime=1-00:00:00 exit0.sh', 166],
  ['qsub-closed-queue', 1, '', 'qsub -q closed exit0.sh', 173],
  ['qsub-crlf', 1, '', 'qsub crlf.sh', 1],
  ['qsub-exceeds-walltime', 1, '', 'qsub -q short -l walltime=01:00:00 exit0.sh', 188],
  [
    'qsub-limit-exceeded',
    1,
    'qsub -q short -h exit0.sh; qsub -q short -h exit0.sh',
    'qsub -q short -h exit0.sh',
    38,
  ],
  ['qsub-name-slash', 1, '', "qsub -h -N 'a/b' exit0.sh", 2],
  ['qsub-name-toolong', 1, '', `qsub -h -N ${'n'.padEnd(237, 'x')} exit0.sh`, 2],
  ['qsub-noscript', 1, '', 'qsub nosuchscript.sh', 1],
  ['qsub-torque-t', 1, '', 'qsub -t 1-3 exit0.sh', 2],
];

const WITHOUT_HISTORY: readonly Case[] = [
  ['nohist.qdel-ended', 6, ENDED_AND_RUNNING, 'qdel 7.pbshead', 153],
  ['nohist.qstat-ended', 6, ENDED_AND_RUNNING, 'qstat 7.pbshead', 153],
  ['nohist.qstat-f-mixed', 6, ENDED_AND_RUNNING, 'qstat -f 7.pbshead 6.pbshead', 153],
  ['nohist.qstat-f-json-mixed', 6, ENDED_AND_RUNNING, 'qstat -f -F json 7.pbshead 6.pbshead', 153],
  ['nohist.qstat-f-json-nojobs', 6, '', 'qstat -f -F json'],
  ['nohist.qstat-noid-nojobs', 6, '', 'qstat'],
  ['nohist.qstat-x-ended', 6, ENDED_AND_RUNNING, 'qstat -x 7.pbshead'],
  ['nohist.qstat-x-noid', 6, '', 'qstat -x'],
  ['nohist.qstat-xf-json-ended', 6, ENDED_AND_RUNNING, 'qstat -x -f -F json 7.pbshead'],
  [
    'nohist.qstat-tf-json.array-mid',
    538,
    "qsub -J 0-2%1 -v S=4 -N harr arr.sh; touch ~/go0; until_state '538[0]' X; until_state '538[1]' R",
    "qstat -t -f -F json '538[].pbshead'",
  ],
];

const TORQUE: readonly Case[] = [
  ['qsub-ok', 0, '', 'qsub ok.sh', 0, 'torque'],
  ['qstat-f.C-exit0', 0, 'qsub ok.sh; until_state 0 C', 'qstat -f 0.tqhead.example.org', 0, 'torque'],
  ['qstat-fx.C-exit0', 0, 'qsub ok.sh; until_state 0 C', 'qstat -f -x 0.tqhead.example.org', 0, 'torque'],
  [
    'qstat-f.C-qdel',
    14,
    'sed -i s/walltime=00:05:00/walltime=10:00:00,mem=500mb/ busy.sh; qsub -N tqdel busy.sh; qdel 14; until_state 14 C',
    'qstat -f 14.tqhead.example.org',
    0,
    'torque',
  ],
  ['qstat-f.H', 5, 'qsub -h -N thold ok.sh', 'qstat -f 5.tqhead.example.org', 0, 'torque'],
  [
    'qstat-tf.array',
    4,
    "sed -i 's/-N arr/-N tarr/; s/walltime=00:05:00/walltime=01:00:00/' arr.sh; qsub -t 0-5%3 arr.sh; until_state '4[2]' R",
    "qstat -t -f '4[].tqhead.example.org'",
    0,
    'torque',
  ],
  ['qstat.unknown', 0, '', 'qstat 9999.tqhead', 153, 'torque'],
  ['qdel.unknown', 0, '', 'qdel 9999.tqhead', 153, 'torque'],
  ['qdel.finished', 0, 'qsub ok.sh; until_state 0 C', 'qdel 0.tqhead.example.org', 170, 'torque'],
  ['qsub-bad-queue', 0, '', 'qsub -q nosuch ok.sh', 172, 'torque'],
  ['qsub-bad-resource', 0, '', 'qsub -l foo=1 ok.sh', 189, 'torque'],
  ['qsub-toomany-nodes', 0, '', 'qsub -l nodes=50:ppn=3 ok.sh', 190, 'torque'],
];

for (const [dialect, cases, remembers] of [
  ['OpenPBS with history', WITH_HISTORY, true],
  ['OpenPBS without history', WITHOUT_HISTORY, false],
  ['Torque', TORQUE, true],
] as const)
  describe.concurrent(`the stand-in for ${dialect}`, () => {
    for (const one of cases)
      test(`answers as in ${one[0]}`, { timeout: LIMIT_MS }, () => compare(one, remembers));
  });

const DOWN = [
  ['serverdown.qstat', 'qstat', 255],
  ['serverdown.qstat-f-json', 'qstat -x -f -F json 11', 255],
  ['serverdown.qsub', 'qsub exit0.sh', 162],
  ['serverdown.qdel', 'qdel 103.pbshead', 162],
] as const;

test('the stand-in for OpenPBS answers as a server that is down', { timeout: LIMIT_MS }, async () => {
  const home = await makeHome();
  const pbs = await startPretendedPbs({ ...OPTIONS, dialect: 'openpbs', remembers: true });
  pbs.quirks.isDown = true;
  try {
    for (const [recording, command, exitCode] of DOWN) {
      const said = await shell(command, home, pbs.bin, { folder: 'w' });
      const { stdout, stderr } = recorded('openpbs', recording);
      expect(masked(said.stdout, home)).toBe(masked(stdout, home));
      // The recording of qsub was timed.
      expect(said.stderr).toBe(stderr.split('\nreal')[0]);
      expect(said.exitCode).toBe(exitCode);
    }
  } finally {
    await pbs.stop();
    await rm(home, { recursive: true, maxRetries: 5 });
  }
});

test('a stand-in that was stopped has left neither a process nor a file', { timeout: LIMIT_MS }, async () => {
  const home = await makeHome();
  const pbs = await startPretendedPbs({ ...OPTIONS, dialect: 'torque', remembers: true });
  const script = 'trap "" TERM; sleep 300 & echo $$ $! > ~/pids; sleep 300';
  await shell(`echo '${script}' | qsub; until [ -s ~/pids ]; do sleep 0.1; done`, home, pbs.bin, {
    folder: 'w',
  });
  const pids = (await readFile(join(home, 'pids'), 'utf8')).trim().split(' ').map(Number);
  await pbs.stop();
  for (const pid of pids) await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  expect(existsSync(pbs.dir)).toBe(false);
  await rm(home, { recursive: true, maxRetries: 5 });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
