import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putRun, SEED_RUN, WEEK_OF_JOBS } from '../../store/import/import.testdata.ts';
import { openStore } from '../../store/sqlite-store.ts';
import { EXIT } from '../exit.ts';
import { runWith } from '../testing.ts';

let folder: string;
let config: string;
let state: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripthut-verbs-'));
  config = join(folder, 'scripthut.yaml');
  state = join(folder, 'data', 'scripthut.db');
  writeFileSync(config, `settings: {data_dir: ${join(folder, 'data')}}\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...words: string[]) => runWith(['state', ...words, '--config', config]);

describe('state import', () => {
  it('imports from data_dir, and says what it did', async () => {
    putRun(join(folder, 'data'), 'grid/20260219_143000_a1b2c3d4', SEED_RUN);
    const broken = putRun(join(folder, 'data'), 'grid/20260219_143000_ffffffff', '{');
    const ran = await run('import');
    expect(ran.exitCode).toBe(EXIT.ok);
    expect(ran.out).toContain('Imported 1 run and 0 jobs of others');
    expect(ran.err).toContain(broken);
    expect((await run('import')).out).toContain('1 folder had been imported before');
  });

  it('imports from another folder, and says it as JSON', async () => {
    putRun(join(folder, 'old'), '_default_mercury/2026-W08', WEEK_OF_JOBS);
    const ran = await run('import', join(folder, 'old'), '--json');
    expect(JSON.parse(ran.out)).toEqual({
      folder: join(folder, 'old', 'workflows'),
      runs: 0,
      jobs: 2,
      known: 0,
      problems: [],
    });
  });

  it('fails where there is nothing to import from, and while a server uses the state', async () => {
    expect(await run('import', join(folder, 'nowhere'))).toMatchObject({
      exitCode: EXIT.failed,
      err: expect.stringContaining('There is no folder'),
    });
    const server = openStore(state);
    expect(await run('import')).toMatchObject({
      exitCode: EXIT.failed,
      err: expect.stringContaining('To import another folder, stop it first'),
    });
    server.close();
  });
});

describe('state backup and check', () => {
  it('copy the state while a server uses it, and look into the copy', async () => {
    const server = openStore(state);
    const copy = join(folder, 'copy.db');
    const ran = await run('backup', copy);
    expect(ran).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining(copy) });
    server.close();
    const checked = await run('check', copy, '--json');
    expect(JSON.parse(checked.out)).toMatchObject({
      file: copy,
      sizeBytes: statSync(copy).size,
      runs: 0,
      usedBy: null,
    });
  });

  it('refuse a file that exists, and a state that does not', async () => {
    expect(await run('check')).toMatchObject({
      exitCode: EXIT.failed,
      err: expect.stringContaining(`There is no state file ${state}`),
    });
    openStore(state).close();
    expect(await run('backup', config)).toMatchObject({
      exitCode: EXIT.failed,
      err: expect.stringContaining('exists already'),
    });
    expect((await run('check')).out).toContain('every page and reference is in order');
  });

  it('are wrong usage with a faulty configuration, which says where no state is', async () => {
    writeFileSync(config, 'setings: {data_dir: ./data}\nbackends: 5\n');
    expect(await run('check')).toMatchObject({
      exitCode: EXIT.usage,
      err: expect.stringContaining('nobody knows where the state is'),
    });
  });
});
