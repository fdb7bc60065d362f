import { runId, submissionToken, taskId } from '../engine/ids.ts';
import type { RunInfo } from '../engine/run.ts';
import type { ResolvedEnvironment, Task, Variable } from '../engine/task.ts';
import type { JobRequest } from './backend.ts';

/** For tests: the Slurm example of `compat.md` 18.1, with changes. */
export function sampleJob(
  task: Partial<Task> = {},
  run: Partial<RunInfo> = {},
  more: Partial<ResolvedEnvironment> & { submission?: number } = {},
): JobRequest {
  const info: RunInfo = { ...RUN, ...run };
  return {
    token: submissionToken(info.id, more.submission ?? 1),
    run: info,
    task: { ...TASK, ...task },
    attempt: 1,
    environment: {
      variables: more.variables ?? VARIABLES,
      preludes: more.preludes ?? [],
      init: more.init ?? 'module load julia/1.10',
      warnings: [],
    },
  };
}

const TASK: Task = {
  id: taskId('sim.1'),
  name: 'Sim 1',
  command: "julia run.jl 'a b'\necho done",
  dependencies: [],
  workingDir: '/home/u/scripthut-repos/0123456789ab/code',
  resources: { partition: 'normal', cpus: 4, memory: '16G', timeLimit: '2:00:00', gres: 'gpu:1' },
  outputFile: null,
  errorFile: null,
  generatesSource: null,
  environment: 'jl',
  envVars: { THREADS: '4', SEED: '1' },
  retry: null,
};

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const RUN: RunInfo = {
  id: runId('a1b2c3d4'),
  workflow: 'grid',
  title: null,
  backend: 'hpc' as RunInfo['backend'],
  createdAt: Date.parse('2026-02-19T14:30:00Z'),
  maxConcurrent: null,
  logDir: '/home/u/.scripthut/grid/logs',
  account: 'lab',
  loginShell: true,
  source: { kind: 'workflow', name: 'grid' },
  git: { repository: 'https://example.org/lab/grid.git', branch: 'main', commit: COMMIT },
  environments: [],
};

const VARIABLES: readonly Variable[] = Object.entries({
  SCRIPTHUT_WORKFLOW: 'grid',
  SCRIPTHUT_RUN_ID: 'a1b2c3d4',
  SCRIPTHUT_CREATED_AT: '2026-02-19T14:30:00+00:00',
  SCRIPTHUT_GIT_REPO: 'https://example.org/lab/grid.git',
  SCRIPTHUT_GIT_BRANCH: 'main',
  SCRIPTHUT_GIT_SHA: COMMIT,
  THREADS: '4',
  SEED: '1',
}).map(([key, value]) => ({ key, value }));
