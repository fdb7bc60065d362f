import { z } from 'zod';
import { type SchedulerSettings, schedulerKeys, schedulerSettings } from '../scheduler-settings.ts';
import { type Machine, section } from '../settings.ts';

/** A backend of type `slurm` (`compat.md` 2.2). The account is `#SBATCH --account=`. */
export interface SlurmSettings extends SchedulerSettings {
  readonly type: 'slurm';
}

export function slurmSettings(machine: Machine) {
  const keys = { type: z.literal('slurm'), ...schedulerKeys(machine) };
  return section(keys, ['partition_map', 'default_partition']).transform(
    (read): SlurmSettings => ({ type: read.type, ...schedulerSettings(read) }),
  );
}
