import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Below those that the system gives to outgoing connections (32768 and more), above those of known services. */
const FIRST = 10_000;
const LAST = 32_000;
const MOST_TRIES = 50;

/**
 * So many free ports of 127.0.0.1. All are held open together, so that they differ. In the moment before its use a port can
 * only be taken by somebody who wants just this one: no outgoing connection of a busy machine gets it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held: { readonly server: Server; readonly port: number }[] = [];
  for (let tries = 0; held.length < count && tries < MOST_TRIES + count; tries += 1) {
    const port = randomInt(FIRST, LAST);
    const server = await listen(port);
    if (server !== null) held.push({ server, port });
  }
  await Promise.all(held.map(({ server }) => new Promise((done) => server.close(done))));
  if (held.length < count) throw new Error(`no ${count} free ports between ${FIRST} and ${LAST}`);
  return held.map(({ port }) => port);
}

/** Null when the port is taken. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
