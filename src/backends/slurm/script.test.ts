import { expect, test } from 'vitest';
import { taskId } from '../../engine/ids.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { slurmScript } from './script.ts';

const ROOT = '~/.cache/scripthut';

/** `compat.md` 18.1, byte for byte. */
const HEADER = `#!/bin/bash -l
#SBATCH --job-name="Sim 1"
#SBATCH --partition=normal
#SBATCH --account=lab
#SBATCH --cpus-per-task=4
#SBATCH --mem=16G
#SBATCH --time=2:00:00
#SBATCH --gres=gpu:1
#SBATCH --output=/home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.out
#SBATCH --error=/home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.err

`;
const BODY = `echo "=== ScriptHut Task: Sim 1 ==="
echo "Task ID: sim.1"
echo "Started: $(date)"
echo "Host: $(hostname)"
echo "Working dir: /home/u/scripthut-repos/0123456789ab/code"
echo "=================================="
echo ""

export SCRIPTHUT_WORKFLOW="grid"
export SCRIPTHUT_RUN_ID="a1b2c3d4"
export SCRIPTHUT_CREATED_AT="2026-02-19T14:30:00+00:00"
export SCRIPTHUT_GIT_REPO="https://example.org/lab/grid.git"
export SCRIPTHUT_GIT_BRANCH="main"
export SCRIPTHUT_GIT_SHA="0123456789abcdef0123456789abcdef01234567"
export THREADS="4"
export SEED="1"

module load julia/1.10

cd /home/u/scripthut-repos/0123456789ab/code
julia run.jl 'a b'
echo done
EXIT_CODE=$?

echo ""
echo "=================================="
echo "Finished: $(date)"
echo "Exit code: $EXIT_CODE"
exit $EXIT_CODE
`;

test('the worked example of compat.md 18.1, what is ours between header and body', () => {
  const { text, outputPath, warnings } = slurmScript(sampleJob(), ROOT);
  expect(text.startsWith(HEADER)).toBe(true);
  expect(text.endsWith(BODY)).toBe(true);
  expect(text.slice(HEADER.length, -BODY.length)).toMatch(
    /^export SCRIPTHUT_OUTPUT_DIR=\/home\/u\/.scripthut\/grid\/logs\/outputs\/a1b2c3d4\/sim.1\n\n# ScriptHut runs what follows[\s\S]*\nfi\n\nexport .*\nexport .*\nmkdir .*\n\n$/,
  );
  expect(outputPath).toBe('/home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.out');
  expect(warnings).toEqual([]);
});

/** The directives of a script, as sbatch finds them: up to the first line that is no comment. */
function directives(text: string): string[] {
  return text
    .slice(0, text.indexOf('\nif '))
    .split('\n')
    .filter((line) => line.startsWith('#SBATCH'));
}

test('no value can bring in a directive or an option', () => {
  const evil = 'x\n#SBATCH --exclusive\n -N 4 "y" \\';
  const plain = directives(slurmScript(sampleJob({}, { account: 'a' }), ROOT).text);
  const resources = { partition: evil, cpus: 1, memory: evil, timeLimit: evil, gres: evil };
  const { text } = slurmScript(
    sampleJob({ name: evil, resources, outputFile: evil }, { account: evil }),
    ROOT,
  );
  expect(directives(text)).toHaveLength(plain.length);
  expect(text).toContain('#SBATCH --partition="x #SBATCH --exclusive  -N 4 \\"y\\" \\\\"\n');
});

test('a percent sign in a default log path is itself, in one that the author gives it is a pattern', () => {
  const own = slurmScript(sampleJob({ id: taskId('50%j') }), ROOT);
  expect(own.outputPath).toMatch(/_50%j\.out$/);
  expect(own.text).toMatch(/--output=\S*_50%%j\.out\n/);
  const given = slurmScript(sampleJob({ outputFile: '~/a b/%j.out' }), ROOT);
  expect(given.text).toContain('#SBATCH --output="a b/%j.out"\n');
  expect(given.warnings).toHaveLength(1);
});

test('an id that is no file name makes no folders', () => {
  const { outputPath } = slurmScript(sampleJob({ id: taskId('../../x\n') }), ROOT);
  expect(outputPath).toBe('/home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_..%2F..%2Fx%0A.out');
});
