import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import type { Ping } from '../../src/wire/backends.ts';
import { paths } from '../../src/wire/paths.ts';
import { task } from '../cluster/documents.ts';
import { freePorts } from '../cluster/ports.ts';
import { type Program, startProgram } from '../cluster/program.ts';
import { waitUntil } from '../cluster/wait.ts';
import { type Browser, startBrowser, whyNoBrowser } from './browser.ts';
import { browserTest } from './browser-site.ts';

// The built program in a process of its own, and a real browser on its page of settings.

const LIMIT_MS = 120_000;
const BACKENDS = 'backends:\n  - {type: local, name: testbed}\n';
let browser: Browser;
let program: Program;

beforeAll(async () => {
  if (whyNoBrowser() === null) browser = await startBrowser();
}, LIMIT_MS);
afterAll(() => browser?.close());
afterEach(async () => {
  await browser?.closePages();
  await program?.stop();
}, LIMIT_MS);

/** Opens the page of settings and changes the text on it. */
async function change(alter: (text: string) => string): Promise<Page> {
  const { page } = await browser.open();
  await page.goto(program.address + paths.settings());
  const text = page.locator('#config-content');
  await text.fill(alter(await text.inputValue()));
  return page;
}

/** Answers when the page has found back to the settings by itself. */
async function saveAndRestart(page: Page): Promise<void> {
  const before = await ping();
  await page.getByRole('button', { name: 'Save and restart' }).click();
  // The page in between may be gone before anybody has looked at it.
  await waitUntil('another server answers', async () => {
    const now = await ping().catch(() => before);
    return now.started_at !== before.started_at;
  });
  await page.locator('#config-content').waitFor();
}

async function ping(address = program.address): Promise<Ping> {
  return (await (await fetch(address + paths.ping())).json()) as Ping;
}

async function backendNames(): Promise<readonly string[]> {
  const { body } = await program.ask('GET', paths.apiBackends());
  return (body as { backends: readonly { name: string }[] }).backends.map(({ name }) => name);
}

browserTest(
  'settings are saved, the server begins anew with them, and every open page recovers',
  async () => {
    program = await startProgram(BACKENDS);
    const gate = join(program.dir, 'gate');
    const run = await program.submit([task('waits', `until [ -e ${gate} ]; do sleep 0.1; done`)]);
    const before = await ping();
    const { page: other } = await browser.open();
    await other.goto(program.address + paths.run(runId(run)));
    const page = await change((text) =>
      text.replace('name: testbed}', 'name: testbed}\n  - {type: local, name: second}'),
    );
    await saveAndRestart(page);
    const after = await ping();
    expect([after.pid, after.started_at === before.started_at]).toEqual([before.pid, false]);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The configuration is in use.');
    expect(await backendNames()).toEqual(['testbed', 'second']);
    // The page of the run follows the new server without anybody's doing.
    await writeFile(gate, '');
    await other.getByText('1 of 1 ended').waitFor();
    expect(await other.locator('#connection-lost').isHidden()).toBe(true);
    expect((await program.ended(run)).status).toBe('completed');
  },
);

browserTest(
  'what cannot be started leaves what was in use, and says so',
  async () => {
    program = await startProgram(BACKENDS);
    const page = await change((text) => text.replace(/data_dir: .*/, 'data_dir: /dev/null/nowhere'));
    await saveAndRestart(page);
    await page.getByText('The restart failed:').waitFor();
    await page.getByText('What was in use before is in use still.').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'The file holds something else than what is in use.',
    );
    expect(await readFile(join(program.dir, 'scripthut.yaml'), 'utf8')).toContain('/dev/null/nowhere');
    expect(await backendNames()).toEqual(['testbed']);
    await page
      .locator('#config-content')
      .fill(
        `${BACKENDS}settings: {data_dir: ${program.dir}/data, server_port: ${new URL(program.address).port}}\n`,
      );
    await saveAndRestart(page);
    expect(await page.getByText('The restart failed:').count()).toBe(0);
    expect(existsSync(join(program.dir, 'data'))).toBe(true);
  },
  LIMIT_MS,
);

browserTest(
  'a port that is in use leaves the page where it was, with what was in use',
  async () => {
    program = await startProgram(BACKENDS);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const page = await change((text) => text.replace(/server_port: \d+/, `server_port: ${port}`));
    await saveAndRestart(page);
    await page.getByText('The restart failed:').waitFor();
    expect(page.url()).toBe(program.address + paths.settings());
    expect(await backendNames()).toEqual(['testbed']);
  },
  LIMIT_MS,
);

browserTest('a server that was started with a faulty file is mended and begins anew', async () => {
  program = await startProgram(BACKENDS);
  await program.kill();
  const file = join(program.dir, 'scripthut.yaml');
  const sound = await readFile(file, 'utf8');
  const port = new URL(program.address).port;
  await writeFile(file, sound.replace('name: testbed', 'nane: testbed'));
  await program.start(['--port', port]);
  const page = await change(() => sound);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The configuration has 1 fault.');
  await saveAndRestart(page);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The configuration is in use.');
  expect(await backendNames()).toEqual(['testbed']);
});

browserTest(
  'where the server answers elsewhere, the page goes there',
  async () => {
    program = await startProgram(BACKENDS);
    const [port = 0] = await freePorts(1);
    const page = await change((text) => text.replace(/server_port: \d+/, `server_port: ${port}`));
    await page.getByRole('button', { name: 'Save and restart' }).click();
    await page.waitForURL(`http://127.0.0.1:${port}/settings`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The configuration is in use.');
    expect((await ping(`http://127.0.0.1:${port}`)).status).toBe('pong');
  },
  LIMIT_MS,
);
