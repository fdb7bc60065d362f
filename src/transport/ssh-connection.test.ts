// @module-tag slow
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { leaveOut, targetOf, whyLeftOut } from '../../test/cluster/ssh-target.ts';
import { type SshdOptions, startSshd, type TestSshd } from '../../test/cluster/sshd.ts';
import type { Host } from './host.ts';
import { sshHost } from './openssh.ts';
import type { Outcome } from './outcome.ts';

const run = (host: Host, script: string, timeLimitMs = 15_000): Promise<Outcome> =>
  host.run({ script, purpose: 'test', timeLimitMs });

/** How many sshd let in, and how many we say that we made. */
const logins = (sshd: TestSshd, host: Host) => ({
  accepted: sshd.logins(),
  counted: host.politeness().total.logins,
});

describe.skipIf(leaveOut)(`one login${whyLeftOut}`, () => {
  const open = async (
    options: SshdOptions,
  ): Promise<{ sshd: TestSshd; host: Host; later: (ms: number) => void }> => {
    const sshd = await startSshd(options);
    let aheadMs = 0;
    const host = sshHost({ target: targetOf(sshd), now: () => Date.now() + aheadMs });
    onTestFinished(() => host.close().then(() => sshd.stop()));
    return {
      sshd,
      host,
      later: (ms) => {
        aheadMs += ms;
      },
    };
  };

  test('is not made before the first command', async () => {
    const { sshd, host } = await open({});
    expect(host.connection()).toEqual({ is: 'unused' });
    expect(sshd.logins()).toBe(0);
    expect(host.politeness().total).toMatchObject({ logins: 0, sessions: 0, commands: 0 });
  });

  test.each([10, 3, 2, 1])(
    'does for 50 commands at a time, where sshd allows %i sessions',
    async (maxSessions) => {
      const { sshd, host } = await open({ maxSessions });
      const numbers = Array.from({ length: 50 }, (_, number) => number);
      const outcomes = await Promise.all(numbers.map((number) => run(host, `echo ${number}`)));
      expect(outcomes.map(({ stdout }) => stdout)).toEqual(numbers.map((number) => `${number}\n`));
      expect(logins(sshd, host)).toEqual({ accepted: 1, counted: 1 });
    },
  );

  test('is kept when a command passes its time limit', async () => {
    const { sshd, host } = await open({});
    expect((await run(host, 'sleep 1000', 200)).problem?.code).toBe('no-answer');
    expect((await run(host, 'echo next')).stdout).toBe('next\n');
    expect(logins(sshd, host)).toEqual({ accepted: 1, counted: 1 });
  });

  test('is made again after a time limit where sshd allows a single session', async () => {
    const { sshd, host, later } = await open({ maxSessions: 1 });
    expect((await run(host, 'sleep 1000', 200)).problem?.code).toBe('no-answer');
    await vi.waitFor(() => expect(host.connection().is).toBe('broken'));
    later(1000);
    expect((await run(host, 'echo next')).stdout).toBe('next\n');
    expect(logins(sshd, host)).toEqual({ accepted: 2, counted: 2 });
  });

  test('is made again after it was cut in the middle of a command, which has no answer', async () => {
    const { sshd, host, later } = await open({});
    const file = (await run(host, 'mktemp')).stdout.trim();
    const underWay = run(host, `echo begun >${file}; sleep 1000`);
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toBe('begun\n'));
    await sshd.cutConnections();
    expect(await underWay).toMatchObject({ exitCode: null, problem: { code: 'no-answer' } });
    await vi.waitFor(() =>
      expect(host.connection()).toMatchObject({ is: 'broken', problem: { code: 'unreachable' } }),
    );
    later(1000);
    expect(await run(host, `echo back; rm ${file}`)).toMatchObject({ stdout: 'back\n', problem: null });
    expect(logins(sshd, host)).toEqual({ accepted: 2, counted: 2 });
    expect(host.connection()).toMatchObject({ is: 'connected' });
  });

  test('is made again when sshd was away for a while', async () => {
    const directory = await mkdtemp('/run/scripthut-sshd-');
    onTestFinished(() => rm(directory, { recursive: true }));
    const { sshd, host, later } = await open({ directory });
    await run(host, 'true');
    await sshd.stop();
    await vi.waitFor(() => expect(host.connection().is).toBe('broken'));
    later(1000);
    // A session whose end has not been noticed yet may take one command more, which then has no answer.
    const refused = { code: 'unreachable', message: expect.stringContaining('Connection refused') };
    await vi.waitFor(async () => expect((await run(host, 'true')).problem).toMatchObject(refused));
    const again = await startSshd({ directory, port: sshd.port });
    onTestFinished(() => again.stop());
    expect((await run(host, 'true')).problem?.code, 'not before the wait is over').toBe('unreachable');
    later(2000);
    expect(await run(host, 'echo back')).toMatchObject({ stdout: 'back\n', problem: null });
  });

  test('is made again when somebody removed its control socket', async () => {
    const sockets = await mkdtemp(join(tmpdir(), 'sockets-'));
    vi.stubEnv('TMPDIR', sockets);
    onTestFinished(() => rm(sockets, { recursive: true }));
    const { sshd, host, later } = await open({});
    await run(host, 'true');
    vi.unstubAllEnvs();
    for (const folder of await readdir(sockets)) await rm(join(sockets, folder), { recursive: true });
    // The channel that is open serves all, as long as it lives.
    const outcomes = await Promise.all([run(host, 'echo first'), run(host, 'echo second')]);
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(['first\n', 'second\n']);
    expect((await run(host, 'sleep 1000', 200)).problem?.code).toBe('no-answer');
    await vi.waitFor(async () => {
      later(1000);
      expect(await run(host, 'echo third')).toMatchObject({ stdout: 'third\n', problem: null });
    });
    expect(logins(sshd, host)).toEqual({ accepted: 2, counted: 2 });
  });

  test('ends by itself when the process that made it is killed', async () => {
    const { sshd } = await open({});
    const sockets = await mkdtemp(join(tmpdir(), 'sockets-'));
    onTestFinished(() => rm(sockets, { recursive: true }));
    const module = new URL('./openssh.ts', import.meta.url).href;
    const code = `
      const { sshHost } = await import(${JSON.stringify(module)});
      const host = sshHost({ target: ${JSON.stringify(targetOf(sshd))}, now: Date.now });
      await host.run({ script: 'true', purpose: 'test', timeLimitMs: 10000 });
      console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, TMPDIR: sockets },
    });
    await once(child.stdout, 'data');
    expect(sshd.isInUse()).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(sshd.isInUse()).toBe(false), 10_000);
  });

  test('leaves nothing behind when it is closed', async () => {
    const sockets = await mkdtemp(join(tmpdir(), 'sockets-'));
    vi.stubEnv('TMPDIR', sockets);
    onTestFinished(() => rm(sockets, { recursive: true }));
    const { host } = await open({});
    await run(host, 'true');
    vi.unstubAllEnvs();
    expect(await readdir(sockets)).toHaveLength(1);
    await host.close();
    expect(await readdir(sockets)).toEqual([]);
  });
});
