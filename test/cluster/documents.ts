import type { Cluster } from './cluster.ts';

/** A task as an author writes it (`compat.md` 3.2), with little memory so that many fit beside each other. */
export function task(id: string, command: string, deps: readonly string[] = []) {
  return { id, name: id, command, deps, memory: '10M', time_limit: '10:00' };
}

/** The backend `testbed`: the cluster over SSH. */
export function slurmOverSsh(
  { ssh }: Cluster,
  name = 'testbed',
  changes: Partial<Cluster['ssh']> = {},
): string {
  const login = { ...ssh, ...changes };
  return `  - name: ${name}
    type: slurm
    ssh:
      host: ${login.host}
      port: ${login.port}
      user: ${login.user}
      key_path: ${login.keyPath}
      known_hosts: ${login.knownHosts}`;
}

/** The lines that tasks appended to a file on the cluster, in the order of their arrival. */
export async function sideEffects(cluster: Cluster, file: string): Promise<string[]> {
  const { stdout } = await cluster.run('user', `cat ${file}`);
  return stdout.split('\n').filter((line) => line !== '');
}
