import type { Cluster } from '../test/cluster/cluster.ts';
import { type Ran, run } from '../test/cluster/processes.ts';

/** The words of a new login that becomes this command, as a user types it. */
export function sshWords({ ssh }: Cluster, command: string): readonly string[] {
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=yes', `UserKnownHostsFile=${ssh.knownHosts}`];
  return [
    ...['-T', '-F', 'none', '-i', ssh.keyPath, '-p', String(ssh.port)],
    ...options.flatMap((option) => ['-o', option]),
    `${ssh.user}@${ssh.host}`,
    command,
  ];
}

/** Runs a script with `sh` on the login node, in a login of its own. */
export function runOverSsh(cluster: Cluster, script: string): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const identity = {
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    cwd: '/',
    env: { PATH, HOME },
  };
  return run(identity, 'ssh', sshWords(cluster, 'exec sh'), script);
}
