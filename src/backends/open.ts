import type { Host } from '../transport/host.ts';
import { localHost } from '../transport/local.ts';
import { sshHost } from '../transport/openssh.ts';
import type { SshTarget } from '../transport/ssh-arguments.ts';
import type { Backend } from './backend.ts';
import { openLocal } from './local/backend.ts';
import type { LocalSettings } from './local/settings.ts';
import type { SshSettings } from './settings.ts';
import { openSlurm } from './slurm/backend.ts';
import type { SlurmSettings } from './slurm/settings.ts';

export interface OpenOptions {
  /** On this machine: where local jobs' files are kept. */
  readonly dataDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The one place where a family is chosen, and a machine for it. Nothing is contacted before the first question. */
export function openBackend(settings: SlurmSettings | LocalSettings, options: OpenOptions): Backend {
  switch (settings.type) {
    case 'slurm':
      return openSlurm(settings, hostOf(settings.ssh, options));
    case 'local':
      return openLocal(settings, hostOf(null, options), { root: options.dataDir, now: options.now });
  }
}

/** Host and scheduler are independent choices: without an `ssh` block it is this machine. */
function hostOf(ssh: SshSettings | null, { now }: OpenOptions): Host {
  return ssh === null ? localHost({ now }) : sshHost({ target: target(ssh), now });
}

function target(ssh: SshSettings): SshTarget {
  return {
    host: ssh.host,
    hostKeyCheck: ssh.hostKeyCheck,
    ...(ssh.user === null ? {} : { user: ssh.user }),
    ...(ssh.port === null ? {} : { port: ssh.port }),
    ...(ssh.keyPath === null ? {} : { keyPath: ssh.keyPath }),
    ...(ssh.certPath === null ? {} : { certPath: ssh.certPath }),
    ...(ssh.knownHosts === null ? {} : { knownHosts: ssh.knownHosts }),
  };
}
