import { constants } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type Problem, type ProblemCode, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { SshTarget } from './ssh-arguments.ts';

/** A socket's path holds 104 bytes (macOS) to 108 (Linux), of which ssh wants 17 for a name in between. */
const LONGEST_PARENT_BYTES = 60;

export interface SocketFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new folder for a control socket, which only this user can look into. */
export async function makeSocketFolder(): Promise<Result<SocketFolder>> {
  const parent = Buffer.byteLength(tmpdir()) <= LONGEST_PARENT_BYTES ? tmpdir() : '/tmp';
  try {
    const path = await mkdtemp(`${parent}/scripthut-`);
    // What cannot be removed stays: an empty folder is in nobody's way.
    const remove = () => rm(path, { recursive: true, force: true }).catch(() => undefined);
    return ok({ path, remove });
  } catch (error) {
    const said = (error as Error).message;
    return failed(
      problem('unreachable', `no folder for ssh's control socket can be made in ${parent}: ${said}`),
    );
  }
}

/** `ssh` only warns of a chosen file that it cannot read, and then fails for another reason; this names the file. */
export async function unusableFile(target: SshTarget): Promise<Problem | null> {
  return (
    (await unreadable('key_path', target.keyPath, 'not-authenticated')) ??
    (await unreadable('cert_path', target.certPath, 'not-authenticated')) ??
    (target.hostKeyCheck === false
      ? null
      : await unreadable('known_hosts', target.knownHosts, 'untrusted-host'))
  );
}

async function unreadable(
  setting: string,
  path: string | undefined,
  code: ProblemCode,
): Promise<Problem | null> {
  if (path === undefined) return null;
  try {
    await access(path, constants.R_OK);
    return null;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return problem(code, `ssh.${setting}: ${path} ${missing ? 'does not exist' : 'cannot be read'}`, {
      hint: missing
        ? `Correct ssh.${setting}, or leave it out.`
        : 'Make it readable for the user that runs ScriptHut.',
    });
  }
}
