import { z } from 'zod';
import { expected } from '../../engine/faults.ts';
import { type SchedulerSettings, schedulerKeys, schedulerSettings } from '../scheduler-settings.ts';
import { type Machine, optional, optionalWord, section } from '../settings.ts';

/** How a job says what it needs: `-l nodes=1:ppn=4` as Torque and OpenPBS take it, or `-l select=1:ncpus=4` of OpenPBS. */
export type ResourceStyle = 'nodes' | 'select';

/** A backend of type `pbs` (`compat.md` 2.3): OpenPBS, PBS Pro or Torque. The account is `#PBS -A`. */
export interface PbsSettings extends SchedulerSettings {
  readonly type: 'pbs';
  /** In place of the partitions of all tasks. */
  readonly queue: string | null;
  /** Null: found out by asking the server. */
  readonly resourceStyle: ResourceStyle | null;
}

export function pbsSettings(machine: Machine) {
  const style = z.enum(['nodes', 'select'], { error: expected("'nodes' or 'select'") });
  const keys = {
    type: z.literal('pbs'),
    ...schedulerKeys(machine),
    queue: optionalWord(),
    resource_style: optional(style, null),
  };
  return section(keys).transform(
    (read): PbsSettings => ({
      type: read.type,
      ...schedulerSettings(read),
      queue: read.queue,
      resourceStyle: read.resource_style,
    }),
  );
}
