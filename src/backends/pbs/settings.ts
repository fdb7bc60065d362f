import { z } from 'zod';
import { expected } from '../../engine/faults.ts';
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

/** How a job says what it needs: `-l nodes=1:ppn=4` as Torque and OpenPBS take it, or `-l select=1:ncpus=4` of OpenPBS. */
export type ResourceStyle = 'nodes' | 'select';

/** A backend of type `pbs` (`compat.md` 2.3): OpenPBS, PBS Pro or Torque. */
export interface PbsSettings extends CommonSettings {
  readonly type: 'pbs';
  /** Null: the scheduler's commands are run on this machine. */
  readonly ssh: SshSettings | null;
  /** `#PBS -A` */
  readonly account: string | null;
  /** In place of the partitions of all tasks. */
  readonly queue: string | null;
  /** Null: found out by asking the server. */
  readonly resourceStyle: ResourceStyle | null;
  /** Fewer tasks that ask for the same go out one by one; null: always. */
  readonly smallestArray: number | null;
}

export function pbsSettings(machine: Machine) {
  const keys = {
    type: z.literal('pbs'),
    ...commonKeys(100),
    ssh: optional(sshSettings(machine), null),
    account: optionalWord(),
    queue: optionalWord(),
    resource_style: optional(
      z.enum(['nodes', 'select'], { error: expected("'nodes' or 'select'") }),
      null,
    ),
    job_arrays: optional(flag(), true),
    array_min: optional(wholeNumber(2), 10),
    ...ruleKeys(),
  };
  return section(keys).transform(
    (pbs): PbsSettings => ({
      type: pbs.type,
      name: pbs.name,
      ssh: pbs.ssh,
      account: pbs.account,
      queue: pbs.queue,
      resourceStyle: pbs.resource_style,
      smallestArray: pbs.job_arrays ? pbs.array_min : null,
      loginShell: pbs.login_shell,
      maxConcurrent: pbs.max_concurrent,
      cloneDir: pbs.clone_dir,
      rules: rulesOf(pbs),
    }),
  );
}
