import { createApp, type WebApp } from '../../src/server/app.ts';
import type { ServerOptions } from '../../src/server/context.ts';
import { PretendedOrders } from './pretended-orders.ts';
import { NOON, PretendedWorld } from './pretended-world.ts';

export interface Site {
  readonly web: WebApp;
  readonly world: PretendedWorld;
  readonly orders: PretendedOrders;
  /** What the server found worth a line in its own output; a test ends by finding it empty. */
  readonly reported: unknown[];
  /** Asks as a browser does that opens a page. */
  page(path: string, init?: RequestInit): Promise<Response>;
  /** Asks as a program does. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): void;
}

/** The real server on a pretended world. */
export function openSite(more: Partial<ServerOptions> = {}): Site {
  const world = new PretendedWorld();
  const orders = new PretendedOrders(world);
  const reported: unknown[] = [];
  const web = createApp({
    orders,
    store: world.store,
    settings: { filterUser: null },
    configuration: { faults: [], warnings: [], file: '/home/ada/scripthut.yaml' },
    settingsFile: null,
    assets: '/nowhere',
    version: '1.2.3',
    allowedHosts: [],
    report: (error) => reported.push(error),
    now: () => NOON,
    ...more,
  });
  const ask = async (path: string, init?: RequestInit) => web.app.request(path, init);
  return {
    web,
    world,
    orders,
    reported,
    ask,
    page: (path, init) => ask(path, { ...init, headers: { Accept: 'text/html', ...init?.headers } }),
    close: () => {
      web.close();
      world.store.close();
    },
  };
}
