import type { Host } from './host.ts';
import { Meter } from './meter.ts';
import { pooledHost } from './pooled-host.ts';
import type { SshTarget } from './ssh-arguments.ts';
import { SshConnection } from './ssh-connection.ts';

export interface SshHostOptions {
  readonly target: SshTarget;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * A machine behind the system's own `ssh`. Nobody is asked before the first command. All commands share one login,
 * which is made again, with growing waits, when it was lost or refused.
 */
export function sshHost({ target, now }: SshHostOptions): Host {
  const label = target.user === undefined ? target.host : `${target.user}@${target.host}`;
  const meter = new Meter(now);
  const connection = new SshConnection(target, label, now, meter);
  return pooledHost({
    label,
    now,
    meter,
    open: () => connection.openSession(),
    hangUp: (channel) => connection.hangUp(channel),
    connection: () => connection.state(),
    close: () => connection.close(),
  });
}
