// @module-tag slow
import { expect, test } from 'vitest';
import { flow, gitLab, names } from './git.testdata.ts';
import { success } from './source.testsuite.ts';

/** Which files of a repository a git source lists and reads. */

const { lab, open } = gitLab();

test('follows links inside of the repository, and leaves out those that lead out of it', async () => {
  await lab.tree.push({
    'shared/flow.json': '[5]',
    [flow('inside')]: { link: '../../shared/flow.json' },
    [flow('outside')]: { link: '../../../../../../etc/passwd' },
    [flow('absolute')]: { link: '/etc/passwd' },
    [flow('lost')]: { link: 'nothing.json' },
    [flow('loop')]: { link: 'loop.json' },
    [flow('folder')]: { link: '../../shared' },
  });
  const { files, warnings, read } = success(await open().sync());
  expect(names(files)).toEqual([flow('a'), flow('inside')]);
  expect(files[1] && (await read(files[1]))).toEqual({ ok: true, value: '[5]' });
  expect(warnings).toHaveLength(5);
  expect(warnings.every((warning) => warning.includes('symbolic link'))).toBe(true);
});

test('finds files behind a folder that is a link, and none where it leads out', async () => {
  await lab.tree.push({ 'real/x.json': '[]', flows: { link: 'real' }, out: { link: '/etc' } });
  expect(names(success(await open({ workflowsGlob: 'flows/*.json' }).sync()).files)).toEqual([
    'flows/x.json',
  ]);
  expect(success(await open({ workflowsGlob: 'out/*' }).sync()).files).toEqual([]);
});

test('finds none where the folder of the pattern is not there, whatever it is called', async () => {
  for (const workflowsGlob of ['none/*.json', 'my tree/*.json', 'x tree 9/*.json', 'tree/*'])
    expect(success(await open({ workflowsGlob }).sync()).files, workflowsGlob).toEqual([]);
  await lab.tree.push({ 'my tree/x.json': '[]' });
  const { files } = success(await open({ workflowsGlob: 'my tree/*.json' }).sync());
  expect(names(files)).toEqual(['my tree/x.json']);
});

test('with a pattern over all folders lists hidden ones, too', async () => {
  await lab.tree.push({ 'b.json': '[]', 'x/y/c.json': '[]' });
  const { files } = success(await open({ workflowsGlob: '**/*.json' }).sync());
  expect(names(files)).toEqual([flow('a'), 'b.json', 'x/y/c.json']);
});

test('lists the first thousand of very many files, and says so', async () => {
  const many = Array.from({ length: 1_200 }, (_, index) => [flow(`n${index}`), '[]']);
  await lab.tree.push(Object.fromEntries(many));
  const { files, warnings } = success(await open().sync());
  expect(files).toHaveLength(1_000);
  expect(warnings).toEqual([expect.stringContaining('1,201 files')]);
});

test('does not read a file of more than 64 MB', async () => {
  await lab.tree.push({ [flow('a')]: ' '.repeat(64 * 1024 * 1024 + 1) });
  const { files, read } = success(await open().sync());
  expect(files[0] && (await read(files[0]))).toMatchObject({
    ok: false,
    problem: { code: 'bad-document' },
  });
});
