// @module-tag slow
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { git, WorkTree } from '../../test/git/work-tree.ts';
import type { Host } from '../transport/host.ts';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { openRepository } from './repository.ts';
import type { RepositorySettings } from './settings.ts';
import { success } from './source.testsuite.ts';

const here = localHost({ now: Date.now });
const shells: string[] = [];
for (const shell of ['dash', 'bash', 'busybox sh']) {
  const found = await here.run({ script: `${shell} -c true`, purpose: 'find a shell', timeLimitMs: 10_000 });
  if (found.exitCode === 0) shells.push(shell);
}
afterAll(() => here.close());

let tree: WorkTree;
let folder: string;
beforeEach(async () => {
  tree = await WorkTree.create({ 'run.sh': 'echo one\n', 'sub/x.txt': 'x\n' });
  folder = await mkdtemp(path.join(tmpdir(), 'repository '));
});
afterEach(async () => {
  await tree.remove();
  await rm(folder, { recursive: true, force: true });
});

const open = (more: Partial<RepositorySettings> = {}) =>
  openRepository({
    address: tree.bare,
    branch: 'main',
    deployKey: null,
    cloneDir: path.join(folder, 'clones'),
    postclone: null,
    ...more,
  });

/** A machine on which scripts are run by this shell, and `git` is this script where one is given. */
async function hostWith(shell: string, shim?: string): Promise<Host> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  if (shim !== undefined) {
    await writeFile(path.join(bin, 'git'), `#!/bin/sh\n${shim}\nexec ${real} "$@"\n`);
    await chmod(path.join(bin, 'git'), 0o755);
  }
  const PATH = `${bin}:${process.env.PATH}`;
  const host = localHost({ now: Date.now, environment: { ...process.env, PATH } });
  onTestFinished(() => host.close());
  let count = 0;
  return {
    ...host,
    run: async (command) => {
      count += 1;
      const file = path.join(folder, `script ${shell} ${count}`);
      await writeFile(file, command.script);
      return host.run({ ...command, script: `exec ${shell} ${quote(file)}` });
    },
  };
}

const head = (directory: string) => git(directory, 'rev-parse', 'HEAD');
const clones = () => readdirSync(path.join(folder, 'clones'));

async function makeKey(): Promise<string> {
  const file = path.join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  return file;
}

