import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Service, startService } from '../../src/cli/compose.ts';
import { findConfiguration } from '../../src/cli/configuration.ts';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail, RunStarted } from '../../src/wire/runs.ts';
import { waitUntil } from '../cluster/wait.ts';

const LIMIT_MS = 60_000;

let folder: string;
let file: string;
let service: Service;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scripthut-settings-'));
  file = join(folder, 'scripthut.yaml');
});

afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A configuration with these backends, each of which is this machine. */
function withBackends(names: readonly string[], more = ''): string {
  const backends = names.map((name) => `  - {type: local, name: ${name}, clone_dir: ${folder}/${name}}\n`);
  return `settings: {data_dir: ${folder}/state}\nbackends:\n${backends.join('')}${more}`;
}

async function start(text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o640 });
  const again = () => findConfiguration(file, {});
  const found = await again();
  if (!found.ok) throw new Error(found.problem.message);
  const started = await startService({ found: found.value, again, port: 0, report: () => undefined });
  if (!started.ok) throw new Error(started.problem.message);
  service = started.value;
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  return (await (await fetch(service.address + path, { ...how, headers })).json()) as T;
}

/** Sends the form of the page, as a browser without script does. */
async function send(fields: Record<string, string>) {
  const headers = { accept: 'text/html' };
  const body = new URLSearchParams(fields);
  const how = { method: 'POST', headers, body, redirect: 'manual' } as const;
  const answer = await fetch(service.address + paths.settings(), how);
  return { status: answer.status, page: await answer.text() };
}

async function page(): Promise<{ readonly text: string; readonly base: string }> {
  const text = await (
    await fetch(service.address + paths.settings(), { headers: { accept: 'text/html' } })
  ).text();
  return { text, base: /name="base" value="(\w*)"/.exec(text)?.[1] ?? '' };
}

async function backendNames(): Promise<readonly string[]> {
  const { backends } = await ask<{ backends: readonly { name: string }[] }>(paths.apiBackends());
  return backends.map(({ name }) => name);
}

function submit(backend: string, command: string): Promise<RunStarted> {
  return ask<RunStarted>(paths.apiTasksRun(), { task: { id: 'a', name: 'A', command }, backend });
}

function ended(id: string): Promise<RunDetail> {
  return waitUntil(
    `run ${id} has ended`,
    async () => {
      const detail = await ask<RunDetail>(paths.apiRun(runId(id)));
      return detail.finished_at !== null && detail;
    },
    LIMIT_MS,
  );
}

test('a new backend runs tasks without a restart, and one that is removed finishes its run first', async () => {
  await start(withBackends(['here']));
  const gate = join(folder, 'gate');
  const slow = await submit('here', `until [ -e ${gate} ]; do sleep 0.1; done`);
  const { base } = await page();
  const saved = await send({ config_content: withBackends(['there']), base, action: 'save' });
  expect(saved.status).toBe(303);
  expect(await backendNames()).toEqual(['there', 'here']);
  const told = (await page()).text;
  expect(told).toContain('New backend: there.');
  expect(told).toContain('here is no longer configured, and is kept until the runs that use it have ended.');
  const quick = await submit('there', 'true');
  expect((await ended(quick.id)).status).toBe('completed');
  expect(
    (
      await ask<{ detail: string }>(paths.apiTasksRun(), {
        task: { id: 'b', name: 'B', command: 'true' },
        backend: 'here',
      })
    ).detail,
  ).toContain("no backend called 'here'");
  await writeFile(gate, '');
  expect((await ended(slow.id)).status).toBe('completed');
  await waitUntil('here is gone', async () => (await backendNames()).join() === 'there', LIMIT_MS);
});

test('what has faults is not saved, and says where they are', async () => {
  await start(withBackends(['here']));
  const faulty = withBackends(['here'], 'environments: [{name: 7}]\n');
  const { base } = await page();
  const refused = await send({ config_content: faulty, base, action: 'save' });
  expect(refused.status).toBe(422);
  expect(refused.page).toContain('The configuration has 1 fault.');
  expect(refused.page).toMatch(/href="#config-line-4">line 4, column \d+/);
  expect(refused.page).toContain('id="config-line-4"');
  expect(await readFile(file, 'utf8')).toBe(withBackends(['here']));
  const checked = await send({ config_content: withBackends(['here', 'there']), base, action: 'check' });
  expect([checked.status, checked.page.includes('it is not saved yet')]).toEqual([200, true]);
});

test('when two save, nothing of both is lost, and the file before is kept with its rights', async () => {
  await start(withBackends(['here']));
  const { base } = await page();
  expect((await send({ config_content: withBackends(['first']), base, action: 'save' })).status).toBe(303);
  const second = await send({ config_content: withBackends(['second']), base, action: 'save' });
  expect(second.status).toBe(409);
  expect(second.page).toContain('was changed since this page read it');
  expect(second.page).toContain('name: second');
  expect(second.page).toContain('name: first');
  expect(await backendNames()).toEqual(['first']);
  const backups = (await readdir(folder)).filter((name) => name.endsWith('.bak'));
  expect(backups).toHaveLength(1);
  expect(await readFile(join(folder, backups[0] ?? ''), 'utf8')).toBe(withBackends(['here']));
  expect((await stat(file)).mode & 0o777).toBe(0o640);
});

test('secrets are not shown, and stay when they are saved', async () => {
  const secret = 'environments:\n  - {name: a, variables: {API_TOKEN: "hunter2"}}\n';
  await start(withBackends(['here'], secret));
  const { text, base } = await page();
  expect(text).not.toContain('hunter2');
  const shown = /<textarea[^>]*>\n?([\s\S]*)<\/textarea>/.exec(text)?.[1] ?? '';
  expect(shown).toContain('API_TOKEN: __kept_secret_1__');
  const content = `${shown.replaceAll('&quot;', '"')}# a remark\n`;
  expect((await send({ config_content: content, base, action: 'save' })).status).toBe(303);
  expect(await readFile(file, 'utf8')).toBe(`${withBackends(['here'], secret)}# a remark\n`);
});

test('what was changed with an editor is taken up when somebody says so; faults leave what is in use', async () => {
  await start(withBackends(['here']));
  await writeFile(file, withBackends(['here', 'there']));
  expect((await page()).text).toContain('The file holds something else than what is in use.');
  expect((await send({ action: 'reload' })).status).toBe(303);
  expect(await backendNames()).toEqual(['here', 'there']);
  await writeFile(file, 'backends: 7\n');
  expect((await send({ action: 'reload' })).status).toBe(422);
  expect(await backendNames()).toEqual(['here', 'there']);
});

test('a server that was started with a faulty file can be mended and wants a restart', async () => {
  await start('backends: 7\n');
  const { text, base } = await page();
  expect(text).toContain('The configuration has 1 fault.');
  const answer = await send({ config_content: withBackends(['here']), base, action: 'save_restart' });
  expect([answer.status, answer.page.includes('ScriptHut begins anew.')]).toEqual([200, true]);
  await service.restartWanted;
  expect(await readFile(file, 'utf8')).toBe(withBackends(['here']));
});

test('another site can neither read nor change it', async () => {
  await start(withBackends(['here']));
  const headers = { Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  const body = new URLSearchParams({ config_content: '', action: 'save' });
  const answer = await fetch(service.address + paths.settings(), { method: 'POST', headers, body });
  expect(answer.status).toBe(403);
  expect(await readFile(file, 'utf8')).toBe(withBackends(['here']));
});
