// @module-tag slow
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { hearScript, hints, parseHeard } from './hints.ts';
import { eventsFile } from './job-files.ts';

const host = localHost({ now: Date.now });
afterAll(() => host.close());
let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'hints '));
  return () => rm(root, { recursive: true, force: true });
});

const { hear } = { hear: (after: number | null) => hints(host, root).hear(after) };
const END_1 = 'a1b2c3d4.1 end\n';

describe('hearing', () => {
  test.each(['dash', 'bash'])('ends soon when nobody reads any more, in %s', async (shell) => {
    const script = `${shell} -c ${quote(hearScript(eventsFile(root), null))} | true\n`;
    const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 30_000 });
    expect(outcome).toMatchObject({ problem: null, exitCode: 0 });
  });

  test('gives what was put behind the file since', async () => {
    await writeFile(eventsFile(root), END_1);
    await appendFile(eventsFile(root), 'a1b2c3d4.2 start\na1b2c3d4.2 end\n');
    expect(await hear(END_1.length)).toEqual({
      ok: true,
      value: { records: ['a1b2c3d4.2', 'a1b2c3d4.2'], at: 47 },
    });
  });

  test('from now on passes over what was there, and waits for what comes', async () => {
    await writeFile(eventsFile(root), END_1);
    const heard = hear(null);
    const written = setInterval(() => void appendFile(eventsFile(root), 'a1b2c3d4.3 end\n'), 300);
    expect(await heard).toMatchObject({
      ok: true,
      value: { records: expect.arrayContaining(['a1b2c3d4.3']) },
    });
    clearInterval(written);
  });

  test('waits for a file that is not there yet', async () => {
    const heard = hear(null);
    setTimeout(() => void writeFile(eventsFile(root), END_1), 300);
    expect(await heard).toMatchObject({ ok: true, value: { records: ['a1b2c3d4.1'] } });
  });

  test('reads a file that was cut short from its beginning', async () => {
    await writeFile(eventsFile(root), END_1.repeat(3));
    await truncate(eventsFile(root), END_1.length);
    expect(await hear(END_1.length * 3)).toMatchObject({
      value: { records: ['a1b2c3d4.1'], at: END_1.length },
    });
  });

  test('of a file that was taken away tells so, and goes on from its beginning', async () => {
    expect(await hear(500)).toEqual({ ok: true, value: { records: [], at: 0 } });
  });

  test('passes over the signs of life of a long wait', () => {
    expect(parseHeard(`\n\n\n15\n${END_1}`)).toEqual({
      ok: true,
      value: { records: ['a1b2c3d4.1'], at: 15 },
    });
  });
});

test('lines that were cut, mixed or doubled give what can be read of them', () => {
  const lines =
    'b2c3d4.9 end\na1b2c3d4.1 end\na1b2c3d4.1 end\na1b2c3d4.2 ea1b2c3d4.3 end\n\nrubbish\na1b2c3d4.4 en';
  expect(parseHeard(`99\n${lines}`)).toEqual({
    ok: true,
    value: { records: ['a1b2c3d4.1', 'a1b2c3d4.1'], at: 99 },
  });
});

test('an answer without a size is no hearing', () => {
  expect(parseHeard('')).toMatchObject({ ok: false, problem: { code: 'unreadable' } });
});
