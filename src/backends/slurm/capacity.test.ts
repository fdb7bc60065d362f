// @module-tag slow
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localHost } from '../../transport/local.ts';
import { roomOf } from '../capacity.ts';
import { siteCapacity } from './capacity.ts';
import { parseNodes, parsePartitions } from './parse-capacity.ts';
import { parseShares, parseStanding, SHARE_FIELDS } from './parse-standing.ts';
import { recorded } from './recorded.testdata.ts';

const MB = 1024 ** 2;

test('what all nodes have (scontrol-show-node.txt)', () => {
  expect(roomOf(parseNodes(recorded('scontrol-show-node.txt')))).toEqual({
    nodes: { total: 4, idle: 0, away: 0 },
    cpus: { total: 256, free: 48 + 61 + 62 + 63 },
    memory: { total: 4 * 64_000 * MB, free: (4 * 64_000 - 1850 - 520 - 200 - 100) * MB },
    gpus: { total: 2, free: 2 },
  });
});

test('nothing of a node that is down is free (scontrol-show-node-down.txt)', () => {
  const machines = parseNodes(recorded('scontrol-show-node-down.txt'));
  expect(roomOf(machines)).toMatchObject({ nodes: { idle: 0, away: 1 }, cpus: { total: 64, free: 0 } });
});

test('partitions with their time limits (scontrol-show-partition.txt)', () => {
  const open = { takesJobs: true, startsJobs: true };
  expect(parsePartitions(recorded('scontrol-show-partition.txt'))).toEqual([
    { name: 'normal', isDefault: true, maxSeconds: 3 * 86_400, ...open },
    { name: 'gpu', isDefault: false, maxSeconds: 3600, ...open },
  ]);
});

test.each([
  ['UP', true, true],
  ['DOWN', true, false],
  ['DRAIN', false, true],
  ['INACTIVE', false, false],
])('a partition that is %s', (state, takesJobs, startsJobs) => {
  expect(parsePartitions(`PartitionName=p State=${state} MaxTime=UNLIMITED`)).toEqual([
    { name: 'p', isDefault: false, takesJobs, startsJobs, maxSeconds: null },
  ]);
});

test.each([
  ['IDLE', false],
  ['MIXED+PLANNED', false],
  ['IDLE+CLOUD+POWERED_DOWN', false],
  ['IDLE~', false],
  ['DOWN*', true],
  ['IDLE*', true],
  ['DOWN+NOT_RESPONDING', true],
  ['IDLE+DRAIN', true],
  ['ALLOCATED+DRAIN', true],
  ['IDLE+MAINT+RESERVED', true],
  // Older releases have signs for these; MIXED- is planned for a job.
  ['ALLOCATED$', true],
  ['IDLE$', true],
  ['IDLE^', true],
  ['MIXED-', false],
  ['IDLE#', false],
  ['IDLE@', false],
  ['IDLE+CLOUD+POWER', false],
  ['IDLE+CLOUD+POWERING_DOWN', false],
  ['IDLE+DYNAMIC_NORM', false],
  ['DOWN+DYNAMIC_NORM+INVALID_REG', true],
  // Others' jobs have the switch or the counters of the node for themselves.
  ['IDLE+BLOCKED', true],
  ['MIXED+PERFCTRS', true],
])('a node that is %s: away is %s', (state, isAway) => {
  expect(parseNodes(`NodeName=n1 CPUTot=4 State=${state}`)).toMatchObject([{ isAway }]);
});

test.each([
  ['Gres=gpu:2 GresUsed=gpu:1(IDX:0)', { total: 2, free: 1 }],
  [
    'Gres=gpu:a100:4(S:0-1),gpu:t4:1(S:2,3) GresUsed=gpu:a100:3(IDX:0-1,3),gpu:t4:0(IDX:N/A)',
    { total: 5, free: 2 },
  ],
  // Of GPUs without a kind, and of parts of GPUs.
  ['Gres=gpu:4 GresUsed=gpu:(null):3(IDX:0-2)', { total: 4, free: 1 }],
  [
    'Gres=gpu:a100_3g.20gb:2(S:0-1),shard:8 GresUsed=gpu:a100_3g.20gb:1(IDX:0),shard:0',
    { total: 2, free: 1 },
  ],
  ['Gres=gpu:h100:no_consume:8,nic:2 GresUsed=gpu:h100:0(IDX:N/A)', { total: 8, free: 8 }],
  ['Gres=(null) GresUsed=', null],
  ['Gres=fpga:2', null],
])('GPUs of %j', (gres, gpus) => {
  expect(parseNodes(`NodeName=n1 ${gres}`)).toMatchObject([{ gpus }]);
});

test('the words of an administrator change nothing', () => {
  const said = 'NodeName=n1 CPUTot=4 CPUAlloc=1 State=MIXED\n   Reason=disk State=DOWN CPUTot=999 [root@x]\n';
  expect(parseNodes(said)).toMatchObject([{ isAway: false, cpus: { total: 4, free: 3 } }]);
});

test('fair shares of our user (sshare.txt)', () => {
  const [header = '', ...lines] = recorded('sshare.txt').trimEnd().split('\n');
  const columns = header.split('|');
  const rows = lines.map((line) => {
    const values = line.split('|');
    return SHARE_FIELDS.map((field) => values[columns.indexOf(field)] ?? '').join('|');
  });
  expect(parseShares(rows.join('\n'))).toEqual([
    { account: 'root', share: 0.5, usage: 0, factor: 1 },
    { account: 'proj', share: 1, usage: 0, factor: 0 },
  ]);
});

