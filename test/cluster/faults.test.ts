import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Health } from '../../src/wire/backends.ts';
import { sideEffects, slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { freePorts } from './ports.ts';
import { type Program, startProgram } from './program.ts';
import { waitUntil } from './wait.ts';

const cluster = ownCluster();
const dir = mkdtempSync(join(tmpdir(), 'scripthut-faults-'));
let program: Program;

beforeAll(async () => {
  const keyPath = join(dir, 'key-of-nobody');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyPath]);
  const knownHosts = join(dir, 'no-known-hosts');
  writeFileSync(knownHosts, '');
  const [port = 0] = await freePorts(1);
  const backends = [
    slurmOverSsh(cluster),
    slurmOverSsh(cluster, 'nobody-there', { port }),
    slurmOverSsh(cluster, 'wrong-key', { keyPath }),
    slurmOverSsh(cluster, 'strange-host', { knownHosts }),
  ];
  program = await startProgram(`backends:\n${backends.join('\n')}`);
});

afterAll(async () => {
  await program?.stop();
  rmSync(dir, { recursive: true });
});

afterEach(async () => {
  await cluster.startDaemon('slurmctld');
  await cluster.startDaemon('slurmdbd');
});

const health = async () => (await program.ask('GET', '/health')).body as Health;

/** Waits until `/health` says of the backend that it is well, or that it is not. */
function healthUntil(backend: string, isWell: boolean): Promise<Health['backends'][string]> {
  return waitUntil(
    `${backend} is reported ${isWell ? 'well' : 'ill'}`,
    async () => {
      const state = (await health()).backends[backend];
      return state !== undefined && state.connected === isWell && (state.error === null) === isWell && state;
    },
    60_000,
  );
}

describe('backends that cannot be reached', () => {
  it('say so, each with its own reason, and hold up nobody else', async () => {
    const id = await program.submit([task('only', 'true')]);
    expect((await program.ended(id)).status).toBe('completed');
    expect((await healthUntil('nobody-there', false)).error).toContain('nothing answers on that port');
    expect((await healthUntil('wrong-key', false)).error).toContain('does not accept the key');
    expect((await healthUntil('strange-host', false)).error).toContain('host key is not known');
    expect((await health()).status).toBe('ok');
    expect((await healthUntil('testbed', true)).last_poll).not.toBeNull();
  });

  it('refuse a run with that reason', async () => {
    const document = [task('a', 'true')];
    const answer = await program.ask('POST', '/api/v1/runs', { backend: 'nobody-there', document });
    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({ code: 'unreachable' });
  });
});

describe('a run in progress', () => {
  it('loses nothing while the controller is down', async () => {
    const tasks = Array.from({ length: 20 }, (_, index) =>
      task(`t.${index}`, `echo t.${index} >> ~/outage; sleep 2`),
    );
    const id = await program.submit([...tasks, task('last', 'echo last >> ~/outage', ['t.*'])], {
      max_concurrent: 8,
    });
    await program.runUntil(id, 'has begun', ({ completed_count: done }) => done > 0);
    await cluster.stopDaemon('slurmctld');
    const outage = async () => (await health()).backends.testbed?.error;
    await waitUntil('the outage is reported', async () => Boolean(await outage()), 60_000);
    const during = await program.run(id);
    expect(during.status_counts.failed).toBeUndefined();
    await cluster.startDaemon('slurmctld');
    const run = await program.ended(id, 120_000);
    expect(run.status_counts).toEqual({ completed: 21 });
    const executed = await sideEffects(cluster, '~/outage');
    expect(executed.toSorted()).toEqual([...tasks.map(({ id }) => id), 'last'].toSorted());
    expect((await healthUntil('testbed', true)).error).toBeNull();
  }, 240_000);

  it('ends with the right verdicts while accounting is down', async () => {
    await cluster.stopDaemon('slurmdbd');
    const id = await program.submit([task('good', 'true'), task('bad', 'exit 7')]);
    const run = await program.ended(id);
    expect(run.items.map(({ status, exit_code }) => [status, exit_code])).toEqual([
      ['completed', 0],
      ['failed', 7],
    ]);
  });
});
