import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import type { LogFollowed, LogSearchAnswer } from '../../src/wire/logs.ts';
import { paths } from '../../src/wire/paths.ts';
import { slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
const GIGABYTE = 2 ** 30;
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
});

afterAll(async () => {
  await program?.stop();
});

it('a log of a gigabyte: its end, what is searched for, and all of it, with little memory', {
  timeout: 600_000,
}, async () => {
  // The job writes the needle first and the end last; between them, a gigabyte.
  const fill = `yes 'a line of a large log, like many others' | head -c ${GIGABYTE}`;
  const id = await program.submit([task('large', `echo the needle; ${fill}; echo; seq 5`)]);
  await program.ended(id, 300_000);
  const [run, large] = [runId(id), taskId('large')];
  const received = await receivedBytes();

  const end = await timed('the end', () => ask(paths.taskLogPart(run, large, { bytes: 4096 })));
  const size = Number(end.headers.get('log-size'));
  expect(size).toBeGreaterThan(GIGABYTE);
  expect(await end.text()).toContain('\n1\n2\n3\n4\n5\n');
  // The first time the file comes from the disk: Slurm counts what a job writes as its memory until it is written there.
  for (const time of ['first', 'second']) {
    const search = () => ask(paths.taskLogSearch(run, large, { q: 'needle' }));
    const { count, matches } = (await (await timed(`the ${time} search`, search)).json()) as LogSearchAnswer;
    expect([count, matches.length]).toEqual([1, 1]);
  }
  await timed('the same with grep alone', () =>
    cluster.run('user', 'LC_ALL=C grep -aFibn needle ~/.cache/scripthut/logs/_adhoc/large/*.out'),
  );
  const follow = paths.taskLogFollow(run, large, { tail: 3 });
  const followed = await timed('the last lines, followed to their end', async () =>
    (await ask(follow)).text(),
  );
  const [, part = '{}'] = /^event: part\ndata: (.*)$/m.exec(followed) ?? [];
  expect((JSON.parse(part) as LogFollowed).to).toBe(size);
  expect((await receivedBytes()) - received).toBeLessThan(1024 * 1024);

  const memory = memoryOf(program.dir);
  const download = await ask(paths.taskLogDownload(run, large));
  let loaded = 0;
  await timed('the whole', async () => {
    for await (const chunk of download.body ?? []) loaded += chunk.length;
  });
  expect(loaded).toBe(size);
  expect(memoryOf(program.dir) - memory).toBeLessThan(200 * 1024);
});

function ask(path: string): Promise<Response> {
  return fetch(program.address + path);
}

async function timed<Value>(what: string, call: () => Promise<Value>): Promise<Value> {
  const begun = performance.now();
  const value = await call();
  console.log(`${what}: ${Math.round(performance.now() - begun)} ms`);
  return value;
}

/** What has come from the login node so far. */
async function receivedBytes(): Promise<number> {
  const { body } = await program.ask('GET', '/api/v1/backends/testbed/politeness');
  return (body as { total: { bytes_received: number } }).total.bytes_received;
}

/** The most that the server has had in memory, in KB. */
function memoryOf(folder: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== folder) continue;
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`nothing runs in ${folder}`);
}
