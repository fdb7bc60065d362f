import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { TestCounts } from '../test/reporter.ts';
import {
  allTools,
  browser,
  installationUnavailable,
  installPackages,
  missingPackages,
} from './install-test-tools.ts';
import { systemGroups, type Tool } from './test-groups.ts';

/** One row of the table at the end. */
interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** Why the group, or a part of it, was not run. */
  readonly leftOut?: string;
}

/** A program that must end with 0 counts as one. */
interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** A run of vitest counts as its test cases. */
interface Group {
  readonly name: string;
  readonly args: readonly string[];
  /** Not in the fast part. */
  readonly isSlow?: boolean;
  readonly needs?: readonly Tool[];
}

const steps: readonly Step[] = [
  { name: 'format and lint', command: ['biome', 'ci', '--error-on-warnings', '--colors=off'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'duplication', command: ['jscpd', '--noTips'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
];

const root = join(import.meta.dirname, '..');
/** Vitest takes an absolute path as the beginning of the files that are meant; others match anywhere. */
const below = (folder: string) => join(root, folder, '/');
const ownGroups = ['simulation', 'program', 'pages', ...systemGroups().map(({ folder }) => folder)];
const otherTests = readdirSync(below('test'), { withFileTypes: true })
  .filter(({ name }) => !ownGroups.includes(name))
  .map((entry) => (entry.isDirectory() ? below(join('test', entry.name)) : join(root, 'test', entry.name)));
/** Enough to notice a slip; the whole check plays twenty times as many. */
const FAST_SEEDS = '100';
/** The fast part leaves out what `vitest.config.ts` calls slow. */
const FAST_FILTER = '--tagsFilter=!slow';

const groups: readonly Group[] = [
  { name: 'unit and property', args: [below('src')] },
  { name: 'house rules and examples', args: otherTests },
  { name: 'simulation', args: [below('test/simulation')] },
  { name: 'whole program', args: [below('test/program')], isSlow: true },
  { name: 'pages', args: [below('test/pages'), '--maxWorkers=2'], isSlow: true, needs: browser },
  ...systemGroups().map(({ folder, name, tools }) => ({
    name,
    args: ['--config', `test/${folder}/vitest.config.ts`],
    isSlow: true,
    needs: tools,
  })),
];

/** Colours are for terminals; with CI set some programs write them into files too. */
const environment: NodeJS.ProcessEnv = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
const isCi = process.env.CI === 'true';
const isFast = process.argv.includes('--fast');
process.chdir(root);
process.exitCode = check() ? 0 : 1;

function check(): boolean {
  const chosen = groups.filter((group) => !(isFast && group.isSlow));
  if (isFast) environment.SIMULATION_SEEDS ??= FAST_SEEDS;
  const whyMissing = isFast ? '' : prepareTools();
  return report([...steps.map(runStep), ...chosen.map((group) => runGroup(group, whyMissing))]);
}

/** Installs what the tests need where that is possible, and answers why it is not. */
function prepareTools(): string {
  const missing = missingPackages(allTools());
  const reason = missing.length === 0 ? null : installationUnavailable();
  if (reason !== null) return reason;
  try {
    installPackages(missing);
    return '';
  } catch (error) {
    console.error(error);
    return 'their installation failed';
  }
}

function runStep({ name, command: [program, ...args] }: Step): Outcome {
  const startedAt = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: environment });
  const seconds = secondsSince(startedAt);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}${error?.message ?? ''}`);
  return { name, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, seconds };
}

function runGroup(group: Group, whyMissing: string): Outcome {
  const missing = group.needs === undefined ? [] : missingPackages(group.needs);
  if (missing.length === 0) return runTests(group);
  const leftOut = `needs ${missing.join(', ')}; ${whyMissing}`;
  return { name: group.name, passed: 0, failed: isCi ? 1 : 0, seconds: 0, leftOut };
}

function runTests({ name, args }: Group): Outcome {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'scripthut-check-'));
  const countsFile = join(folder, 'counts.json');
  const reporters = ['--reporter=default', '--reporter=./test/reporter.ts'];
  const env = { ...environment, TEST_COUNTS_FILE: countsFile };
  const filter = isFast ? [FAST_FILTER] : [];
  const { status } = spawnSync('vitest', ['run', ...reporters, ...filter, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  const counts = readCounts(countsFile);
  rmSync(folder, { recursive: true });
  // Vitest may fail without a failed test: a set-up that broke, no tests found.
  const failed = Math.max(counts.failed, status === 0 ? 0 : 1) + (isCi ? counts.skipped.length : 0);
  const outcome = { name, passed: counts.passed, failed, seconds: secondsSince(startedAt) };
  if (counts.skipped.length === 0) return outcome;
  if (isFast) return { ...outcome, leftOut: `${counts.skipped.length} slow tests` };
  return { ...outcome, leftOut: `${counts.skipped.length} tests: ${counts.skipped.join('; ')}` };
}

function readCounts(file: string): TestCounts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestCounts;
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** Prints the table and, alone on the last line, the sums. Answers whether all is well. */
function report(outcomes: readonly Outcome[]): boolean {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  console.log('');
  for (const { name, passed, failed, seconds, leftOut } of outcomes) {
    const figures = `${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`;
    console.log(
      `${failed === 0 ? '✓' : '✗'} ${name.padEnd(width)} ${figures}${leftOut === undefined ? '' : `  left out: ${leftOut}`}`,
    );
  }
  const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
