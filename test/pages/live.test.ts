import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { serve } from '../../src/server/serve.ts';
import { StreamReader } from '../../src/server/stream-reader.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, MERCURY, runningState } from '../fakes/pretended-world.ts';
import { Reading } from './stream-reading.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['a', 'b']);
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const RUN = runId('a1b2c3d4');
const OTHER = runId('b0000000');

async function read(path: string, headers: Record<string, string> = {}): Promise<Reading> {
  const response = await site.ask(path, { headers });
  expect(response.headers.get('Content-Type')).toContain('text/event-stream');
  return new Reading(response);
}

test('a run’s stream begins with its picture and goes on with what changes', async () => {
  const reading = await read(paths.runEvents(RUN));
  expect((await reading.nextOf('info-update')).data).toContain('2 pending');
  await reading.nextOf('items-update');
  site.world.setStates(RUN, { a: runningState('7') });
  const change = await reading.nextOf('info-update');
  expect(change.data).toContain('1 running, 1 pending');
  // Who has the number must have the whole picture, so its last part carries it.
  expect(change.id).toBe('');
  expect((await reading.nextOf('items-update')).id).toBe(String(site.world.store.lastSequence()));
  await reading.leave();
});

test('who comes back with the last number gets only what is newer', async () => {
  const seen = String(site.world.store.lastSequence());
  const reading = await read(paths.runEvents(RUN), { 'Last-Event-ID': seen });
  site.world.setStates(RUN, { a: completedState('7') });
  const first = await reading.next();
  expect(first?.event).toBe('info-update');
  expect(first?.data).toContain('1 completed');
  await reading.leave();
});

test('a number that was never given out is of another state file, and the whole picture is sent', async () => {
  const reading = await read(paths.runEvents(RUN), { 'Last-Event-ID': '999999' });
  expect((await reading.next())?.event).toBe('info-update');
  await reading.leave();
});

test('what another run does is not sent', async () => {
  const seen = site.world.store.lastSequence();
  const reading = await read(paths.runEvents(RUN, { after: seen }));
  site.world.addRun(OTHER, ['x']);
  site.world.setStates(RUN, { b: runningState('8') });
  expect((await reading.next())?.data).toContain('1 running');
  await reading.leave();
});

test('a poll is told to the job table’s stream, with the backends', async () => {
  const reading = await read(paths.jobsStream());
  await reading.nextOf('jobs-update');
  expect((await reading.nextOf('backends-update')).data).toContain('id="backend-chips"');
  site.orders.backendViews = site.orders.backendViews.map((view) => ({ ...view, jobCount: 77 }));
  site.world.tell({ is: 'polled', backend: MERCURY });
  expect((await reading.nextOf('backends-update')).data).toContain('77');
  await reading.leave();
});

test('the list of runs is live', async () => {
  const reading = await read(paths.runsStream());
  await reading.nextOf('runs-update');
  site.world.addRun(OTHER, ['x'], { workflow: 'newcomer' });
  expect((await reading.nextOf('runs-update')).data).toContain('newcomer');
  await reading.leave();
});

test('one picture is rendered for many readers', async () => {
  const explained = vi.spyOn(site.orders, 'explainRun');
  const readings = await Promise.all(Array.from({ length: 20 }, () => read(paths.runEvents(RUN))));
  await Promise.all(readings.map((reading) => reading.nextOf('items-update')));
  site.world.setStates(RUN, { a: runningState('7') });
  const changes = await Promise.all(readings.map((reading) => reading.nextOf('info-update')));
  expect(new Set(changes.map(({ data }) => data)).size).toBe(1);
  expect(explained).toHaveBeenCalledTimes(2);
  for (const reading of readings) await reading.leave();
});

