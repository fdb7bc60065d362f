import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Cluster } from '../test/cluster/cluster.ts';

/** A far machine's sshd: the same, behind a link that takes its time. */
export interface SlowLink {
  readonly login: Pick<Cluster['ssh'], 'port' | 'knownHosts'>;
  close(): void;
}

/** Opens a port that leads to the cluster's sshd; every byte is held back for so long in each direction. */
export async function openSlowLink(cluster: Cluster, oneWayMs: number): Promise<SlowLink> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = dial(cluster.ssh.port, cluster.ssh.host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      delay(from, to, oneWayMs);
      from.once('close', () => sockets.delete(from));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { login: { port, knownHosts: await knownAt(cluster, port) }, close };
}

/** Timers of one length run out in the order in which they were set: nothing overtakes. */
function delay(from: Socket, to: Socket, ms: number): void {
  from.on('data', (chunk: Buffer) => setTimeout(() => to.write(chunk), ms));
  from.once('end', () => setTimeout(() => to.end(), ms));
  from.once('error', () => to.destroy());
}

/** The same host key under the new port. */
async function knownAt({ dir, ssh }: Cluster, port: number): Promise<string> {
  const known = await readFile(ssh.knownHosts, 'utf8');
  const file = join(dir, 'known_hosts_of_slow_link');
  await writeFile(file, known.replaceAll(`]:${ssh.port} `, `]:${port} `));
  return file;
}
