import { writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Reporter, TestModule } from 'vitest/node';

/** What one run of vitest came to. Suites that could not be loaded and stray errors are failures too. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Full names of tests that were not run. */
  readonly skipped: readonly string[];
}

/** Writes the counts to the file named in `TEST_COUNTS_FILE`, for `scripts/check.ts`; printing is left to vitest's own. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const brokenModules = modules.filter((module) => module.errors().length > 0);
    const withState = (state: string) => tests.filter((test) => test.result().state === state);
    const counts: TestCounts = {
      passed: withState('passed').length,
      failed: withState('failed').length + brokenModules.length + unhandledErrors.length,
      skipped: [...withState('skipped'), ...withState('pending')].map((test) => test.fullName),
    };
    const file = process.env.TEST_COUNTS_FILE;
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}
