// @module-tag slow
import { statSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { leaveOut, whyLeftOut } from '../../test/cluster/ssh-target.ts';
import { type GitServer, startGitServer } from '../../test/git/git-server.ts';
import { git, WorkTree } from '../../test/git/work-tree.ts';
import type { Host } from '../transport/host.ts';
import { localHost } from '../transport/local.ts';
import { flow, gitLab, names, settingsOf } from './git.testdata.ts';
import { openGitSource } from './git.ts';
import { sourceSuite, success } from './source.testsuite.ts';

describe.each(['a path', 'a file:// address'])('a git source that is %s', (kind) => {
  sourceSuite({
    flow,
    open: async (files) => {
      const tree = await WorkTree.create(files);
      const folder = await mkdtemp(path.join(tmpdir(), 'git source '));
      const host = localHost({ now: Date.now });
      const address = kind === 'a path' ? tree.bare : `file://${tree.bare.replaceAll(' ', '%20')}`;
      const source = openGitSource(settingsOf({ address }, folder), {
        host,
        cacheDir: folder,
        now: Date.now,
      });
      return {
        source,
        host,
        change: async (changes) => void (await tree.push(changes)),
        takeAway: () => rename(tree.bare, `${tree.bare}.gone`),
        close: async () => {
          await host.close();
          await tree.remove();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  });
});

describe.skipIf(leaveOut)(`a git source behind ssh with a deploy key${whyLeftOut}`, () => {
  sourceSuite({
    flow,
    open: async (files) => {
      const server: GitServer = await startGitServer(files);
      const folder = await mkdtemp(path.join(tmpdir(), 'git source '));
      const host = localHost({ now: Date.now });
      const settings = settingsOf({ address: server.url, deployKey: server.deployKey }, folder);
      return {
        source: openGitSource(settings, { host, cacheDir: folder, now: Date.now }),
        host,
        change: async (changes) => void (await server.push(changes)),
        takeAway: () => server.sshd.stop(),
        close: async () => {
          await host.close();
          await server.stop();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  });
});

describe('a git source', () => {
  const { lab, host, open } = gitLab();

  test('gives the document and the files of one commit, whatever is pushed in between', async () => {
    const before = success(await open().sync());
    await lab.tree.push({ [flow('a')]: '[2]', 'run.sh': 'echo two\n' });
    const [file] = before.files;
    if (file === undefined) throw new Error('the file is not listed');
    expect(await before.read(file)).toEqual({ ok: true, value: '[1]' });
    const directory = success(await before.place(file, host));
    expect(git(directory, 'rev-parse', 'HEAD')).toBe(before.git?.commit);
    expect(git(directory, 'show', 'HEAD:run.sh')).toBe('echo one');
  });

  test('can be asked for another branch, and for a commit of it', async () => {
    const source = open();
    success(await source.sync());
    const first = await lab.tree.push({ [flow('b')]: '[]' }, 'feature/x');
    const second = await lab.tree.push({ [flow('b')]: null, [flow('c')]: '[]' }, 'feature/x');
    const branch = success(await source.at({ branch: 'feature/x' }));
    expect(branch.git).toMatchObject({ branch: 'feature/x', commit: second });
    expect(names(branch.files)).toEqual([flow('a'), flow('c')]);
    const commit = success(await source.at({ branch: 'feature/x', commit: first.toUpperCase() }));
    expect(commit.git).toMatchObject({ branch: 'feature/x', commit: first });
    expect(names(commit.files)).toEqual([flow('a'), flow('b')]);
    expect(names(source.picture().snapshot?.files ?? [])).toEqual([flow('a')]);
  });

  test('says which branch or commit there is not', async () => {
    const branch = await open().at({ branch: 'nowhere' });
    expect(branch).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(JSON.stringify(branch)).toContain('has no branch nowhere');
    const commit = await open().at({ commit: '0123456789'.repeat(4) });
    expect(commit).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(await open().at({ commit: '0123456' })).toMatchObject({ problem: { code: 'bad-request' } });
  });

  test('tells the newest commits as their authors wrote them, whatever git is set to', async () => {
    lab.tree.git(
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'Finer <b>Ö</b>\n\nMore of it.',
      '--date',
      '2001-01-01T00:00:00Z',
    );
    const newest = await lab.tree.push({ [flow('b')]: '[]' });
    const { commits } = success(await open().sync());
    expect(commits.map(({ subject }) => subject).slice(0, 3)).toEqual([
      'A change',
      'Finer <b>Ö</b>',
      'A change',
    ]);
    expect(commits[0]).toMatchObject({ hash: newest, author: 'Ada' });
    expect(Math.abs(Date.now() - (commits[0]?.at ?? 0))).toBeLessThan(3_600_000);
    for (let index = 0; index < 14; index += 1)
      lab.tree.git('commit', '-q', '--allow-empty', '-m', `${index}`);
    await lab.tree.push({});
    const later = success(await open().sync()).commits;
    expect(later).toHaveLength(12);
    const older = later[5]?.hash ?? '';
    expect(success(await open().at({ commit: older })).commits[0]?.hash).toBe(older);
  });

  test('whose history cannot be read has its files all the same, and says so', async () => {
    const run: Host['run'] = async (command) =>
      command.purpose === 'list the commits of a source'
        ? host.run({ ...command, script: 'echo "broken pack" >&2; exit 128' })
        : host.run(command);
    const settings = settingsOf({ address: lab.tree.bare }, lab.folder);
    const source = openGitSource(settings, { host: { ...host, run }, cacheDir: lab.folder, now: Date.now });
    const { files, commits, warnings } = success(await source.sync());
    expect([names(files), commits]).toEqual([[flow('a')], []]);
    expect(warnings).toEqual([expect.stringContaining('broken pack')]);
  });

  test('survives a branch that was rewritten', async () => {
    const source = open();
    success(await source.sync());
    lab.tree.git('commit', '-q', '--amend', '-m', 'Rewritten');
    const commit = await lab.tree.push({ [flow('b')]: '[]' });
    expect(success(await source.sync()).git?.commit).toBe(commit);
  });

  test('survives a branch that became a folder of branches, and the other way round', async () => {
    const source = open();
    success(await source.sync());
    const first = await lab.tree.push({ [flow('b')]: '[]' }, 'dev');
    expect(success(await source.at({ branch: 'dev' })).git?.commit).toBe(first);
    lab.tree.git('push', '-q', 'origin', ':dev');
    lab.tree.git('branch', '-m', 'dev', 'gone');
    const below = await lab.tree.push({ [flow('c')]: '[]' }, 'dev/x');
    expect(success(await source.at({ branch: 'dev/x' })).git?.commit).toBe(below);
    lab.tree.git('push', '-q', 'origin', ':dev/x');
    lab.tree.git('branch', '-m', 'dev/x', 'gone2');
    const again = await lab.tree.push({ [flow('d')]: '[]' }, 'dev');
    expect(success(await source.at({ branch: 'dev' })).git?.commit).toBe(again);
  });

  test('after a start without contact knows what was fetched before', async () => {
    success(await open().sync());
    await rename(lab.tree.bare, `${lab.tree.bare}.gone`);
    const source = open();
    expect((await source.sync()).ok).toBe(false);
    expect(source.picture()).toMatchObject({
      snapshot: { files: [{ path: flow('a') }] },
      syncedAt: null,
      problem: { code: 'not-found' },
    });
  });

  test('that is new leaves the clone of another one alone, whatever they are called', async () => {
    success(await open({ name: 'lab.new' }).sync());
    const before = statSync(path.join(lab.folder, 'lab.new/.git/config')).ino;
    success(await open({ name: 'lab' }).sync());
    expect(statSync(path.join(lab.folder, 'lab.new/.git/config')).ino).toBe(before);
  });

  test('with a new address is cloned anew', async () => {
    success(await open().sync());
    const other = await WorkTree.create({ [flow('z')]: '[]' });
    expect(names(success(await open({}, { address: other.bare }).sync()).files)).toEqual([flow('z')]);
    await other.remove();
  });

  test('uses a clone of the Python program, and touches nothing that is somebody else’s', async () => {
    const place = path.join(lab.folder, 'grid%2Flab');
    git(lab.folder, 'clone', '-q', lab.tree.bare, place);
    expect(names(success(await open().sync()).files)).toEqual([flow('a')]);
    git(place, 'remote', 'set-url', 'origin', '/elsewhere');
    const answer = await open().sync();
    expect(answer).toMatchObject({ ok: false, problem: { code: 'conflict' } });
    expect(git(place, 'status', '--short')).toBe('');
  });

  test('with a key that is missing or needs a passphrase says so before git is asked', async () => {
    const missing = await open({}, { deployKey: path.join(lab.folder, 'gone') }).sync();
    expect(missing).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(JSON.stringify(missing)).toContain('does not exist');
  });
});