/** How many files hold this key where scripts put keys; there may be those of others. */
function copiesOf(key: string): number {
  const text = readFileSync(key, 'utf8');
  const names = readdirSync('/tmp').filter((name) => name.startsWith('scripthut_key_'));
  return names.filter((name) => textOf(path.join('/tmp', name)) === text).length;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe.each(shells)('a checkout with %s', (shell) => {
  test('is the newest commit of the branch, in a folder named after it, on that branch', async () => {
    const host = await hostWith(shell);
    const origin = success(await open().choose(host, {}));
    const commit = git(tree.bare, 'rev-parse', 'main');
    expect(origin).toEqual({ repository: tree.bare, branch: 'main', commit });
    const directory = success(await open().checkout(host, origin));
    expect(directory).toBe(path.join(folder, 'clones', commit.slice(0, 12)));
    expect(success(await open().locate(host, origin))).toBe(directory);
    expect([head(directory), git(directory, 'branch', '--show-current')]).toEqual([commit, 'main']);
    expect(git(directory, 'status', '--short')).toBe('');
    expect(clones()).toEqual([commit.slice(0, 12)]);
  });

  test('is made once, with its postclone, however many ask: also from several servers', async () => {
    const host = await hostWith(shell);
    const postclone = `pwd >> ${quote(path.join(folder, 'count'))}; sleep 0.5`;
    const origin = success(await open().choose(host, {}));
    const one = open({ postclone });
    const asked = [one, one, open({ postclone }), open({ postclone })].map((repository) =>
      repository.checkout(host, origin),
    );
    const directories = (await Promise.all(asked)).map(success);
    expect(new Set(directories).size).toBe(1);
    expect(await readFile(path.join(folder, 'count'), 'utf8')).toBe(`${directories[0]}\n`);
    expect(success(await open({ postclone }).checkout(host, origin))).toBe(directories[0]);
    expect(await readFile(path.join(folder, 'count'), 'utf8')).toBe(`${directories[0]}\n`);
    expect(clones()).toHaveLength(1);
  });

  test('is the commit that was chosen, whatever is pushed before it is cloned', async () => {
    const host = await hostWith(shell);
    const origin = success(await open().choose(host, {}));
    await tree.push({ 'run.sh': 'echo two\n' });
    const directory = success(await open().checkout(host, origin));
    expect(head(directory)).toBe(origin.commit);
    expect(await readFile(path.join(directory, 'run.sh'), 'utf8')).toBe('echo one\n');
  });

  test('whose postclone fails is an error with its words, and is made anew the next time', async () => {
    const host = await hostWith(shell);
    const origin = success(await open().choose(host, {}));
    const failed = await open({ postclone: 'touch half; echo "no such module" >&2; exit 7' }).checkout(
      host,
      origin,
    );
    expect(failed).toMatchObject({ ok: false, problem: { code: 'command-failed' } });
    expect(JSON.stringify(failed)).toContain('exit code 7: no such module');
    expect(clones()).toEqual([origin.commit.slice(0, 12)]);
    const directory = success(await open({ postclone: 'touch whole' }).checkout(host, origin));
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['whole', 'run.sh']));
    expect(readdirSync(directory)).not.toContain('half');
  });

  test('says of a full disk that no file can be made, and not that somebody else is at it', async () => {
    const host = await hostWith(shell);
    const origin = success(await open().choose(host, {}));
    const run: Host['run'] = (command) =>
      host.run({ ...command, script: `trap '' XFSZ; ulimit -f 0\n${command.script}` });
    const result = await open().checkout({ ...host, run }, origin);
    expect(result).toMatchObject({ ok: false, problem: { code: 'no-access' } });
    expect(result.ok ? '' : result.problem.message).toContain('cannot create a file in');
  });

  test('that was killed in the middle is never taken for good, and leaves no key behind', async () => {
    const began = path.join(folder, 'began');
    const hangs = `case " $* " in *" clone "*) touch ${quote(began)}; sleep 60 ;; esac`;
    const host = await hostWith(shell, `[ -e ${quote(path.join(folder, 'let go'))} ] || ${hangs}`);
    const origin = success(await open().choose(host, {}));
    const deployKey = await makeKey();
    const first = open({ deployKey }).checkout(host, origin);
    await vi.waitFor(() => expect(existsSync(began)).toBe(true), { timeout: 10_000 });
    expect(copiesOf(deployKey)).toBe(1);
    const lock = await readFile(path.join(folder, 'clones', `${origin.commit.slice(0, 12)}.lock`), 'utf8');
    process.kill(Number(lock.trim().split('/').at(-1)), 'SIGKILL');
    expect((await first).ok).toBe(false);
    await vi.waitFor(() => expect(copiesOf(deployKey)).toBe(0), { timeout: 10_000 });
    await writeFile(path.join(folder, 'let go'), '');
    expect(head(success(await open({ deployKey }).checkout(host, origin)))).toBe(origin.commit);
    expect(clones()).toEqual([origin.commit.slice(0, 12)]);
    expect(copiesOf(deployKey)).toBe(0);
  });

  test('that lost its connection cleans up behind itself', async () => {
    const began = path.join(folder, 'began');
    const host = await hostWith(shell, `case " $* " in *" clone "*) touch ${quote(began)}; sleep 60 ;; esac`);
    const deployKey = await makeKey();
    const origin = success(await open().choose(host, {}));
    const cut = open({ deployKey }).checkout(host, origin);
    await vi.waitFor(() => expect(existsSync(began)).toBe(true), { timeout: 10_000 });
    await host.close();
    expect((await cut).ok).toBe(false);
    await vi.waitFor(() => expect([copiesOf(deployKey), clones()]).toEqual([0, []]), { timeout: 10_000 });
  });

  test('uses a key that is in no command line and in no log, in a file for the account alone', async () => {
    const deployKey = await makeKey();
    const spy = `[ -z "$GIT_SSH_COMMAND" ] || {
  ps -eo args > ${quote(path.join(folder, 'processes'))}
  set -- "$@"; key=$(echo "$GIT_SSH_COMMAND" | cut -d ' ' -f 3)
  stat -c %a "$key" > ${quote(path.join(folder, 'mode'))}; cat "$key" > ${quote(path.join(folder, 'content'))}
}`;
    const host = await hostWith(shell, spy);
    const origin = success(await open({ deployKey }).choose(host, {}));
    const directory = success(
      await open({ deployKey, postclone: 'echo "$GIT_SSH_COMMAND"; env > variables' }).checkout(host, origin),
    );
    const text = await readFile(deployKey, 'utf8');
    const body = text.split('\n')[1] ?? '';
    expect(await readFile(path.join(folder, 'content'), 'utf8')).toBe(text);
    expect(await readFile(path.join(folder, 'mode'), 'utf8')).toBe('600\n');
    expect(await readFile(path.join(folder, 'processes'), 'utf8')).not.toContain(body);
    expect(await readFile(path.join(directory, 'variables'), 'utf8')).not.toContain('GIT_SSH_COMMAND');
    expect(copiesOf(deployKey)).toBe(0);
  });
});