test('the log of events is sent from any number on, and then as it grows', async () => {
  site.world.setStates(RUN, { a: runningState('7') });
  const reading = await read(paths.apiEvents({ after: 0 }));
  const first = await reading.next();
  expect(JSON.parse(first?.data ?? '')).toMatchObject({ sequence: 1, run_id: RUN, kind: 'run-created' });
  const last = site.world.store.lastSequence();
  for (let id = 2; id <= last; id += 1) expect((await reading.next())?.id).toBe(String(id));
  site.world.addRun(OTHER, ['x']);
  expect(JSON.parse((await reading.next())?.data ?? '')).toMatchObject({ run_id: OTHER, sequence: last + 1 });
  await reading.leave();
});

test('the log of events can be of one run, and goes on after the last number', async () => {
  const seen = String(site.world.store.lastSequence());
  const reading = await read(paths.apiEvents({ run: RUN }), { 'Last-Event-ID': seen });
  site.world.addRun(OTHER, ['x']);
  site.world.setStates(RUN, { a: runningState('7') });
  expect(JSON.parse((await reading.next())?.data ?? '')).toMatchObject({ run_id: RUN });
  await reading.leave();
});

test('nobody listens any more when all readers have left', async () => {
  const before = site.world.listenerCount();
  const page = await read(paths.runEvents(RUN));
  const log = await read(paths.apiEvents());
  await page.nextOf('items-update');
  await page.leave();
  await log.leave();
  await vi.waitFor(() => expect(site.world.listenerCount()).toBe(before));
});

test('all streams end when the server does', async () => {
  const running = await serve(site.web, { host: '127.0.0.1', port: 0 });
  if (!running.ok) throw new Error(running.problem.message);
  const { url } = running.value;
  const page = new Reading(await fetch(url + paths.runEvents(RUN)));
  const log = new Reading(await fetch(url + paths.apiEvents({ after: 0 })));
  await page.nextOf('items-update');
  await log.next();
  await running.value.close();
  while ((await page.next()) !== null);
  while ((await log.next()) !== null);
});

test('what a reader does not take in time is left out, and made good when it reads on', async () => {
  const told: string[] = [];
  const reader = new StreamReader();
  reader.onLeave(() => told.push('left'));
  const lane = reader.lane(() => told.push('caught up'));
  const body = reader.response().body?.getReader();
  const megabyte = new Uint8Array(1024 * 1024);
  for (let sent = 0; sent < 50; sent += 1) lane.send(megabyte);
  expect(told).toEqual([]);
  const sizes = [await body?.read(), await body?.read()].map((part) => part?.value?.length);
  // The first comment, and one message; the others would have been 49 MB that wait.
  expect(sizes).toEqual([3, megabyte.length]);
  await vi.waitFor(() => expect(told).toEqual(['caught up']));
  lane.send(new Uint8Array(1));
  expect((await body?.read())?.value?.length).toBe(1);
  await body?.cancel();
  expect(told).toEqual(['caught up', 'left']);
});

test('a slow reader gets its whole picture when it reads on', async () => {
  const address = paths.runEvents(RUN, { task: taskId('a') });
  const slow = (await site.ask(address)).body?.getReader();
  const quick = await read(address);
  await quick.nextOf('task-update');
  for (let round = 0; round < 8; round += 1) {
    const long = `n${round}`.padEnd(40_000, 'x');
    site.world.setStates(RUN, { a: runningState(String(round), long) });
    await quick.nextOf('task-update');
  }
  let text = '';
  const decoder = new TextDecoder();
  while (!text.includes('n7x')) text += decoder.decode((await slow?.read())?.value, { stream: true });
  expect(text.length).toBeLessThan(250_000);
  await slow?.cancel();
  await quick.leave();
});

test('a quiet stream shows a sign of life', async () => {
  site.close();
  site = openSite({ heartbeatMs: 5 });
  for (const path of [paths.jobsStream({ after: 0 }), paths.apiEvents()]) {
    const reader = (await site.ask(path)).body?.getReader();
    const first = await reader?.read();
    const second = await reader?.read();
    expect(
      [first, second].map((part) => new TextDecoder().decode(part?.value)),
      path,
    ).toEqual([':\n\n', ':\n\n']);
    await reader?.cancel();
  }
});
