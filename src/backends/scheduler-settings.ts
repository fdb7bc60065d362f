import type { z } from 'zod';
import { ruleKeys, rulesOf } from './env-settings.ts';
import {
  type CommonSettings,
  commonKeys,
  flag,
  type Machine,
  optional,
  optionalWord,
  type SshSettings,
  sshSettings,
  wholeNumber,
} from './settings.ts';

/** What the backends of schedulers have in common whose commands are run on a machine, here or behind SSH. */
export interface SchedulerSettings extends CommonSettings {
  /** Null: the scheduler's commands are run on this machine. */
  readonly ssh: SshSettings | null;
  /** What jobs are charged to, in the scheduler's sense. */
  readonly account: string | null;
  /** Fewer tasks that ask for the same go out one by one; null: always. */
  readonly smallestArray: number | null;
}

/** The keys of `SchedulerSettings`. */
export function schedulerKeys(machine: Machine) {
  return {
    ...commonKeys(100),
    ssh: optional(sshSettings(machine), null),
    account: optionalWord(),
    job_arrays: optional(flag(), true),
    array_min: optional(wholeNumber(2), 10),
    ...ruleKeys(),
  };
}

type ReadKeys = z.output<z.ZodObject<ReturnType<typeof schedulerKeys>>>;

/** What `schedulerKeys` has read. */
export function schedulerSettings(read: ReadKeys): SchedulerSettings {
  return {
    name: read.name,
    ssh: read.ssh,
    account: read.account,
    smallestArray: read.job_arrays ? read.array_min : null,
    loginShell: read.login_shell,
    maxConcurrent: read.max_concurrent,
    cloneDir: read.clone_dir,
    rules: rulesOf(read),
  };
}
