// @module-tag slow
import { appendFile, mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { logsOnHost } from './logs-on-host.ts';
import { unwrap } from './suite-jobs.testdata.ts';

const host = localHost({ now: Date.now });
const logs = logsOnHost(host);
const PLAIN = { isExpression: false, ignoreCase: false, firstOnly: false };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "logs it's -"));
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function logOf(content: string | Uint8Array, name = 'log'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('parts put together are the file, wherever they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 70 }),
      async (all, step) => {
        const path = await logOf(all);
        const parts: number[] = [];
        for (let from = 0; from < all.length; from += step) {
          const part = unwrap(await logs.readLogPart(path, { is: 'from', from, bytes: step }));
          expect(part).toMatchObject({ from, size: all.length });
          parts.push(...(part?.bytes ?? []));
        }
        expect(parts).toEqual([...all]);
      },
    ),
    { numRuns: 30 },
  );
});

test('a line is found where it begins, and what is counted before it are the others', async () => {
  const lines = fc.array(fc.stringMatching(/^[a-z:\r ]{0,9}$/), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(lines, fc.nat(), async (written, chosen) => {
      const path = await logOf(`${written.join('\n')}\n`);
      const line = (chosen % written.length) + 1;
      const part = unwrap(await logs.readLogPart(path, { is: 'line', line, bytes: 100 }));
      const from = part?.from ?? -1;
      expect(from).toBe(
        Buffer.byteLength(
          written
            .slice(0, line - 1)
            .map((text) => `${text}\n`)
            .join(''),
        ),
      );
      expect(unwrap(await logs.countLogLines(path, from))).toBe(line - 1);
    }),
    { numRuns: 30 },
  );
});

test('a search counts all lines that match, and names the last thousand', async () => {
  const path = await logOf(Array.from({ length: 2_500 }, (_, n) => `step ${n}: it's [ok]\n`).join(''));
  const found = unwrap(await logs.searchLog(path, { ...PLAIN, pattern: "it's [ok]" }));
  expect(found?.count).toBe(2_500);
  expect(found?.matches.length).toBe(1_000);
  expect(found?.matches[0]?.line).toBe(1_501);
  expect(found?.matches.at(-1)?.line).toBe(2_500);
});

test('a search takes text as text, an expression as one, and minds letters where it should', async () => {
  const path = await logOf('a.c\nabc\nABC\n\0 binary abc\n');
  const lines = async (more: object) =>
    unwrap(await logs.searchLog(path, { ...PLAIN, pattern: 'a.c', ...more }))?.matches.map(
      ({ line }) => line,
    );
  expect(await lines({})).toEqual([1]);
  expect(await lines({ isExpression: true })).toEqual([1, 2, 4]);
  expect(await lines({ isExpression: true, ignoreCase: true })).toEqual([1, 2, 3, 4]);
  expect(await lines({ isExpression: true, ignoreCase: true, firstOnly: true })).toEqual([1]);
  expect(await lines({ pattern: 'nowhere' })).toEqual([]);
  for (const pattern of ['', 'two\nlines'])
    expect(await logs.searchLog(path, { ...PLAIN, pattern })).toMatchObject({
      problem: { code: 'bad-request' },
    });
});

test('what is no file is a problem with its reason', async () => {
  const path = join(folder, 'a folder');
  await mkdir(path);
  expect(await logs.readLogPart(path, { is: 'end', bytes: 9 })).toMatchObject({
    problem: { code: 'no-access', message: expect.stringContaining('no file that this account may read') },
  });
});

test('waiting ends when a log grows, appears, shrinks or is replaced, and tells of each how it is', async () => {
  const path = await logOf('one\n', 'followed');
  const other = join(folder, 'appears later');
  const look = async () => unwrap(await logs.awaitLogs([{ path, seen: null }]))[0] ?? null;
  const seen = await look();
  expect(seen?.size).toBe(4);
  const waiting = logs.awaitLogs([
    { path, seen },
    { path: other, seen: null },
  ]);
  await appendFile(other, 'hello');
  expect(unwrap(await waiting)).toMatchObject([seen, { size: 5 }]);
  const growing = logs.awaitLogs([{ path, seen }]);
  await appendFile(path, 'two\n');
  expect(unwrap(await growing)).toEqual([{ file: seen?.file, size: 8 }]);
  await truncate(path, 2);
  expect(unwrap(await logs.awaitLogs([{ path, seen: { file: seen?.file ?? '', size: 8 } }]))).toEqual([
    { file: seen?.file, size: 2 },
  ]);
  await rename(await logOf('ab', 'newer'), path);
  const replaced = unwrap(await logs.awaitLogs([{ path, seen: { file: seen?.file ?? '', size: 2 } }]))[0];
  expect(replaced?.size).toBe(2);
  expect(replaced?.file).not.toBe(seen?.file);
});

// A gigabyte on a real login node: `test/cluster/large-log.test.ts`.
test('of a large log the end and a match come without the rest of it', { timeout: 120_000 }, async () => {
  const large = 2 ** 27;
  const path = await logOf('first line\n', 'large');
  await truncate(path, large);
  await appendFile(path, '\nthe needle\nlast line\n');
  const before = host.politeness().total.bytesReceived;
  const end = unwrap(await logs.readLogPart(path, { is: 'end', bytes: 21 }));
  expect(Buffer.from(end?.bytes ?? []).toString()).toBe('the needle\nlast line\n');
  const found = unwrap(await logs.searchLog(path, { ...PLAIN, pattern: 'needle' }));
  expect(found).toEqual({ count: 1, matches: [{ line: 3, at: large + 1 }] });
  expect(unwrap(await logs.countLogLines(path, large + 1))).toBe(2);
  expect(host.politeness().total.bytesReceived - before).toBeLessThan(2_000);
});
