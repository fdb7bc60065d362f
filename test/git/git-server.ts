import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startSshd, type TestSshd } from '../cluster/sshd.ts';
import { type Changes, WorkTree } from './work-tree.ts';

/** A real git server behind a real sshd on a loopback port, which lets in whoever has its deploy key. */
export interface GitServer {
  readonly url: string;
  /** A private key that may read; nothing else of this machine's user may. */
  readonly deployKey: string;
  readonly sshd: TestSshd;
  push(changes: Changes, branch?: string): Promise<string>;
  stop(): Promise<void>;
}

const USER = 'scripthut-git';
let count = 0;

export async function startGitServer(files?: Changes): Promise<GitServer> {
  const sshd = await startSshd({ user: USER });
  forgetHostKey(sshd.port);
  count += 1;
  const bare = `/home/${USER}/grid-${process.pid}-${count}.git`;
  const tree = await WorkTree.create(files, bare);
  const own = () => execFileSync('chown', ['-R', `${USER}:`, bare]);
  own();
  return {
    url: `ssh://${USER}@127.0.0.1:${sshd.port}${bare}`,
    deployKey: sshd.keyPath,
    sshd,
    push: async (changes, branch) => {
      // The pusher is root here, and git trusts a repository of its own user only.
      execFileSync('chown', ['-R', `${process.getuid?.()}`, bare]);
      const commit = await tree.push(changes, branch);
      own();
      return commit;
    },
    stop: async () => {
      await sshd.stop();
      forgetHostKey(sshd.port);
      await tree.remove();
      await rm(bare, { recursive: true, force: true });
    },
  };
}

/** New host keys are stored when they are accepted; the next sshd on this port has others. */
function forgetHostKey(port: number): void {
  const file = join(process.env.HOME ?? '/root', '.ssh', 'known_hosts');
  try {
    execFileSync('ssh-keygen', ['-q', '-f', file, '-R', `[127.0.0.1]:${port}`], { stdio: 'pipe' });
  } catch {
    // There is no such file, or nothing about this port in it.
  }
}
