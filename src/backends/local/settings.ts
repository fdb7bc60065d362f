import { z } from 'zod';
import { ruleKeys, rulesOf } from '../env-settings.ts';
import { type CommonSettings, commonKeys, type Machine, section } from '../settings.ts';

/** A backend of type `local`: processes on this machine, by default one for each CPU (`compat.md` 2.5). */
export interface LocalSettings extends CommonSettings {
  readonly type: 'local';
}

export function localSettings(machine: Machine) {
  const keys = { type: z.literal('local'), ...commonKeys(machine.cpuCount), ...ruleKeys() };
  return section(keys).transform(
    (local): LocalSettings => ({
      type: local.type,
      name: local.name,
      loginShell: local.login_shell,
      maxConcurrent: local.max_concurrent,
      cloneDir: local.clone_dir,
      rules: rulesOf(local),
    }),
  );
}
