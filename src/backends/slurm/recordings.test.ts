import { expect, test } from 'vitest';
import { type LeftOut, undecided } from '../recordings.testdata.ts';

// Each recording is read by a test of this folder, or left out here for a reason. A new one fails until somebody decides. Those
// that are left out lie beside the checkout alone.

const LEFT_OUT: LeftOut = {
  'other columns, or a form with widths, headings or steps, than `squeue` is asked for': `
    squeue-O-long squeue-array-compact squeue-array-expanded squeue-default squeue-ended-job squeue-me
    squeue-noheader-pipe squeue-start squeue-steps squeue-time-epoch squeue-timelimits
    squeue-two-ids-one-unknown squeue-two-unknown err-dbd-down-squeue`,
  'other columns than `sacct` is asked for, of ends that other recordings show': `
    err-ctld-down-sacct err-recovered-sacct sacct-P-all sacct-PX-all sacct-array-expanded sacct-batch-script
    sacct-big-values-default-units sacct-brief sacct-default sacct-default-misses-held sacct-delimiter-1f
    sacct-filter-state sacct-long sacct-names-1f sacct-names-latin1-db sacct-noconvert sacct-requeued-noD
    sacct-time-epoch sacct-units-M`,
  'JSON or YAML, which not every release has and one odd name spoils': `
    err-ctld-down-squeue-json err-dbd-down-sacct-json sacct-json sacct-json-unknown-job sacct-names-json
    scontrol-show-job-json sinfo-json sinfo-json-down squeue-json squeue-json-ignores-filter squeue-names-json
    squeue-yaml`,
  'a fault in a question that is never asked so':
    'sacct-bad-field sacct-bad-time squeue-bad-format-char squeue-bad-user squeue-unknown-job',
  'the controller is asked for single jobs on one line (`scontrol --oneliner`)': `
    scontrol-show-job-all scontrol-show-job-array scontrol-show-job-details scontrol-show-job-multiday
    scontrol-show-step`,
  '`sinfo` is asked for sums and limits in columns of its own': `
    err-ctld-down-sinfo sinfo-default sinfo-down sinfo-long-nodes sinfo-nodes-down-pipe sinfo-nodes-pipe
    sinfo-partitions-pipe sinfo-reasons sinfo-recovered sinfo-summary`,
  'silent, with exit code 0: there is nothing to read':
    'scancel-done scancel-mixed scancel-ok scancel-unknown',
  'other columns than `sacctmgr` is asked for': 'sacctmgr-assoc sacctmgr-qos',
  'a command that is never given': `
    err-ctld-down-ping reservation sacct-helpformat salloc scancel-verbose
    scontrol-hold-running scontrol-hostnames scontrol-ping
    scontrol-update-name scontrol-update-timelimit-lower scontrol-update-timelimit-raise
    sdiag sprio squeue-helpformat sreport srun-err srun-interactive sstat-running version`,
  'what is looked for in it is looked for in the answer of a real Slurm (`test/cluster/`)':
    'printenv-in-job scontrol-show-config',
};

test('every recording of Slurm is read, or left out for a reason', () => {
  const folder = { family: 'slurm', beside: 'slurm', endings: ['.txt.stderr', '.txt'] };
  expect(undecided(folder, LEFT_OUT)).toEqual({ neither: [], both: [], missing: [] });
});
