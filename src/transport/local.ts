import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { type Channel, openChannel } from './channel.ts';
import type { Host } from './host.ts';
import { Meter } from './meter.ts';
import { pooledHost } from './pooled-host.ts';

export interface LocalHostOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What commands find in their environment. Default: that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const LABEL = 'this machine';
const OPEN_LIMIT_MS = 30_000;

/** This machine as a host: commands run as the user of this process, in their home directory. */
export function localHost({ now, environment = process.env }: LocalHostOptions): Host {
  const since = now();
  const meter = new Meter(now);
  return pooledHost({
    label: LABEL,
    now,
    meter,
    open: () => openShell(environment, meter),
    hangUp: (channel) => channel.drop(),
    connection: () => ({ is: 'connected', since }),
    close: async () => {},
  });
}

async function openShell(
  environment: Readonly<Record<string, string | undefined>>,
  meter: Meter,
): Promise<Result<Channel>> {
  const home = homedir();
  const opened = await openChannel({
    argv: ['/bin/sh'],
    environment,
    directory: existsSync(home) ? home : '/',
    openLimitMs: OPEN_LIMIT_MS,
    dropSignal: 'SIGHUP',
    meter,
  });
  if (opened.ok) return ok(opened.channel);
  const { startError, stderr } = opened.failure;
  return failed(problem('unreachable', `${LABEL}: /bin/sh does not answer: ${startError ?? stderr}`));
}
