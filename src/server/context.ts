import type { Orders } from '../conductor/orders.ts';
import type { Problem } from '../engine/problem.ts';
import type { Store } from '../store/store.ts';
import type { LiveHub } from './live.ts';
import type { RunPictures } from './run-picture.ts';
import type { SettingsFile } from './settings-file.ts';

/** What the server is made of. It opens nothing itself. */
export interface ServerOptions {
  readonly orders: Orders;
  readonly store: Store;
  readonly settings: { readonly filterUser: string | null };
  /** A broken configuration does not stop the server: its faults are shown. */
  readonly configuration: {
    readonly faults: readonly Problem[];
    readonly warnings: readonly Problem[];
    readonly file: string | null;
  };
  /** Null where the configuration cannot be changed on the page of settings. */
  readonly settingsFile: SettingsFile | null;
  /** Folder with `main.js` and `styles.css`. */
  readonly assets: string;
  readonly version: string;
  /** Host names, besides those of this machine's loopback, under which people may reach the server. */
  readonly allowedHosts: readonly string[];
  /** Told of what should not have happened; by default it is printed. */
  readonly report?: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How long a quiet stream stays silent before it sends a comment, in milliseconds. */
  readonly heartbeatMs?: number;
}

/** The same for the routes, with what they share. */
export interface ServerContext extends Required<ServerOptions> {
  readonly live: LiveHub;
  readonly pictures: RunPictures;
  /** When this server began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Names the pages' script and styles as they are: another one means that open pages have old ones. */
  readonly build: string;
  /** Aborted when the server stops: streams end. */
  readonly closing: AbortSignal;
}
