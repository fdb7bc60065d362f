import { expect, test } from 'vitest';
import type { SourceDetail } from '../../wire/sources.ts';
import { ask, item, summary, withStatus } from '../testing.ts';

const COMMIT = '3f2a91c0123456789abcdef0123456789abcdef0';
const LAB: SourceDetail = {
  name: 'lab',
  type: 'git',
  description: '',
  max_concurrent: 20,
  backend: 'mercury',
  url: 'git@github.com:lab/grid.git',
  branch: 'main',
  last_commit: COMMIT,
  last_sync: null,
  error: null,
  workflows: ['grid.json'],
  discover_error: 'x.json is left out: it is not JSON',
  files: [{ path: 'flows/grid.json', title: 'Grid', task_count: 4, problem: null }],
};
const SUMMARY = summary([item('a', 'submitted')]);

test('workflow run with a source names the file, and carries what was chosen', async () => {
  const words = `workflow run grid.json --source lab/x --backend hal --branch feature/x --commit ${COMMIT}`;
  const query = `workflow=grid.json&backend=hal&branch=feature%2Fx&commit=${COMMIT}`;
  const { exitCode, out, err } = await ask(words, {
    [`POST /api/v1/sources/lab%2Fx/run?${query}`]: { ...SUMMARY, warnings: ['old commit'] },
  });
  expect([exitCode, err]).toEqual([0, 'warning: old commit\n']);
  expect(out).toContain('Run a1b2c3d4');
});

test('a configured workflow takes a branch, a file of this machine does not', async () => {
  const { exitCode } = await ask('workflow run grid --branch dev', {
    'POST /api/v1/workflows/grid/run?branch=dev': { ...SUMMARY, warnings: [] },
  });
  expect(exitCode).toBe(0);
  const file = await ask('workflow run grid.json --branch dev', {});
  expect([file.exitCode, file.asked]).toEqual([2, []]);
  expect(file.err).toContain('--source');
});

test('each fault of what a configured workflow printed is told with its place, and what was odd in it', async () => {
  const place = { file: "what workflow 'grid' printed", line: 2, column: 3 };
  const fault = { detail: 'cpus must be a number', code: 'bad-document', place, hint: 'Write 4.' };
  const refusal = { code: 'bad-document', faults: [fault] };
  const told =
    "scripthut: it has faults\nwhat workflow 'grid' printed:2:3: cpus must be a number\n  Write 4.\n";
  const refused = await ask('workflow run grid', {
    'POST /api/v1/workflows/grid/run': withStatus(422, { detail: 'it has faults', ...refusal }),
  });
  const rehearsed = await ask('workflow run grid --dry-run', {
    'GET /workflows/grid/dry-run': withStatus(422, { error: 'it has faults', ...refusal }),
  });
  expect([refused.err, rehearsed.err]).toEqual([told, told]);
  const { err } = await ask('workflow run grid', {
    'POST /api/v1/workflows/grid/run': { ...SUMMARY, warnings: ["Task key 'cpu' is not known"] },
  });
  expect(err).toBe("warning: Task key 'cpu' is not known\n");
});

test('an unknown file is an error with the server’s words', async () => {
  const { exitCode, err } = await ask('workflow run grit --source lab', {
    'POST /api/v1/sources/lab/run?workflow=grit': withStatus(404, {
      detail: "There is no workflow in 'lab' called 'grit'",
      code: 'not-found',
      hint: "Did you mean 'grid.json'?",
    }),
  });
  expect(exitCode).toBe(1);
  expect(err).toContain("Did you mean 'grid.json'?");
});

test('source list shows each source, and what is wrong with it on standard error', async () => {
  const folder = { ...LAB, name: 'drafts', type: 'path', path: '~/flows', error: 'no such folder' };
  const { url: _, branch: __, last_commit: ___, ...drafts } = folder;
  const { exitCode, out, err } = await ask('source list', {
    'GET /api/v1/sources': { sources: [LAB, drafts] },
  });
  expect(out.split('\n').slice(0, 3)).toEqual([
    'NAME             TYPE BRANCH           COMMIT       BACKEND        SYNCED              PLACE',
    'lab              git  main             3f2a91c01234 mercury        never               git@github.com:lab/grid.git',
    'drafts           path -                -            mercury        never               ~/flows',
  ]);
  expect([exitCode, err]).toEqual([0, 'drafts: no such folder\n']);
  const none = await ask('source list', { 'GET /api/v1/sources': { sources: [] } });
  expect(none.out).toBe('No sources are configured.\n');
});

test('source view shows its files, and what was left out on standard error', async () => {
  const { out, err } = await ask('source view lab', { 'GET /api/v1/sources/lab': LAB });
  expect(out).toContain(`Commit:   ${COMMIT}\n`);
  expect(out).toMatch(/flows\/grid\.json +4 +Grid\n/);
  expect(err).toBe('x.json is left out: it is not JSON\n');
  const { out: json } = await ask('source view lab --json', { 'GET /api/v1/sources/lab': LAB });
  expect(JSON.parse(json)).toEqual(LAB);
  const far = { ...LAB, error: 'no way there', hint: 'Check the network.', discover_error: null };
  const failed = await ask('source view lab', { 'GET /api/v1/sources/lab': far });
  expect(failed.err).toBe('no way there\n  Check the network.\n');
  const list = await ask('source list', { 'GET /api/v1/sources': { sources: [far] } });
  expect(list.err).toBe('lab: no way there\n  Check the network.\n');
});

test('source sync says how each went; one that failed is exit code 2', async () => {
  const good = {
    name: 'lab',
    type: 'git',
    error: null,
    cloned: true,
    last_commit: COMMIT,
    workflows: ['a', 'b'],
  };
  const bad = { name: 'far', type: 'git', error: 'no way there', hint: 'Check the network.', workflows: [] };
  const one = await ask('source sync lab', { 'POST /api/v1/sources/lab/sync': good });
  expect([one.exitCode, one.out, one.err]).toEqual([0, 'lab at 3f2a91c01234: 2 workflow files\n', '']);
  const all = await ask('source sync', { 'POST /api/v1/sources/sync': { sources: [good, bad] } });
  expect([all.exitCode, all.out]).toEqual([2, one.out]);
  expect(all.err).toBe('far: no way there\n  Check the network.\n');
});

test('a dry run of a source asks the server for a preview, and starts nothing', async () => {
  const { exitCode, err, asked } = await ask('workflow run grid.json --source lab --branch dev --dry-run', {
    'GET /sources/lab/workflows/grid.json/dry-run?branch=dev': withStatus(422, { error: 'no such branch' }),
  });
  expect([exitCode, err]).toEqual([1, 'scripthut: no such branch\n']);
  expect(asked).toHaveLength(1);
});
