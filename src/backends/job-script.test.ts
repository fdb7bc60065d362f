// @module-tag slow
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { localScript } from './local/script.ts';
import { sampleJob } from './sample-job.testdata.ts';

const host = localHost({ now: Date.now });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'job-script-'));
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => !value.includes('\0'));
const awkward = fc.constantFrom(
  `it's`,
  '"',
  '$(id)',
  '`id`',
  '\\',
  '\n',
  '\r\n',
  ' -n ',
  '~',
  '!',
  '#',
  '%j',
  '\u0001',
  '\u007f',
  '😀',
);
const anyText = fc.oneof(
  text,
  fc.array(awkward, { maxLength: 8 }).map((parts) => parts.join('')),
);
const folderName = anyText
  .map((name) => name.replaceAll('/', '_').slice(0, 60))
  .filter((name) => name !== '' && name !== '.' && name !== '..');
/** These three keep their meaning in values. */
const value = anyText.map((each) => each.replace(/[$`\\]/g, '_'));
const cases = fc.array(fc.record({ name: anyText, argument: anyText, directory: folderName, value }), {
  minLength: 40,
  maxLength: 40,
});

test('any text goes through name, command, directory and variables of a script and comes back unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (batch) => {
      const printed = await runAll(batch);
      batch.forEach((one, at) => {
        const [argument, variable, directory] = printed[at]?.values.split('\0') ?? [];
        expect({ argument, value: variable, directory: path.basename(directory ?? '') }).toEqual({
          argument: one.argument,
          value: one.value,
          directory: one.directory,
        });
        expect(printed[at]?.log.startsWith(`=== ScriptHut Task: ${one.name} ===\n`)).toBe(true);
      });
    }),
    { numRuns: 3 },
  );
}, 60_000);

type Case = { name: string; argument: string; directory: string; value: string };

async function runAll(batch: readonly Case[]): Promise<{ values: string; log: string }[]> {
  const base = await mkdtemp(path.join(folder, 'batch-'));
  await mkdir(path.join(base, 'runs/a1b2c3d4/records'), { recursive: true });
  await Promise.all(batch.map((one, at) => prepare(base, one, at)));
  const script = `cd ${quote(base)}\nfor script in *.sh; do SCRIPTHUT_JOB_ID=1 bash "$script" || echo "$script: $?"; done\n`;
  const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 60_000 });
  expect(outcome).toMatchObject({ exitCode: 0, stdout: '', problem: null });
  return Promise.all(
    batch.map(async (_, at) => ({
      values: await readFile(path.join(base, `${at}.values`), 'utf8'),
      log: await readFile(path.join(base, `${at}.out`), 'utf8'),
    })),
  );
}

async function prepare(base: string, one: Case, at: number): Promise<void> {
  const workingDir = path.join(base, String(at), one.directory);
  await mkdir(workingDir, { recursive: true });
  const values = quote(path.join(base, `${at}.values`));
  const job = sampleJob(
    {
      name: one.name,
      workingDir,
      command: `printf '%s\\0' ${quote(one.argument)} "$KEY" "$PWD" > ${values}`,
      outputFile: path.join(base, `${at}.out`),
      errorFile: path.join(base, `${at}.err`),
    },
    { loginShell: false, logDir: base },
    { variables: [{ key: 'KEY', value: one.value }], init: '', submission: at },
  );
  await writeFile(path.join(base, `${at}.sh`), localScript(job, base).text);
}

test('a variable whose name no shell can export is left out with a warning', () => {
  const script = localScript(sampleJob({}, {}, { variables: [{ key: 'a b; id', value: 'x' }] }), '/root');
  expect(script.text).not.toContain('a b; id');
  expect(script.warnings).toEqual([expect.stringContaining('a b; id')]);
});
