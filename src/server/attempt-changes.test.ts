import { expect, test } from 'vitest';
import { runId } from '../engine/ids.ts';
import type { AttemptRow } from '../store/store.ts';
import { scriptChanges } from './attempt-changes.ts';

function sent(attempt: number, script: string): AttemptRow {
  const run = runId('a1b2c3d4');
  return { run, attempt, script, submission: attempt } as AttemptRow;
}

const script = (attempt: number, memory: string) => {
  const name = attempt === 1 ? 'a1b2c3d4' : `a1b2c3d4.${attempt}`;
  return `#!/bin/bash
#SBATCH --mem=${memory}
#SBATCH --output=/logs/scripthut_${name}_sim.out
token=a1b2c3d4.${attempt * 7}_3
echo
echo
`;
};

test('only what was changed is told, not what each attempt has of its own', () => {
  expect(scriptChanges(sent(1, script(1, '16G')), sent(2, script(2, '32G')))).toEqual([
    { sign: '-', line: '#SBATCH --mem=16G' },
    { sign: '+', line: '#SBATCH --mem=32G' },
  ]);
  expect(scriptChanges(sent(1, script(1, '16G')), sent(2, script(2, '16G')))).toEqual([]);
});

test('a line that stands there once more is a change', () => {
  expect(scriptChanges(sent(1, 'echo\n'), sent(2, 'echo\necho\n'))).toEqual([{ sign: '+', line: 'echo' }]);
});
