import { openGrid, startGrid, takeDown, takeDownAbandoned } from './grid.ts';
import { gridFolders } from './layout.ts';

const usage = `usage: node test/grid-engine/main.ts COMMAND
  up                starts a real Grid Engine with an sshd and prints how to reach it
  list              prints the folders of all of them on this machine
  down DIR…         ends these and removes their folders
  down --abandoned  ends those whose test process has crashed`;

/** What a user of it needs: for a shell, and for `scripthut.yaml`. */
function directions(dir: string): string {
  const { ssh, variables } = openGrid(dir);
  const shell = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `# Grid Engine in ${dir}; take it down with: node test/grid-engine/main.ts down ${dir}
# for a shell: export ${shell.join(' ')}
# login: ssh -p ${ssh.port} -i ${ssh.keyPath} -o UserKnownHostsFile=${ssh.knownHosts} ${ssh.user}@${ssh.host}
backends:
  - name: testbed
    type: sge
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
if (command === 'up') console.log(directions((await startGrid(true)).dir));
else if (command === 'list') for (const dir of gridFolders()) console.log(dir);
else if (command === 'down' && args[0] === '--abandoned') await takeDownAbandoned();
else if (command === 'down' && args.length > 0) for (const dir of args) await takeDown(dir);
else {
  console.error(usage);
  process.exitCode = 2;
}
