import { readFile } from 'node:fs/promises';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { Secret } from '../engine/secret.ts';
import type { SecretSetting } from './settings.ts';

/** Read anew each time, so that a changed password needs no restart. Problems: `no-access`, `bad-configuration`. */
export async function readSecret(setting: SecretSetting): Promise<Result<Secret>> {
  if (setting.is === 'value') return ok(setting.value);
  try {
    const [line = ''] = (await readFile(setting.path, 'utf8')).split(/\r?\n/);
    return line === ''
      ? failed(
          problem('bad-configuration', `the first line of ${setting.path} is empty: it must hold the secret`),
        )
      : ok(new Secret(line));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return failed(problem('no-access', `cannot read ${setting.path} (${code})`));
  }
}
