import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import type { TaskState } from '../../src/engine/state.ts';
import type { LogFollowQuery } from '../../src/wire/logs.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, failedState, runningState } from '../fakes/pretended-world.ts';

const RUN = runId('a1b2c3d4');
const A = taskId('a');
let site: Site;

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['a']);
  site.world.setStates(RUN, { a: runningState('1') });
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

test('a part of a log comes as its bytes, with where it is', async () => {
  site.orders.logs = { output: Buffer.from([0x61, 0xff, 0, 0x0a, 0xc3, 0xa4]), error: 'two\nlines\n' };
  const end = await site.ask(paths.taskLogPart(RUN, A, { bytes: 5 }));
  expect(end.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(end.headers.get('x-content-type-options')).toBe('nosniff');
  expect([end.headers.get('log-from'), end.headers.get('log-size')]).toEqual(['1', '6']);
  expect([...new Uint8Array(await end.arrayBuffer())]).toEqual([0xff, 0, 0x0a, 0xc3, 0xa4]);
  const line = await site.ask(paths.taskLogPart(RUN, A, { type: 'error', line: 2 }));
  expect(await line.text()).toBe('lines\n');
});

test('of a log that does not exist (yet) there is nothing, and no failure', async () => {
  expect((await site.ask(paths.taskLogPart(RUN, A))).status).toBe(204);
  const search = await site.ask(paths.taskLogSearch(RUN, A, { q: 'x' }));
  expect(await search.json()).toEqual({ count: 0, matches: [] });
  expect((await site.ask(paths.taskLogDownload(RUN, A))).status).toBe(404);
  expect((await site.ask(paths.taskLogPart(RUN, taskId('b')))).status).toBe(404);
});

test('a search names lines and where they begin; the first error is found in any spelling', async () => {
  site.orders.logs = { output: 'fine\n0 errors, terrors\n\u001b[1;31mValueError: x\nFatal: y\nsay ERROR\n' };
  const search = async (query: object) =>
    (await site.ask(paths.taskLogSearch(RUN, A, query))).json() as Promise<{ matches: { line: number }[] }>;
  expect(await search({ q: 'FINE' })).toEqual({ count: 1, matches: [{ line: 1, at: 0 }] });
  expect((await search({ q: 'FINE', case: 'true' })).matches).toEqual([]);
  expect((await search({ errors: 'first' })).matches).toMatchObject([{ line: 3 }]);
  const lines = await site.ask(paths.taskLogLines(RUN, A, { before: 5 }));
  expect(await lines.json()).toEqual({ before: 5, lines: 1 });
});

test('a whole log is sent in steps, under its own name', async () => {
  const whole = Buffer.alloc(5_000_001, 'a line of a log\n');
  site.orders.logs = { output: whole };
  const response = await site.ask(paths.taskLogDownload(RUN, A));
  expect(response.headers.get('content-length')).toBe('5000001');
  expect(response.headers.get('content-disposition')).toContain('filename="a.output"');
  expect(Buffer.from(await response.arrayBuffer()).equals(whole)).toBe(true);
});

test('a log that is cut while it is sent ends the answer as broken, not as whole', async () => {
  site.orders.logs = { output: Buffer.alloc(5_000_000, 'x') };
  const response = await site.ask(paths.taskLogDownload(RUN, A));
  site.orders.logs = { output: 'short' };
  await expect(response.arrayBuffer()).rejects.toThrow('cut or replaced');
});

test('following goes on where it was cut, wherever that is, without loss or doubles', async () => {
  const written = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'ä', '日', '😀', '\n'), minLength: 1, maxLength: 8 }),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(written, async (pieces) => {
      site.orders.logs = { output: '' };
      site.world.setStates(RUN, { a: runningState('1') });
      let got = '';
      let last: string | undefined;
      for (const piece of pieces) {
        site.orders.logs = { output: `${site.orders.logs.output}${piece}` };
        const [part, id] = await firstPart(last);
        got += part;
        last = id;
      }
      expect(got).toBe(pieces.join(''));
    }),
    { numRuns: 20 },
  );
});

/** What the stream brings first, and the number after which to go on. */
async function firstPart(last: string | undefined): Promise<[string, string]> {
  const text = await followed({}, last, (seen) => seen.includes('event: part'));
  const id = /^id: (.*)$/m.exec(text)?.[1] ?? '';
  return [(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '{}') as { text: string }).text, id];
}

/** What the stream brings until it is enough or over; then it is left. */
async function followed(
  query: LogFollowQuery,
  last: string | undefined,
  isEnough: (text: string) => boolean,
): Promise<string> {
  const headers = last === undefined ? {} : { 'Last-Event-ID': last };
  const response = await site.ask(paths.taskLogFollow(RUN, A, query), { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return text;
    text += value;
    if (isEnough(text)) {
      await reader?.cancel();
      return text;
    }
  }
}

test('a follower hears of a log that appears, is cut, and is over', async () => {
  const all = followed({}, undefined, () => false);
  await pause(50);
  site.orders.logs = { output: 'a long beginning\n' };
  await pause(300);
  site.orders.logs = { output: 'x\n' };
  await pause(300);
  site.world.setStates(RUN, { a: completedState('1') });
  const events = [...(await all).matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => [
    name,
    (JSON.parse(data ?? '') as { text?: string }).text,
  ]);
  expect(events).toEqual([
    ['part', 'a long beginning\n'],
    ['anew', undefined],
    ['part', 'x\n'],
    ['over', undefined],
  ]);
});

test('a follower begins at the last lines where that is asked for', async () => {
  site.orders.logs = { output: 'one\ntwo\nthree\n' };
  const text = await followed({ tail: 2 }, undefined, (seen) => seen.includes('event: part'));
  expect(text).toContain('"text":"two\\nthree\\n"');
});

test('why a task failed is told as why it wrote nothing only where it never ran', async () => {
  const page = async (state: TaskState) => {
    site.world.setStates(RUN, { a: state });
    return (await site.page(paths.task(RUN, A))).text();
  };
  expect(await page(exitedState(3, '1'))).toContain(
    'data-empty="It wrote nothing here, or the file is gone."',
  );
  expect(await page(failedState('submission-refused', 'no such partition'))).toContain(
    'data-empty="Nothing has been written: no such partition"',
  );
});
