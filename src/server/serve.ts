import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { WebApp } from './app.ts';

export interface Listening {
  /** `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  /** Ends the streams, lets answers that are under way finish for a moment, and stops. */
  close(): Promise<void>;
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** How long answers that are under way may take when the server stops, in milliseconds. */
const FAREWELL_MS = 2_000;

/**
 * Listens. Port 0 takes a free one. Only this machine is served: nobody asks for a password yet.
 * Problems: `unsupported` off loopback, `conflict` for a port in use, `no-access` for one that is not allowed.
 */
export async function serve(
  web: WebApp,
  at: { readonly host: string; readonly port: number },
): Promise<Result<Listening>> {
  if (!LOOPBACK.includes(at.host)) return failed(offLoopback(at.host));
  const server = createServer(getRequestListener(web.app.fetch));
  try {
    server.listen(at.port, at.host);
    await once(server, 'listening');
  } catch (error) {
    return failed(cannotListen(at, error));
  }
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('a listening server has an address and a port');
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return ok({ url: `http://${name}:${address.port}`, port: address.port, close: () => stop(web, server) });
}

async function stop(web: WebApp, server: Server): Promise<void> {
  web.close();
  const closed = once(server, 'close');
  server.close();
  // A connection that is kept open for further requests counts as idle only when its last answer has been sent.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const farewell = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(farewell);
}

function offLoopback(host: string) {
  return problem('unsupported', `The server listens on this machine only, and ${host} is another address.`, {
    hint: 'Use 127.0.0.1, and reach it from elsewhere through ssh -L 8000:127.0.0.1:8000.',
  });
}

function cannotListen({ host, port }: { readonly host: string; readonly port: number }, error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') {
    return problem('conflict', `Port ${port} on ${host} is in use.`, {
      hint: 'Another ScriptHut may be running; or choose another port with --port.',
    });
  }
  return problem(
    'no-access',
    `Cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`,
  );
}
