import { z } from 'zod';
import { type SchedulerSettings, schedulerKeys, schedulerSettings } from '../scheduler-settings.ts';
import { type Machine, optional, optionalWord, section } from '../settings.ts';

/** A backend of type `sge`: Grid Engine. The account is `-A`, a word for accounting that nothing depends on. */
export interface SgeSettings extends SchedulerSettings {
  readonly type: 'sge';
  /** `-q` for all tasks; null: the partition that a task names. */
  readonly queue: string | null;
  /** `-P` */
  readonly project: string | null;
  /** `-pe` of tasks with several CPUs; null: one of the site's that keeps all slots on one machine. */
  readonly parallelEnvironment: string | null;
  /** `-l NAME=`, asked for each slot. */
  readonly memoryResource: string;
}

export function sgeSettings(machine: Machine) {
  const keys = {
    type: z.literal('sge'),
    ...schedulerKeys(machine),
    queue: optionalWord(),
    project: optionalWord(),
    pe: optionalWord(),
    memory_resource: optional(optionalWord(), null),
  };
  return section(keys).transform(
    (read): SgeSettings => ({
      type: read.type,
      ...schedulerSettings(read),
      queue: read.queue,
      project: read.project,
      parallelEnvironment: read.pe,
      memoryResource: read.memory_resource ?? 'h_vmem',
    }),
  );
}
