import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { leaveOut, whyLeftOut } from '../cluster/ssh-target.ts';
import { type GitServer, startGitServer } from '../git/git-server.ts';

// The program as people start it, a git server behind ssh, and this machine's own processes: nothing here is simulated.

const ROOT = join(import.meta.dirname, '..', '..');
const LAUNCHER = join(ROOT, 'bin', 'scripthut.js');
const LIMIT_MS = 90_000;

const run = promisify(execFile);
const flow = (name: string) => `.hut/workflows/${name}.json`;

/** What a task finds of where it is: its directory, a file beside it, the built program, and the variables of git. */
const SHOW =
  'pwd; cat here.txt; cat "$(git rev-parse --show-toplevel)/built"; echo "$SCRIPTHUT_GIT_BRANCH $SCRIPTHUT_GIT_SHA"';
const GRID = JSON.stringify({
  title: 'Grid',
  tasks: [
    { id: 'top', name: 'Top', command: SHOW },
    { id: 'sub', name: 'Sub', command: SHOW, working_dir: 'sub', deps: ['top'] },
  ],
});
const FIRST = { [flow('grid')]: GRID, 'here.txt': 'one\n', 'sub/here.txt': 'one below\n' };
const SECOND = { 'here.txt': 'two\n', 'sub/here.txt': 'two below\n' };

let home: string;
let git: GitServer;
let server: ChildProcess | undefined;
let address: string;

beforeAll(() => run(process.execPath, [join(ROOT, 'scripts', 'build.js')]), LIMIT_MS);

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  LANG: 'C.UTF-8',
  SCRIPTHUT_SERVER: address,
});

async function start(): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, '--port', '0'], { cwd: home, env: environment() });
  server = child;
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? '';
    if (address !== '') return;
  }
  throw new Error(`the server ended without an address: ${printed}`);
}

async function stop(): Promise<void> {
  const child = server;
  server = undefined;
  if (child === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function scripthut(...words: readonly string[]) {
  const options = { cwd: home, env: environment() };
  try {
    return { code: 0, ...(await run(process.execPath, [LAUNCHER, ...words], options)) };
  } catch (error) {
    return error as { readonly code: number; readonly stdout: string; readonly stderr: string };
  }
}

/** Starts the file, follows the run to its end, and gives what its tasks wrote. */
async function outputs(...words: readonly string[]) {
  const done = await scripthut(
    'workflow',
    'run',
    'grid.json',
    '--source',
    'lab',
    '--watch',
    '--json',
    ...words,
  );
  expect(done).toMatchObject({ code: 0, stderr: '' });
  const { id, commit_hash: commit } = JSON.parse(done.stdout) as { id: string; commit_hash: string };
  const log = async (task: string) => {
    const { stdout } = await scripthut('run', 'logs', id, task);
    // Between the banner and the trailer of the script.
    return stdout.split('\n').slice(7, -5);
  };
  return { id, commit, top: await log('top'), sub: await log('sub') };
}

const clones = async () => (await readdir(join(home, 'clones'))).sort();
const expected = (words: string, commit: string, below = '') => [
  join(home, 'clones', commit.slice(0, 12), below),
  words,
  'built',
  `main ${commit}`,
];

describe.skipIf(leaveOut)(`a git source on a server behind ssh${whyLeftOut}`, () => {
  beforeEach(async () => {
    address = '';
    home = await mkdtemp(join(tmpdir(), 'scripthut-sources-'));
    git = await startGitServer(FIRST);
    const configuration = {
      sources: [
        {
          ...{ type: 'git', name: 'lab', url: git.url, deploy_key: git.deployKey, backend: 'local' },
          clone_dir: join(home, 'clones'),
          postclone: `echo built > built; echo x >> ${join(home, 'built')}; sleep 0.5`,
        },
      ],
    };
    await writeFile(join(home, 'scripthut.yaml'), JSON.stringify(configuration));
    await start();
  }, LIMIT_MS);

  afterEach(async () => {
    await stop();
    await git.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  test('is synced, listed, previewed and run, in its sub-folder too', { timeout: LIMIT_MS }, async () => {
    const synced = await scripthut('source', 'sync');
    expect(synced).toMatchObject({ code: 0, stderr: '' });
    expect((await scripthut('source', 'view', 'lab')).stdout).toMatch(/grid\.json +2 +Grid/);
    const page = await fetch(`${address}/sources/lab/workflows/grid.json/dry-run`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(join(home, 'clones'));
    expect(await readdir(home)).not.toContain('clones');
    const { commit, top, sub } = await outputs();
    expect(top).toEqual(expected('one', commit));
    expect(sub).toEqual(expected('one below', commit, 'sub'));
  });

  test('that is pushed to during a run changes nothing in it; the next run has what was pushed', {
    timeout: LIMIT_MS,
  }, async () => {
    const going = outputs();
    await expect.poll(() => readdir(home), { timeout: 20_000 }).toContain('built');
    const second = await git.push(SECOND);
    const first = await going;
    expect([first.top, first.sub]).toEqual([
      expected('one', first.commit),
      expected('one below', first.commit, 'sub'),
    ]);
    const next = await outputs();
    expect([next.commit, next.top]).toEqual([second, expected('two', second)]);
    const earlier = await outputs('--commit', first.commit);
    expect(earlier.top).toEqual(first.top);
    expect(await clones()).toEqual([first.commit.slice(0, 12), second.slice(0, 12)].sort());
  });

  test('whose commit is run twice at once is cloned once', { timeout: LIMIT_MS }, async () => {
    const [one, other] = await Promise.all([outputs(), outputs()]);
    expect(other.commit).toBe(one.commit);
    expect(await clones()).toEqual([one.commit.slice(0, 12)]);
    expect(await readFile(join(home, 'built'), 'utf8')).toBe('x\n');
  });

  test('whose server stops in the middle of a clone has a good one the next time', {
    timeout: LIMIT_MS,
  }, async () => {
    void scripthut('workflow', 'run', 'grid.json', '--source', 'lab');
    await expect.poll(() => readdir(home), { timeout: 20_000 }).toContain('built');
    await stop();
    await start();
    const { commit, top } = await outputs();
    expect(top).toEqual(expected('one', commit));
    await expect.poll(clones).toEqual([commit.slice(0, 12)]);
  });

  test('whose key file is gone says so, and runs what it knows nowhere', { timeout: LIMIT_MS }, async () => {
    await scripthut('source', 'sync');
    await rename(git.deployKey, `${git.deployKey}.gone`);
    const synced = await scripthut('source', 'sync');
    expect([synced.code, synced.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
    const started = await scripthut('workflow', 'run', 'grid.json', '--source', 'lab');
    expect([started.code, started.stderr]).toEqual([1, expect.stringContaining('does not exist')]);
    await rename(`${git.deployKey}.gone`, git.deployKey);
    expect((await outputs()).top).toContain('one');
  });
});
