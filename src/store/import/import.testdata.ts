import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Stored runs in the shapes that `compat.md` 15 describes, made up for these tests.

/** As version 0.3.17 wrote them: a run with one task in every state. */
export const SEED_RUN = {
  version: 2,
  id: 'a1b2c3d4',
  workflow_name: 'climate/grid',
  backend_name: 'mercury',
  created_at: '2026-02-19T14:30:00+00:00',
  max_concurrent: 5,
  log_dir: '/home/ada/.scripthut/grid/logs',
  account: 'lab',
  login_shell: true,
  commit_hash: '9f8e7d6c5b4a',
  items: [
    item('prepare', 'completed', {
      job_id: '100',
      submitted_at: '2026-02-19T14:30:05.250000+00:00',
      started_at: '2026-02-19T14:31:00+00:00',
      finished_at: '2026-02-19T16:01:00+01:00',
      submit_script: '#!/bin/bash\n#SBATCH --job-name="prepare"\n',
      cpu_efficiency: 87.5,
      max_rss: '1.2G',
      scheduler_state: 'COMPLETED',
    }),
    item('sim', 'failed', {
      task: { dependencies: ['prepare'], output_file: '/scratch/sim.out', cpus: '4', gres: 'gpu:1' },
      job_id: '101',
      submitted_at: '2026-02-19T14:40:00+00:00',
      started_at: '2026-02-19T14:41:00+00:00',
      finished_at: '2026-02-19T16:41:00+00:00',
      error: 'Scheduler: Exceeded walltime',
      submit_script: '#!/bin/bash\n',
      scheduler_state: 'TIMEOUT',
    }),
    item('summary', 'dep_failed', {
      task: { dependencies: ['prepare', 'sim'] },
      finished_at: '2026-02-19T16:42:00+00:00',
      error: "Dependency 'sim' failed",
    }),
    item('refused', 'failed', { error: 'sbatch: error: invalid partition specified: nrmal' }),
    item('running', 'running', { job_id: '102', started_at: '2026-02-19T16:00:00+00:00' }),
    item('waiting', 'pending', {}),
  ],
};

/** As version 0.12.20 wrote them. */
export const LATER_RUN = {
  version: 2,
  id: 'bbbb0001',
  workflow_name: '_adhoc/train',
  backend_name: 'aws',
  created_at: '2026-05-01T08:00:00+00:00',
  max_concurrent: null,
  log_dir: 'backend://aws/_adhoc/train',
  account: null,
  login_shell: false,
  commit_hash: '0123456789abcdef0123456789abcdef01234567',
  git_repo: 'git@example.edu:lab/code.git',
  git_branch: 'main',
  source_name: 'code',
  doc_env: [],
  items: [
    item('exit', 'failed', {
      task: { env: [{ set: { A: 'b' } }], image: 'r:4', inputs: [], outputs: [], cache: true },
      job_id: 'job-1',
      user: null,
      submit_output: 'submitted',
      exit_code: 3,
      error: 'Scheduler: Non-zero exit code',
      scheduler_state: 'FAILED',
      finished_at: '2026-05-01T08:10:00+00:00',
    }),
    item('cached', 'completed', {
      cache_hit: true,
      cache_key: 'ff',
      finished_at: '2026-05-01T08:00:01+00:00',
    }),
    item('vanished', 'completed', { job_id: 'job-2', error: 'exit code unknown' }),
    item('queued', 'queued', { job_id: 'job-3', pending_reason: 'Resources' }),
    item('settling', 'settling', { job_id: 'job-4' }),
  ],
};

/** With the key names that are older still, times without an offset, and without `log_dir`. */
export const OLDER_RUN = {
  id: 'cccc0001',
  workflow_name: 'old',
  cluster_name: 'mercury',
  created_at: '2025-01-02T03:04:05',
  max_concurrent: null,
  items: [
    {
      task: { id: 'a.1', name: 'A', command: 'true', deps: [] },
      status: 'completed',
      slurm_job_id: '7',
      submitted_at: '2025-01-02T03:05:00',
      sbatch_script: '#!/bin/sh\n',
      sacct_state: 'COMPLETED',
    },
  ],
};

/** Jobs of others of one week. */
export const WEEK_OF_JOBS = {
  version: 2,
  id: '2026-W08',
  workflow_name: '_default_mercury',
  backend_name: 'mercury',
  created_at: '2026-02-16T00:00:00+00:00',
  items: [
    item('ext-555', 'completed', {
      task: { name: 'blast', cpus: 8, memory: '32G' },
      job_id: '555',
      user: 'grace',
      submitted_at: '2026-02-17T10:00:00+00:00',
      started_at: '2026-02-17T10:00:30+00:00',
      finished_at: '2026-02-17T10:10:30+00:00',
    }),
    item('ext-556', 'running', { job_id: '556', submitted_at: '2026-02-17T11:00:00+00:00' }),
  ],
};

function item(
  id: string,
  status: string,
  { task = {}, ...more }: { task?: object } & Record<string, unknown>,
) {
  return {
    task: {
      id,
      name: id.toUpperCase(),
      command: `run ${id}`,
      dependencies: [],
      working_dir: '/home/ada/grid',
      partition: 'normal',
      cpus: 1,
      memory: '4G',
      time_limit: '1:00:00',
      output_file: null,
      error_file: null,
      generates_source: null,
      ...task,
    },
    status,
    job_id: null,
    submitted_at: null,
    started_at: null,
    finished_at: null,
    error: null,
    submit_script: null,
    cpu_efficiency: null,
    max_rss: null,
    scheduler_state: null,
    ...more,
  };
}

/** Puts a stored run where the Python program would have put it. `folder` is `<workflow>/<run folder>`. */
export function putRun(dataDir: string, folder: string, content: object | string): string {
  const file = join(dataDir, 'workflows', folder, 'run.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return file;
}
