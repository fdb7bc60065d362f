import type { Result } from '../engine/result.ts';
import type { Channel } from './channel.ts';
import { ChannelPool } from './channel-pool.ts';
import { CommandLog } from './command-log.ts';
import type { Connection, Host } from './host.ts';
import type { Meter } from './meter.ts';

export interface PooledHostOptions {
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Counts the commands; whoever opens channels and connections counts those. */
  readonly meter: Meter;
  /** A further channel to the machine; a problem means that nothing was run. */
  readonly open: () => Promise<Result<Channel>>;
  /** Lets go of a channel whose command passed its time limit, and hangs up on what runs there. */
  readonly hangUp: (channel: Channel) => void;
  readonly connection: () => Connection;
  readonly close: () => Promise<void>;
}

/**
 * One waits for news of jobs, one for logs to grow, and as long as people ask for them up to three read logs
 * (`conductor/log-desk.ts`). With the one that keeps the connection they stay below sshd's 10 sessions.
 */
const CHANNELS = 6;

/** A host from a way to open channels: what all kinds of hosts have in common. */
export function pooledHost(options: PooledHostOptions): Host {
  const { label, now, meter, open, hangUp, connection } = options;
  const log = new CommandLog();
  const pool = new ChannelPool({ label, size: CHANNELS, open, hangUp });
  return {
    label,
    run: async (command) => {
      const at = now();
      const outcome = await pool.run(command);
      const sent = outcome.problem === null || outcome.problem.code === 'no-answer';
      if (sent) {
        log.add(command, outcome, at);
        meter.command(command, outcome);
      }
      return outcome;
    },
    connection,
    log: () => log.entries(),
    clearLog: () => log.clear(),
    politeness: () => meter.politeness(),
    close: async () => {
      pool.close();
      await options.close();
    },
  };
}
