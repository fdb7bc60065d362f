import { z } from 'zod';
import { ruleKeys, rulesOf } from '../env-settings.ts';
import {
  type CommonSettings,
  commonKeys,
  flag,
  type Machine,
  optional,
  optionalWord,
  type SshSettings,
  section,
  sshSettings,
  wholeNumber,
} from '../settings.ts';

/** A backend of type `slurm` (`compat.md` 2.2). */
export interface SlurmSettings extends CommonSettings {
  readonly type: 'slurm';
  /** Null: the scheduler's commands are run on this machine. */
  readonly ssh: SshSettings | null;
  /** `#SBATCH --account=` */
  readonly account: string | null;
  /** Fewer tasks that ask for the same go out one by one; null: always. */
  readonly smallestArray: number | null;
}

export function slurmSettings(machine: Machine) {
  const keys = {
    type: z.literal('slurm'),
    ...commonKeys(100),
    ssh: optional(sshSettings(machine), null),
    account: optionalWord(),
    job_arrays: optional(flag(), true),
    array_min: optional(wholeNumber(2), 10),
    ...ruleKeys(),
  };
  return section(keys, ['partition_map', 'default_partition']).transform(
    (slurm): SlurmSettings => ({
      type: slurm.type,
      name: slurm.name,
      ssh: slurm.ssh,
      account: slurm.account,
      smallestArray: slurm.job_arrays ? slurm.array_min : null,
      loginShell: slurm.login_shell,
      maxConcurrent: slurm.max_concurrent,
      cloneDir: slurm.clone_dir,
      rules: rulesOf(slurm),
    }),
  );
}
