import { type Cluster, openCluster, startCluster } from './cluster.ts';
import { clusterFolders } from './layout.ts';
import { takeDown, takeDownAbandoned } from './take-down.ts';

const usage = `usage: node test/cluster/main.ts COMMAND
  up [KEY=VALUE…]   starts a real Slurm with an sshd and prints how to reach it; the lines go into its slurm.conf
  show DIR          prints how to reach the cluster in this folder
  list              prints the folders of all clusters on this machine
  down DIR…         ends these clusters and removes their folders
  down --abandoned  ends those whose test process has crashed`;

/** What a user of the cluster needs: for a shell, and for `scripthut.yaml`. */
function directions({ dir, ssh, slurmConf }: Cluster): string {
  return `# cluster in ${dir}; take it down with: node test/cluster/main.ts down ${dir}
# for a shell: export SLURM_CONF=${slurmConf}
# login: ssh -p ${ssh.port} -i ${ssh.keyPath} -o UserKnownHostsFile=${ssh.knownHosts} ${ssh.user}@${ssh.host}
backends:
  - name: testbed
    type: slurm
    ssh:
      host: ${ssh.host}
      port: ${ssh.port}
      user: ${ssh.user}
      key_path: ${ssh.keyPath}
      known_hosts: ${ssh.knownHosts}
settings:
  poll_interval: 5`;
}

const [command, ...args] = process.argv.slice(2);
if (command === 'up') {
  const settings = Object.fromEntries(
    args.map((arg) => [arg.split('=', 1)[0] ?? '', arg.slice(arg.indexOf('=') + 1)]),
  );
  console.log(directions(await startCluster({ settings, kept: true })));
} else if (command === 'show' && args[0] !== undefined) {
  console.log(directions(openCluster(args[0])));
} else if (command === 'list') {
  for (const dir of clusterFolders()) console.log(dir);
} else if (command === 'down' && args[0] === '--abandoned') {
  await takeDownAbandoned();
} else if (command === 'down' && args.length > 0) {
  for (const dir of args) await takeDown(dir);
} else {
  console.error(usage);
  process.exitCode = 2;
}
