// @module-tag slow
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { leaveOut, targetOf, whyLeftOut } from '../../test/cluster/ssh-target.ts';
import { startSshd } from '../../test/cluster/sshd.ts';
import { startGitServer } from '../../test/git/git-server.ts';
import { git } from '../../test/git/work-tree.ts';
import { localHost } from '../transport/local.ts';
import { sshHost } from '../transport/openssh.ts';
import { Mirror } from './mirror.ts';
import { openRepository } from './repository.ts';
import type { RepositorySettings } from './settings.ts';
import { success } from './source.testsuite.ts';

const here = localHost({ now: Date.now });
afterAll(() => here.close());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'repository '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (more: Partial<RepositorySettings> & { readonly address: string }) =>
  openRepository({
    branch: 'main',
    deployKey: null,
    cloneDir: path.join(folder, 'clones'),
    postclone: null,
    ...more,
  });

const head = (directory: string) => git(directory, 'rev-parse', 'HEAD');

describe('a repository', () => {
  test('shows neither keys nor passwords in the log of commands', async () => {
    const host = localHost({ now: Date.now });
    onTestFinished(() => host.close());
    const deployKey = path.join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', deployKey]);
    const address = 'http://ada:s3cret@127.0.0.1:1/x.git';
    const answer = await open({ deployKey, address }).choose(host, {});
    expect(answer).toMatchObject({ ok: false, problem: { code: 'unreachable' } });
    const origin = { repository: '', branch: 'main', commit: '0123456789'.repeat(4) };
    await open({ deployKey, address }).checkout(host, origin);
    const log = JSON.stringify([answer, host.log()]);
    const body = (await readFile(deployKey, 'utf8')).split('\n')[1] ?? '';
    expect(log).toContain('git ls-remote');
    expect([log.includes('s3cret'), log.includes(body)]).toEqual([false, false]);
  });
});

describe.skipIf(leaveOut)(`a repository behind ssh${whyLeftOut}`, () => {
  test('of which the key may be read by others: ssh does not use it, and the remedy is told', async () => {
    const server = await startGitServer({ 'run.sh': 'echo one\n' });
    onTestFinished(() => server.stop());
    await chmod(server.deployKey, 0o644);
    const mirror = new Mirror(
      { folder: path.join(folder, 'mirror'), address: server.url, deployKey: server.deployKey },
      here,
    );
    expect(await mirror.fetch('main', null)).toMatchObject({
      problem: {
        code: 'not-authenticated',
        message: expect.stringContaining('others may read the deploy key, and so ssh does not use it'),
        hint: expect.stringContaining('chmod 600'),
      },
    });
  });

  test('whose server gives no commit by name is fetched further back', async () => {
    const server = await startGitServer({ 'run.sh': 'echo one\n' });
    onTestFinished(() => server.stop());
    const repository = open({ address: server.url, deployKey: server.deployKey });
    const origin = success(await repository.choose(here, {}));
    await server.push({ 'run.sh': 'echo two\n' });
    await server.push({ 'run.sh': 'echo three\n' });
    const directory = success(await repository.checkout(here, origin));
    expect(await readFile(path.join(directory, 'run.sh'), 'utf8')).toBe('echo one\n');
    expect(head(directory)).toBe(origin.commit);
  });

  test('is cloned on a machine behind ssh, where the key is gone afterwards', async () => {
    const server = await startGitServer({ 'run.sh': 'echo one\n' });
    const login = await startSshd({ user: 'scripthut-test' });
    const there = sshHost({ target: targetOf(login), now: Date.now });
    onTestFinished(() => Promise.all([there.close(), server.stop(), login.stop()]).then(() => undefined));
    const cloneDir = `~/clones-${process.pid}`;
    const more = { address: server.url, deployKey: server.deployKey, cloneDir };
    // Other tests make and remove files there meanwhile.
    const repository = open({
      ...more,
      postclone:
        'whoami > who; find /tmp -maxdepth 1 -ignore_readdir_race -user "$(id -un)" -name "scripthut_key_*" > keys',
    });
    const origin = success(await repository.choose(there, {}));
    const directory = success(await repository.checkout(there, origin));
    expect(directory).toBe(`/home/scripthut-test/clones-${process.pid}/${origin.commit.slice(0, 12)}`);
    expect(success(await repository.locate(there, origin))).toBe(directory);
    expect(await readFile(path.join(directory, 'who'), 'utf8')).toBe('scripthut-test\n');
    expect(await readFile(path.join(directory, 'keys'), 'utf8')).toBe('');
    const log = JSON.stringify(there.log());
    expect([log.includes('PRIVATE KEY'), log.includes('[redacted]')]).toEqual([false, true]);
    await rm(path.dirname(directory), { recursive: true });
    const closed = await open({ ...more, cloneDir: '/root/clones' }).checkout(there, origin);
    expect(closed).toMatchObject({ ok: false, problem: { code: 'no-access' } });
  });

  test('whose key is not accepted, or was removed since, says so with the remedy', async () => {
    const server = await startGitServer();
    onTestFinished(() => server.stop());
    const deployKey = path.join(folder, 'other key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', deployKey]);
    const repository = open({ address: server.url, deployKey });
    expect(await repository.choose(here, {})).toMatchObject({
      ok: false,
      problem: { code: 'not-authenticated', hint: expect.stringContaining('deploy key') },
    });
    await rm(deployKey);
    expect(await repository.choose(here, {})).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('that nobody has ever spoken to is not trusted without a deploy key', async () => {
    const server = await startGitServer();
    onTestFinished(() => server.stop());
    const answer = await open({ address: server.url }).choose(here, {});
    expect(answer).toMatchObject({ ok: false, problem: { code: 'untrusted-host' } });
  });
});
