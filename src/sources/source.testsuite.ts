import { expect, onTestFinished, test } from 'vitest';
import type { Changes } from '../../test/git/work-tree.ts';
import type { Result } from '../engine/result.ts';
import type { Host } from '../transport/host.ts';
import { quotePath } from '../transport/quote.ts';
import type { Source } from './source.ts';

/** A source whose files a test can change, as its author would. */
export interface OpenedForTest {
  readonly source: Source;
  /** Where its runs would go. */
  readonly host: Host;
  change(changes: Changes): Promise<void>;
  /** Whoever has the files is gone from now on. */
  takeAway(): Promise<void>;
  close(): Promise<void>;
}

export interface SuiteOptions {
  readonly open: (files: Changes) => Promise<OpenedForTest>;
  /** A path of a workflow file: `flow('a')`. They sort as their names do. */
  readonly flow: (name: string) => string;
}

/** What holds for every `Source`. Call it inside a `describe`. */
export function sourceSuite({ open, flow }: SuiteOptions): void {
  const begin = async (files: Changes): Promise<OpenedForTest> => {
    const opened = await open(files);
    onTestFinished(() => opened.close());
    return opened;
  };
  const [a, b, c] = [flow('a'), flow('b'), flow('c')];

  test('asks nobody before the first sync', async () => {
    const { source } = await begin({ [a]: '[]' });
    expect(source.picture()).toEqual({ snapshot: null, syncedAt: null, problem: null });
  });

  test('lists the files that match, sorted, and nothing else', async () => {
    const { source } = await begin({ [b]: '[]', [a]: '[]', 'other.txt': 'x', 'deep/er/other.json': '[]' });
    const { files, warnings } = success(await source.sync());
    expect(files.map(({ path }) => path)).toEqual([a, b]);
    expect(warnings).toEqual([]);
    expect(source.picture()).toMatchObject({ problem: null, syncedAt: expect.any(Number) });
  });

  test('reads a file byte for byte', async () => {
    const text = `[{"id": "a",\r\n "command": "echo 'x' \\"$HOME\\" \`id\` 日本語 😀"}]\n\n`;
    const { source } = await begin({ [a]: text, [b]: '{"no": "newline"}' });
    const { files, read } = success(await source.sync());
    expect(await Promise.all(files.map(read))).toEqual([
      { ok: true, value: text },
      { ok: true, value: '{"no": "newline"}' },
    ]);
  });

  test('sees what was added, changed and removed with the next sync', async () => {
    const { source, change } = await begin({ [a]: '[1]', [b]: '[]' });
    success(await source.sync());
    await change({ [a]: '[2]', [b]: null, [c]: '[]' });
    const { files, read } = success(await source.sync());
    expect(files.map(({ path }) => path)).toEqual([a, c]);
    expect(files[0] && (await read(files[0]))).toEqual({ ok: true, value: '[2]' });
  });

  test('leaves out files whose name no line can hold, and says so', async () => {
    const { source } = await begin({ [a]: '[]', [flow('x\ny')]: '[]' });
    const { files, warnings } = success(await source.sync());
    expect(files.map(({ path }) => path)).toEqual([a]);
    expect(warnings).toEqual([expect.stringContaining('x\\ny')]);
  });

  test('lists files with blanks, quotes and other letters in their names, and reads them', async () => {
    const odd = flow(`ö 'q' "$(id)" [1]*`);
    const { source } = await begin({ [odd]: '[7]' });
    const { files, read } = success(await source.sync());
    expect(files.map(({ path }) => path)).toEqual([odd]);
    expect(files[0] && (await read(files[0]))).toEqual({ ok: true, value: '[7]' });
  });

  test('reads the first of some files at its top, whatever its pattern, and knows where there is none', async () => {
    const { source, change } = await begin({ [a]: '[]', 'sub/x.yaml': 'below', 'x.yml': 'second\0\n' });
    const names = ['x.yaml', 'x.yml'];
    const read = async (...wanted: string[]) => success(await success(await source.sync()).readTop(wanted));
    expect(await read('x.yaml')).toBeNull();
    expect(await read(...names)).toEqual({ name: 'x.yml', text: 'second\0\n' });
    await change({ 'x.yaml': `it's "$(id)" \\ 日本語\n` });
    expect(await read(...names)).toEqual({ name: 'x.yaml', text: `it's "$(id)" \\ 日本語\n` });
    await change({ 'x.yaml': '' });
    expect(await read(...names)).toEqual({ name: 'x.yaml', text: '' });
  });

  test('reads no file at its top that is none, too large, or a link out of it', async () => {
    const { source } = await begin({
      ...{ [a]: '[]', 'real.yaml': 'real', 'in.yaml': { link: 'real.yaml' }, 'folder.yaml/x': '' },
      ...{ 'out.yaml': { link: '../../../../../../etc/passwd' }, 'absolute.yaml': { link: '/etc/passwd' } },
      ...{ 'lost.yaml': { link: 'nothing' }, 'loop.yaml': { link: 'loop.yaml' } },
      ...{ 'full.yaml': 'é'.repeat(512 * 1024), 'large.yaml': ' '.repeat(1024 * 1024 + 1) },
    });
    const { readTop } = success(await source.sync());
    expect(success(await readTop(['in.yaml']))).toEqual({ name: 'in.yaml', text: 'real' });
    expect(success(await readTop(['full.yaml']))?.text).toHaveLength(512 * 1024);
    for (const name of ['folder', 'out', 'absolute', 'lost', 'loop', 'large']) {
      const message = expect.stringMatching(name === 'large' ? 'more than 1 MB' : 'no regular file');
      const answer = await readTop([`${name}.yaml`, 'in.yaml']);
      expect(answer, name).toMatchObject({ ok: false, problem: { code: 'bad-document', message } });
    }
  });

  test('without any file that matches is empty', async () => {
    const { source } = await begin({ 'README.md': 'x' });
    expect(success(await source.sync())).toMatchObject({ files: [], warnings: [] });
  });

  test('says before and after where the tasks of a file begin, and that directory is there', async () => {
    const { source, host } = await begin({ [a]: '[]' });
    const { files, place, locate } = success(await source.sync());
    const [file] = files;
    if (file === undefined) throw new Error('the file is not listed');
    const before = success(await locate(file, host));
    const directory = success(await place(file, host));
    expect(directory).toBe(before);
    const script = `cd ${quotePath(directory)} && ls -d ${quotePath(a)} ./${quotePath(a.split('/').at(-1) ?? '')}`;
    const { stdout } = await host.run({ script, purpose: 'test', timeLimitMs: 10_000 });
    expect(stdout).not.toBe('');
  });

  test('that cannot be reached keeps what was known, and says why', async () => {
    const { source, takeAway } = await begin({ [a]: '[]' });
    const { files } = success(await source.sync());
    const { syncedAt } = source.picture();
    await takeAway();
    const again = await source.sync();
    expect(again).toMatchObject({ ok: false, problem: { message: expect.any(String) } });
    expect(source.picture()).toMatchObject({
      snapshot: { files },
      syncedAt,
      problem: again.ok ? null : again.problem,
    });
  });

  test('shares one look among all who ask while another goes on', async () => {
    const { source } = await begin({ [a]: '[]' });
    const [first, second, third] = await Promise.all([source.sync(), source.sync(), source.sync()]);
    expect(success(second)).toBe(success(third));
    expect(success(first)).not.toBe(success(second));
  });

  test('refuses a branch of an impossible name, whatever it has branches for', async () => {
    const { source } = await begin({ [a]: '[]' });
    const answer = await source.at({ branch: '--upload-pack=touch /tmp/x' });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
    expect((await source.at({})).ok).toBe(true);
  });
}

/** @throws when it is a problem. */
export function success<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}
