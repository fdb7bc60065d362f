import { createHash } from 'node:crypto';
import { copyFile, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';

/** So many files of before are kept beside the configuration. */
const KEPT_BACKUPS = 10;

/** Of a text as it stands in a file; empty where there is none. */
export function hashOf(text: string | null): string {
  return text === null ? '' : createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Null where there is no such file. */
export async function readTextFile(path: string): Promise<Result<string | null>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? ok(null) : failed(problem('no-access', `Cannot read ${path} (${code})`));
  }
}

/** Writes the whole text or nothing, with the rights of the file before; that one is kept as `<file>.<time>.bak`. */
export async function replaceTextFile(path: string, text: string, now: number): Promise<Result<void>> {
  try {
    // Where a link stands, what it leads to is written.
    const file = await realpath(path).catch(() => path);
    const before = await stat(file).catch(() => null);
    if (before !== null) await keepBackup(file, now);
    await writeWhole(file, text, before === null ? 0o600 : before.mode);
    return ok(undefined);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = 'Nothing was changed, as far as is known; check the rights and the space of its folder.';
    return failed(problem('no-access', `Cannot write ${path} (${code})`, { hint }));
  }
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await writeFile(beside, text, { mode });
    const handle = await open(beside, 'r+');
    await handle.chmod(mode & 0o777);
    await handle.sync();
    await handle.close();
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function keepBackup(file: string, now: number): Promise<void> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  await copyFile(file, `${file}.${time}.bak`);
  const name = basename(file);
  const folder = dirname(file);
  const ours = (await readdir(folder)).filter((each) => isBackupOf(name, each)).toSorted();
  for (const old of ours.slice(0, -KEPT_BACKUPS)) await rm(join(folder, old), { force: true });
}

function isBackupOf(name: string, each: string): boolean {
  return each.startsWith(`${name}.`) && /^\d{8}T\d{6}Z\.bak$/.test(each.slice(name.length + 1));
}
