import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { localHost } from '../transport/local.ts';
import { outputName, taskOfOutputName } from './output-names.ts';
import { outputsOnHost } from './outputs-on-host.ts';

const host = localHost({ now: Date.now });
const outputs = outputsOnHost(host);
let base = '';
let folder = '';

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'outputs-'));
  folder = join(base, "it's here", 'a1b2c3d4');
  await mkdir(folder, { recursive: true });
});

afterEach(() => rm(base, { recursive: true, force: true }));

async function write(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

test('summaries about the run come first, then those of tasks, whatever their names are', async () => {
  const odd = outputName(taskId('a "b" $(id) ü'));
  await write(`${odd}/task-summary.md`, '# Ü\n\n0 - x\n');
  await write('sim.1/task-summary.md', '');
  await write('_run/sim.1.md', 'all\n');
  await write('sim.1/other.md', 'not this');
  expect(await outputs.readSummaries(folder)).toEqual({
    ok: true,
    value: {
      summaries: [
        { name: 'sim.1', about: 'run', text: 'all\n', isCut: false },
        { name: odd, about: 'task', text: '# Ü\n\n0 - x\n', isCut: false },
        { name: 'sim.1', about: 'task', text: '', isCut: false },
      ],
      leftOut: 0,
    },
  });
});

test('no folder is no summaries', async () => {
  const nothing = { ok: true, value: { summaries: [], leftOut: 0 } };
  expect(await outputs.readSummaries(join(folder, 'none'))).toEqual(nothing);
  expect(await outputs.readSummaries(folder)).toEqual(nothing);
});

test('a long one is cut, and no more than a megabyte is read of all', async () => {
  for (let index = 0; index < 20; index += 1)
    await write(`t${index}/task-summary.md`, 'x'.repeat(index === 0 ? 70_000 : 65_536));
  const found = await outputs.readSummaries(folder);
  const value = found.ok ? found.value : null;
  expect(value?.leftOut).toBe(4);
  expect(value?.summaries.map(({ text, isCut }) => [text.length, isCut])).toEqual([
    [65_536, true],
    ...Array.from({ length: 15 }, () => [65_536, false]),
  ]);
});

test('no more than 200 are read', async () => {
  for (let index = 0; index < 203; index += 1) await write(`t${index}/task-summary.md`, 'x');
  const found = await outputs.readSummaries(folder);
  expect(found.ok && [found.value.summaries.length, found.value.leftOut]).toEqual([200, 3]);
});

test('links to summaries elsewhere are not followed', async () => {
  await writeFile(join(base, 'task-summary.md'), 'secret');
  await mkdir(join(folder, 'a'));
  await symlink(join(base, 'task-summary.md'), join(folder, 'a/task-summary.md'));
  await symlink(base, join(folder, 'b'));
  expect(await outputs.readSummaries(folder)).toEqual({ ok: true, value: { summaries: [], leftOut: 0 } });
});

test('a file comes as it is, byte for byte', async () => {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
  await write('t/plots/a b.png', bytes);
  await write('t/-n', bytes);
  expect(await outputs.readOutput(folder, 't', 'plots/a b.png')).toEqual({ ok: true, value: bytes });
  expect(await outputs.readOutput(folder, 't', '-n')).toEqual({ ok: true, value: bytes });
});

test('nothing outside of the folder is read: not upwards, not through links', async () => {
  await writeFile(join(base, 'secret'), 'secret');
  await write('t/own', 'own');
  await write('u/theirs', 'theirs');
  await symlink(join(base, 'secret'), join(folder, 't/link'));
  await symlink(base, join(folder, 't/up'));
  await symlink(join(folder, 'u'), join(folder, 't/beside'));
  await symlink(base, join(folder, 'elsewhere'));
  const tried = [
    '../u/theirs',
    'link',
    'up/secret',
    'beside/theirs',
    '/etc/passwd',
    '',
    '.',
    './own',
    'x',
    'a\0b',
  ];
  for (const path of tried)
    expect([path, await outputs.readOutput(folder, 't', path)]).toEqual([path, { ok: true, value: null }]);
  expect(await outputs.readOutput(folder, 'elsewhere', 'secret')).toEqual({ ok: true, value: null });
});

test('a file above 10 MB is not moved', async () => {
  await write('t/large.png', '');
  await truncate(join(folder, 't/large.png'), 10_000_001);
  expect(await outputs.readOutput(folder, 't', 'large.png')).toEqual({ ok: true, value: 'too-large' });
});

test('every task has a folder of its own below that of its run, and a name that is not too long tells its task', () => {
  const id = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom('..', '.', '_run', '%2F', 'a/b'),
  );
  fc.assert(
    fc.property(id, (text) => {
      const name = outputName(taskId(text.toWellFormed()));
      expect(name).not.toMatch(/^[._]|[/\0\n]/);
      expect(Buffer.byteLength(name)).toBeLessThan(240);
      if (Buffer.byteLength(name) < 200) expect(taskOfOutputName(name)).toBe(text.toWellFormed());
    }),
    { numRuns: 300 },
  );
  const [one, two] = ['x', 'y'].map((end) => outputName(taskId(`${'ü'.repeat(300)}${end}`)));
  expect(one).not.toBe(two);
  expect(taskOfOutputName(one ?? '')).toBeNull();
});
