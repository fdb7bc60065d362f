import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

// The program as people start it, on this machine's own processes: nothing here is simulated.

const ROOT = join(import.meta.dirname, '..', '..');
const LAUNCHER = join(ROOT, 'bin', 'scripthut.js');
const LIMIT_MS = 60_000;

const run = promisify(execFile);
let home: string;
let server: ChildProcess | undefined;

beforeAll(() => run(process.execPath, [join(ROOT, 'scripts', 'build.js')]), LIMIT_MS);

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scripthut-whole-'));
  await mkdir(join(home, 'effects'));
});

afterEach(async () => {
  await stop('SIGTERM');
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

/** Starts the server and gives the address that it prints. */
async function start(port: number, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.execPath, [LAUNCHER, '--port', String(port)], {
    cwd: home,
    env: { ...environment(), ...env },
  });
  server = child;
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`the server ended without an address: ${printed}`);
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  const child = server;
  server = undefined;
  if (child === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8' };
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function scripthut(address: string, ...words: readonly string[]): Promise<Ended> {
  const env = { ...environment(), SCRIPTHUT_SERVER: address };
  try {
    return { code: 0, ...(await run(process.execPath, [LAUNCHER, ...words], { cwd: home, env })) };
  } catch (error) {
    return error as Ended;
  }
}

/** A document whose tasks each add a line to a file of their own. */
async function document(tasks: readonly { readonly id: string; readonly deps?: readonly string[] }[]) {
  const file = join(home, 'graph.json');
  const written = tasks.map((task) => ({
    ...task,
    name: task.id,
    command: `echo done >> "$HOME/effects/${task.id}"; sleep 0.3`,
  }));
  await writeFile(file, JSON.stringify(written));
  return file;
}

/** Lines in each task's file. */
async function effects(): Promise<Record<string, number>> {
  const names = (await readdir(join(home, 'effects'))).sort();
  const counts = names.map(async (name) => {
    const text = await readFile(join(home, 'effects', name), 'utf8');
    return [name, text.split('\n').length - 1] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

test('a diamond runs on this machine to its end, started and watched from the command line', {
  timeout: LIMIT_MS,
}, async () => {
  const address = await start(0);
  const file = await document([
    { id: 'top' },
    { id: 'left', deps: ['top'] },
    { id: 'right', deps: ['top'] },
    { id: 'bottom', deps: ['left', 'right'] },
  ]);
  const { code, stdout } = await scripthut(address, 'workflow', 'run', file, '--watch');
  expect(stdout).toMatch(/Run [0-9a-f]{8} COMPLETED — 4\/4 tasks succeeded/);
  expect(code).toBe(0);
  expect(await effects()).toEqual({ bottom: 1, left: 1, right: 1, top: 1 });
});

test('a run goes on after the server was killed, and every task is run once', {
  timeout: LIMIT_MS,
}, async () => {
  const address = await start(0);
  const chains = ['a', 'b', 'c'].flatMap((chain) =>
    [1, 2, 3, 4].map((link) => ({
      id: `${chain}.${link}`,
      deps: link === 1 ? [] : [`${chain}.${link - 1}`],
    })),
  );
  const file = await document([...chains, { id: 'end', deps: ['*.4'] }]);
  const started = JSON.parse((await scripthut(address, 'workflow', 'run', file, '--json')).stdout);
  await expect.poll(async () => Object.keys(await effects()).length, { timeout: 20_000 }).toBeGreaterThan(3);
  await stop('SIGKILL');
  expect(Object.keys(await effects()).length).toBeLessThan(13);

  await start(Number(new URL(address).port));
  const { code, stdout } = await scripthut(address, 'run', 'watch', started.id, '--exit-status');
  expect(stdout).toContain('COMPLETED — 13/13 tasks succeeded');
  expect(code).toBe(0);
  expect(Object.values(await effects())).toEqual(Array.from({ length: 13 }, () => 1));
});

test('a promise that nobody waits for and that is broken does not end the server (a module of the test breaks it)', {
  timeout: LIMIT_MS,
}, async () => {
  const breaks = "setInterval(() => Promise.reject(new Error('nobody waits for this')), 500).unref()";
  const imported = `data:text/javascript,${encodeURIComponent(breaks)}`;
  const address = await start(0, { NODE_OPTIONS: `--import=${imported}` });
  let said = '';
  server?.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  await expect.poll(() => said, { timeout: 10_000 }).toContain('nobody waits for this');
  expect((await scripthut(address, 'run', 'list')).stdout).toBe('No runs found.\n');
});

test('a second server on the same state refuses to start', { timeout: LIMIT_MS }, async () => {
  await start(0);
  const { code, stderr } = await scripthut('', '--port', '0');
  expect(stderr).toContain('state file');
  expect(code).toBe(1);
});

test('a server listens neither where others could reach it nor on a port in use', {
  timeout: LIMIT_MS,
}, async () => {
  const open = await scripthut('', '--host', '0.0.0.0');
  expect(open.stderr).toContain('this machine only');
  expect(open.code).toBe(1);
  const port = new URL(await start(0)).port;
  await writeFile(join(home, 'other.yaml'), 'settings: {data_dir: ./other}');
  const second = await scripthut('', '--config', 'other.yaml', '--port', port);
  expect(second.stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(second.code).toBe(1);
});

test('a configuration file that was named and does not exist is wrong usage', async () => {
  const { code, stderr } = await scripthut('', '--config', 'nowhere.yaml');
  expect(stderr).toContain('Config file not found: nowhere.yaml');
  expect(code).toBe(2);
});

test('a faulty configuration is told, and the server starts all the same', {
  timeout: LIMIT_MS,
}, async () => {
  await writeFile(join(home, 'scripthut.yaml'), 'backends:\n  - type: slrum\n    name: x\n');
  const address = await start(0);
  const page = await fetch(address);
  expect(await page.text()).toContain('slrum');
});

test('the demo runs its example to the end and leaves nothing behind', { timeout: LIMIT_MS }, async () => {
  const { stdout } = await run(process.execPath, [LAUNCHER, 'demo', '--once', '--port', '0'], {
    cwd: home,
    env: { ...environment(), TMPDIR: home },
  });
  expect(stdout).toMatch(/Run [0-9a-f]{8} COMPLETED — 10\/10 tasks succeeded/);
  expect((await readdir(home)).sort()).toEqual(['effects']);
});

test('prices from a file: a run tells what it may cost, what it has cost and used, also after a restart', {
  timeout: LIMIT_MS,
}, async () => {
  const machine = { instance_type: 'our-node', vCPU: 4, pricing: { here: { linux: { ondemand: '1.20' } } } };
  await writeFile(join(home, 'prices.json'), JSON.stringify([machine]));
  const pricing = 'pricing: {region: here, file: ~/prices.json, partitions: {normal: our-node}}\n';
  await writeFile(join(home, 'scripthut.yaml'), pricing);
  const address = await start(0);
  const file = await document([{ id: 'sim.1' }, { id: 'sim.2' }]);
  const dry = await scripthut(address, 'workflow', 'run', file, '--backend', 'local', '--dry-run');
  expect(dry.stdout).toContain('Cost: est. at most $0.60, by the time limits\n');
  const { stdout } = await scripthut(address, 'workflow', 'run', file, '--watch');
  const id = /Run ([0-9a-f]{8})/.exec(stdout)?.[1] ?? '';
  const [, port = ''] = /:(\d+)$/.exec(address) ?? [];
  await stop('SIGTERM');
  await start(Number(port));
  const view = await scripthut(address, 'run', 'view', id);
  expect(view.stdout).toMatch(/^Cost: {5}est\. (\$0\.\d+|under \$0\.0001) \(2\/2 tasks costed\)$/m);
  const used = await scripthut(address, 'run', 'resources', id);
  expect(used.stdout).toMatch(/^sim +2\/2 .* of 4G .* of 1 .* s of 1:00:00 +normal/m);
});