test('limits of our accounts and of the QOS that they may use', () => {
  const associations = 'stats||50|200|40|||normal,long\nstats|gpu|2||||gres/gpu=4,cpu=32|normal\n';
  const qos = 'normal|100|500|cpu=640,gres/gpu=8|||\nlong||||10|cpu=1000|\nother|1|1|cpu=1|||\n';
  const user = { of: 'user' } as const;
  expect(parseStanding(associations, qos)).toEqual([
    { ...user, what: 'running-jobs', most: 40, where: 'account stats' },
    { ...user, what: 'jobs', most: 200, where: 'account stats' },
    { ...user, what: 'running-jobs', most: 2, where: 'account stats, partition gpu' },
    { ...user, what: 'cpus', most: 32, where: 'account stats, partition gpu' },
    { ...user, what: 'gpus', most: 4, where: 'account stats, partition gpu' },
    { ...user, what: 'running-jobs', most: 100, where: 'QOS normal' },
    { ...user, what: 'jobs', most: 500, where: 'QOS normal' },
    { ...user, what: 'cpus', most: 640, where: 'QOS normal' },
    { ...user, what: 'gpus', most: 8, where: 'QOS normal' },
    { of: 'all', what: 'running-jobs', most: 10, where: 'QOS long' },
    { of: 'all', what: 'cpus', most: 1000, where: 'QOS long' },
  ]);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capacity-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Pretended programs that print these texts, or do these things. */
async function capacityWith(bodies: Readonly<Record<string, string>>, withStanding = false) {
  for (const [program, body] of Object.entries(bodies)) {
    await writeFile(join(folder, program), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, program), 0o755);
  }
  const environment = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const host = localHost({ now: Date.now, environment });
  const answer = await siteCapacity(host, '/', withStanding);
  await host.close();
  return answer;
}

const fixture = (name: string) => new URL(`./fixtures/${name}`, import.meta.url).pathname;
const PRINTS = `case "$*" in *partition*) cat ${fixture('scontrol-show-partition.txt')} ;; *node*) sed ':a;N;$!ba;s/\\n   / /g' ${fixture('scontrol-show-node.txt')} ;; esac`;

test('with pretended programs: partitions with what is theirs, and the disk', async () => {
  const answer = await capacityWith({ scontrol: PRINTS });
  expect(answer).toMatchObject({
    ok: true,
    value: {
      user: userInfo().username,
      whole: { nodes: { total: 4 }, cpus: { total: 256, free: 234 } },
      partitions: [
        { name: 'normal', cpus: { total: 256, free: 234 }, gpus: { total: 2 } },
        { name: 'gpu', nodes: { total: 1, idle: 0, away: 0 }, cpus: { total: 64, free: 63 } },
      ],
      disk: { path: '/' },
      standing: null,
      untold: [],
    },
  });
});

test('with pretended programs: what cannot be told is said in sentences, and the rest stays', async () => {
  const answer = await capacityWith(
    {
      scontrol: `case "$*" in *node*) echo 'slurm_load_node error: Socket timed out' >&2; exit 1 ;; *) ${PRINTS} ;; esac`,
      sshare: 'echo "You are not running a supported priority plugin"; exit 1',
      sacctmgr: 'echo "sacctmgr: error: slurm_persist_conn_open: Connection refused" >&2; exit 1',
    },
    true,
  );
  expect(answer).toMatchObject({
    ok: true,
    value: {
      whole: { nodes: null, cpus: null },
      partitions: [{ name: 'normal', nodes: null }, { name: 'gpu' }],
      standing: {
        limits: [],
        fairShares: [],
        untold: [
          'Fair shares are not told: exit code 1',
          expect.stringContaining('Limits of accounts are not told: sacctmgr: error'),
          expect.stringContaining('Limits of QOS are'),
        ],
      },
      untold: ['Nodes are not told: slurm_load_node error: Socket timed out'],
    },
  });
});

test('with pretended programs: limits are those of this cluster, where accounting knows several', async () => {
  const answer = await capacityWith(
    {
      scontrol: `case "$*" in *config*) echo 'ClusterName             = east' ;; *) ${PRINTS} ;; esac`,
      sshare: 'exit 0',
      sacctmgr:
        'case "$*" in *associations*cluster=east*) echo "stats||5|||||normal" ;; *assoc*) echo "stats||9|||||" ;; esac',
    },
    true,
  );
  expect(answer).toMatchObject({ value: { standing: { limits: [{ most: 5, where: 'account stats' }] } } });
});

test('with pretended programs: accounting that hangs does not keep the rest', {
  timeout: 60_000,
}, async () => {
  const hangs = 'trap "" HUP; exec sleep 600';
  const answer = await capacityWith({ scontrol: PRINTS, sshare: hangs, sacctmgr: 'exit 1' }, true);
  expect(answer).toMatchObject({
    ok: true,
    value: {
      whole: { cpus: { total: 256 } },
      disk: { path: '/' },
      standing: { limits: [], untold: expect.arrayContaining(['Fair shares are not told: exit code 124']) },
    },
  });
});

test('with pretended programs: a controller that is down is a problem in its own words', async () => {
  const answer = await capacityWith({
    scontrol:
      'echo "slurm_load_partitions: Unable to contact slurm controller (connect failure)" >&2; exit 1',
  });
  expect(answer).toMatchObject({
    ok: false,
    problem: {
      code: 'command-failed',
      message: expect.stringMatching(/Partitions are not told.*connect failure/),
    },
  });
});