describe('a repository', () => {
  test('has the branch and the commit that are asked for', async () => {
    const other = await tree.push({ 'run.sh': 'echo other\n' }, 'other');
    expect(success(await open().choose(here, { branch: 'other' }))).toMatchObject({
      branch: 'other',
      commit: other,
    });
    const older = success(await open().choose(here, {}));
    await tree.push({ 'run.sh': 'echo two\n' });
    const again = success(await open().choose(here, { commit: older.commit }));
    expect(head(success(await open().checkout(here, again)))).toBe(older.commit);
    tree.git('push', '-q', 'origin', ':other');
    const gone = { ...again, branch: 'other' };
    expect(
      head(success(await open().checkout(here, { ...gone, commit: git(tree.bare, 'rev-parse', 'main') }))),
    ).toBe(git(tree.bare, 'rev-parse', 'main'));
  });

  test.each([
    [{ branch: 'nowhere' }, 'not-found', 'has no branch nowhere'],
    [{ branch: '-x' }, 'bad-request', 'is not a name'],
    [{ branch: 'a b' }, 'bad-request', 'is not a name'],
    [{ commit: 'abc' }, 'bad-request', 'full hash'],
  ])('says why it cannot be asked for %j', async (revision, code, words) => {
    const answer = await open().choose(here, revision);
    expect(answer).toMatchObject({ ok: false, problem: { code, message: expect.stringContaining(words) } });
  });

  test('that is not there says so, and so does a commit', async () => {
    const address = path.join(folder, 'nowhere.git');
    expect(await open({ address }).choose(here, {})).toMatchObject({ problem: { code: 'not-found' } });
    const origin = success(await open().choose(here, {}));
    const lost = await open().checkout(here, { ...origin, commit: '0123456789'.repeat(4) });
    expect(lost).toMatchObject({ ok: false, problem: { message: expect.stringContaining('has no commit') } });
    expect(clones()).toEqual([]);
  });

  test('reuses a clone that another program made, as it is', async () => {
    const origin = success(await open().choose(here, {}));
    const place = path.join(folder, 'clones', origin.commit.slice(0, 12));
    git(folder, 'clone', '-q', '--depth', '1', `file://${tree.bare.replaceAll(' ', '%20')}`, place);
    await writeFile(path.join(place, 'mine'), '');
    const postclone = 'touch postclone-was-run';
    expect(success(await open({ postclone }).checkout(here, origin))).toBe(place);
    expect(readdirSync(place).sort()).toEqual(['.git', 'mine', 'run.sh', 'sub']);
  });

  test('does not take what lies there for a clone, and leaves it alone', async () => {
    const origin = success(await open().choose(here, {}));
    const place = path.join(folder, 'clones', origin.commit.slice(0, 12));
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, 'thesis.tex'), '');
    expect(await open().checkout(here, origin)).toMatchObject({ ok: false, problem: { code: 'conflict' } });
    expect(readdirSync(place)).toEqual(['thesis.tex']);
  });

  test('says when the folder for clones cannot be made', async () => {
    const origin = success(await open().choose(here, {}));
    const answer = await open({ cloneDir: '/dev/null/clones' }).checkout(here, origin);
    expect(answer).toMatchObject({
      ok: false,
      problem: { code: 'no-access', hint: expect.stringContaining('clone_dir') },
    });
  });

  test('runs a command in the clone and gives what it prints alone', async () => {
    const origin = success(await open().choose(here, {}));
    const directory = success(await open().checkout(here, origin));
    const command = `echo noise >&2; cat run.sh; printf '%s' "it's"`;
    expect(await open().runCommand(here, directory, command)).toEqual({ ok: true, value: "echo one\nit's" });
    const failed = await open().runCommand(here, directory, 'echo "no Python" >&2; exit 3');
    expect(JSON.stringify(failed)).toContain('exit code 3: no Python');
  });
});
