// @module-tag slow
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { leaveOut, targetOf, whyLeftOut } from '../../test/cluster/ssh-target.ts';
import { startSshd, type TestSshd } from '../../test/cluster/sshd.ts';
import { hostSuite } from './host.testsuite.ts';
import type { Host } from './host.ts';
import { sshHost } from './openssh.ts';
import type { Outcome } from './outcome.ts';
import type { SshTarget } from './ssh-arguments.ts';

const run = (host: Host, script: string, timeLimitMs = 15_000): Promise<Outcome> =>
  host.run({ script, purpose: 'test', timeLimitMs });

describe.skipIf(leaveOut)(`a host behind ssh${whyLeftOut}`, () => {
  hostSuite(async () => {
    const sshd = await startSshd();
    const host = sshHost({ target: targetOf(sshd), now: Date.now });
    return { host, close: () => host.close().then(() => sshd.stop()) };
  });
});

describe.skipIf(leaveOut)(`a host whose start-up file prints noise on both outputs${whyLeftOut}`, () => {
  hostSuite(async () => {
    const user = 'scripthut-chatty';
    const sshd = await startSshd({ user });
    await writeFile(
      `/home/${user}/.bashrc`,
      'echo Welcome; echo "Permission denied (quota)" >&2; printf "no newline"\n',
    );
    const host = sshHost({ target: targetOf(sshd), now: Date.now });
    return { host, close: () => host.close().then(() => sshd.stop()) };
  });
});

describe.skipIf(leaveOut).each(['/bin/csh', '/usr/bin/fish'])(
  `a host whose login shell is %s${whyLeftOut}`,
  (shell) => {
    test.skipIf(!existsSync(shell))('runs POSIX scripts', async () => {
      const user = `scripthut-${shell.slice(shell.lastIndexOf('/') + 1)}`;
      const sshd = await startSshd({ user });
      execFileSync('usermod', ['-s', shell, user]);
      const host = sshHost({ target: targetOf(sshd), now: Date.now });
      const outcome = await run(host, 'for word in a "b c"; do printf "%s;" "$word"; done; exit 3');
      expect(outcome).toMatchObject({ exitCode: 3, stdout: 'a;b c;', problem: null });
      await host.close();
      await sshd.stop();
    });
  },
);

describe.skipIf(leaveOut)(`a host that does not let us in${whyLeftOut}`, () => {
  let sshd: TestSshd;
  let folder: string;
  let nowMs = Date.now();
  beforeAll(async () => {
    sshd = await startSshd();
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'other')]);
  });
  afterAll(async () => {
    await sshd.stop();
    await rm(folder, { recursive: true });
  });
  const attempt = async (change: Partial<SshTarget>) => {
    const host = sshHost({ target: { ...targetOf(sshd), ...change }, now: () => nowMs });
    onTestFinished(() => host.close());
    const { problem, exitCode } = await run(host, 'echo in');
    expect(exitCode).toBe(null);
    return { host, problem };
  };
  const knownHosts = async (text: string): Promise<string> => {
    const path = join(folder, 'known hosts 100%');
    await writeFile(path, text);
    return path;
  };

  test('for a wrong key is not asked again for a minute, then for two', async () => {
    const refusals = async (): Promise<number> =>
      (await readFile(sshd.logPath, 'utf8')).match(/by authenticating user/g)?.length ?? 0;
    const { host, problem } = await attempt({ keyPath: join(folder, 'other') });
    expect(problem).toMatchObject({
      code: 'not-authenticated',
      message: expect.stringContaining('Permission denied'),
    });
    expect(host.connection()).toEqual({ is: 'broken', since: nowMs, problem, retryAt: nowMs + 60_000 });
    await vi.waitFor(async () => expect(await refusals()).toBe(1));
    expect((await run(host, 'echo in')).problem).toEqual(problem);
    nowMs += 60_000;
    expect((await run(host, 'echo in')).problem).toMatchObject({ code: 'not-authenticated' });
    expect(host.connection()).toMatchObject({ since: nowMs - 60_000, retryAt: nowMs + 120_000 });
    await vi.waitFor(async () => expect(await refusals()).toBe(2));
    expect(host.politeness().total).toMatchObject({ logins: 0, sessions: 0, commands: 0 });
  });

  test('for an unknown host key is not trusted', async () => {
    const { problem } = await attempt({ knownHosts: await knownHosts('') });
    expect(problem).toMatchObject({ code: 'untrusted-host', message: expect.stringContaining('not known') });
  });

  test('for a changed host key is not trusted, and the problem says that it changed', async () => {
    const other = await readFile(join(folder, 'other.pub'), 'utf8');
    const { problem } = await attempt({ knownHosts: await knownHosts(`[127.0.0.1]:${sshd.port} ${other}`) });
    expect(problem).toMatchObject({
      code: 'untrusted-host',
      message: expect.stringContaining('not the one known'),
    });
  });

  test('any host key is taken when the check is turned off', async () => {
    const { keyPath, user, port } = targetOf(sshd);
    const target = { host: '127.0.0.1', hostKeyCheck: false, ...{ keyPath, user, port } } as SshTarget;
    const host = sshHost({ target, now: Date.now });
    expect(await run(host, 'echo in')).toMatchObject({ stdout: 'in\n' });
    await host.close();
  });

  test('for a key file that is missing, unsafe or no key, the problem says so', async () => {
    const missing = await attempt({ keyPath: join(folder, 'missing') });
    expect(missing.problem?.message).toContain('missing does not exist');
    const unsafe = join(folder, 'unsafe key');
    await copyFile(sshd.keyPath, unsafe);
    await chmod(unsafe, 0o644);
    expect((await attempt({ keyPath: unsafe })).problem?.message).toContain('others can read');
    await writeFile(unsafe, 'no key');
    await chmod(unsafe, 0o600);
    const noKey = await attempt({ keyPath: unsafe });
    expect(noKey.problem).toMatchObject({
      code: 'not-authenticated',
      message: expect.stringContaining('key file'),
    });
  });

  test('for a port where nobody listens is unreachable, and asked again after a second', async () => {
    const { host, problem } = await attempt({ port: 1 });
    expect(problem).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('Connection refused'),
    });
    expect(host.connection()).toMatchObject({ is: 'broken', retryAt: nowMs + 1000 });
  });

  test('for a name that does not exist is unreachable', async () => {
    const { problem } = await attempt({ host: 'no-such-host.invalid' });
    expect(problem).toMatchObject({ code: 'unreachable', message: expect.stringContaining('name') });
  });

  test('for a name that looks like an option is unreachable, and the option has no effect', async () => {
    const file = join(folder, 'touched');
    const { problem } = await attempt({ host: `-oProxyCommand=touch ${file}` });
    expect(problem?.code).toBe('unreachable');
    expect(existsSync(file)).toBe(false);
  });
});
