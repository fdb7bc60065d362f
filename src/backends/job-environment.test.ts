// @module-tag slow
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { resolveEnvironment } from '../workflows/environment.ts';
import { envRule } from '../workflows/testing.ts';
import { localScript } from './local/script.ts';
import { sampleJob } from './sample-job.testdata.ts';

// What the resolver says, and what `env` says inside a real job script.

const host = localHost({ now: Date.now });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'job-environment-'));
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const awkward = fc.constantFrom(
  `it's`,
  '"',
  '$(id)',
  '`id`',
  '\\',
  '\n',
  ';',
  '&',
  '|',
  '>',
  '*',
  ' ',
  '!',
  '😀',
  '=',
  '-n',
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0')),
  fc.array(awkward, { maxLength: 6 }).map((parts) => parts.join('')),
);
/** These three keep their meaning in the values of rules. */
const value = anyText.map((text) => text.replace(/[$`\\]/g, '_'));
const NAMES = ['K0', 'K1', 'K2'];
/** Text with names in it; one of them came from outside and is hostile. */
const template = fc.array(
  fc.oneof(
    value,
    fc.constantFrom(...NAMES, 'SCRIPTHUT_WORKFLOW').map((name) => `\${${name}}`),
  ),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const step = fc.record({
  op: fc.constantFrom('set', 'append'),
  key: fc.constantFrom(...NAMES),
  parts: template,
  /** The step's rule prints this name in its shell lines. */
  shown: fc.constantFrom(...NAMES, 'SCRIPTHUT_WORKFLOW'),
});
const oneCase = fc.record({
  workflow: anyText,
  first: fc.tuple(value, value, value),
  steps: fc.array(step, { maxLength: 4 }),
});
type Case = typeof oneCase extends fc.Arbitrary<infer T> ? T : never;

/** What the variables are in the end and what the shell lines print, reckoned without any shell. */
function reckon({ workflow, first, steps }: Case) {
  const known = new Map([
    ['SCRIPTHUT_WORKFLOW', workflow],
    ...NAMES.map((name, at) => [name, first[at] ?? ''] as const),
  ]);
  const printed = steps.map(({ op, key, parts, shown }) => {
    const text = parts.map((part) => known.get(/^\$\{(\w+)\}$/.exec(part)?.[1] ?? '') ?? part).join('');
    const before = known.get(key);
    known.set(key, op === 'set' || before === '' ? text : `${before}:${text}`);
    return known.get(shown) ?? '';
  });
  return { variables: Object.fromEntries(known), printed };
}

async function prepare(base: string, { workflow, first, steps }: Case, at: number): Promise<void> {
  const out = (what: string) => quote(path.join(base, `${at}.${what}`));
  const start = envRule({ set: Object.fromEntries(NAMES.map((name, index) => [name, first[index] ?? ''])) });
  const rules = steps.map(({ op, key, parts, shown }) =>
    envRule({ [op]: { [key]: parts.join('') }, init: `printf '%s\\0' "\${${shown}}" >> ${out('init')}` }),
  );
  const task = {
    workingDir: base,
    command: `env -0 > ${out('env')}`,
    environment: null,
    envVars: {},
    outputFile: path.join(base, `${at}.log`),
    errorFile: path.join(base, `${at}.log`),
  };
  const run = {
    workflow,
    loginShell: false,
    rules: [{ source: 'server', env: [start, ...rules], groups: {} }],
  } as const;
  const plain = sampleJob(task, run);
  const environment = resolveEnvironment(plain.run, plain.task);
  await writeFile(path.join(base, `${at}.sh`), localScript({ ...plain, environment }, base).text);
}

async function results(base: string, at: number) {
  const entries = (await readFile(path.join(base, `${at}.env`), 'utf8')).split('\0').map((entry) => {
    const end = entry.indexOf('=');
    return [entry.slice(0, end), entry.slice(end + 1)] as const;
  });
  const printed = await readFile(path.join(base, `${at}.init`), 'utf8').catch(() => '');
  return { variables: Object.fromEntries(entries), printed: printed.split('\0').slice(0, -1) };
}

test('hostile values arrive in a job as they were reckoned: in variables, and in shell lines that name them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oneCase, { minLength: 40, maxLength: 40 }), async (cases) => {
      const base = await mkdtemp(path.join(folder, 'batch-'));
      await mkdir(path.join(base, 'runs/a1b2c3d4/records'), { recursive: true });
      await Promise.all(cases.map((one, at) => prepare(base, one, at)));
      const script = `cd ${quote(base)}\nfor script in *.sh; do bash "$script" || echo "$script: $?"; done\n`;
      const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 60_000 });
      expect(outcome).toMatchObject({ exitCode: 0, stdout: '', problem: null });
      for (const [at, one] of cases.entries()) {
        const expected = reckon(one);
        const found = await results(base, at);
        expect(found.variables).toMatchObject(expected.variables);
        expect(found.printed).toEqual(expected.printed);
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
}, 60_000);

test('shell lines of rules come before the exports, those of the named environment after them', () => {
  const environment = { name: 'jl', variables: { JULIA: '1' }, extraInit: 'module load julia\n' };
  const rules = [
    { source: 'server' as const, env: [envRule({ set: { A: '1' }, init: 'module purge' })], groups: {} },
  ];
  const plain = sampleJob(
    { environment: 'jl', envVars: {} },
    { rules, environments: [environment], git: null },
  );
  const job = { ...plain, environment: resolveEnvironment(plain.run, plain.task) };
  const { text } = localScript(job, '/root');
  expect(text.slice(text.indexOf('echo ""\n\n') + 9, text.indexOf('\ncd '))).toBe(`module purge

export SCRIPTHUT_BACKEND="hpc"
export SCRIPTHUT_WORKFLOW="grid"
export SCRIPTHUT_RUN_ID="a1b2c3d4"
export SCRIPTHUT_CREATED_AT="2026-02-19T14:30:00+00:00"
export A="1"
export JULIA="1"

module load julia
`);
});
