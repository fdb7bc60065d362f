import type { Host } from '../transport/host.ts';
import { localHost } from '../transport/local.ts';
import { sshHost } from '../transport/openssh.ts';
import type { SshTarget } from '../transport/ssh-arguments.ts';
import type { Backend } from './backend.ts';
import { openLocal } from './local/backend.ts';
import type { LocalSettings } from './local/settings.ts';
import { openPbs } from './pbs/backend.ts';
import type { SshSettings } from './settings.ts';
import { openSge } from './sge/backend.ts';
import { openSlurm } from './slurm/backend.ts';

export interface OpenOptions {
  /** On this machine: where local jobs' files are kept. */
  readonly dataDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A family of backends is a folder, a line here and one in `config/schema.ts`. */
const families = {
  slurm: onHost(openSlurm),
  local: (settings: LocalSettings, hostOf: HostOf, { dataDir, now }: OpenOptions): Backend =>
    openLocal(settings, hostOf(null), { root: dataDir, now }),
  pbs: onHost(openPbs),
  sge: onHost(openSge),
};

/** A machine for a backend: without an `ssh` block it is this one. Host and scheduler are independent choices. */
type HostOf = (ssh: SshSettings | null) => Host;
type Families = typeof families;
type SettingsOf = { readonly [Type in keyof Families]: Parameters<Families[Type]>[0] };
type Open<Settings> = (settings: Settings, hostOf: HostOf, options: OpenOptions) => Backend;

/** The same table, as the compiler must see it to know that each family gets its own settings. */
const opening: { readonly [Type in keyof Families]: Open<SettingsOf[Type]> } = families;

/** The one place where a family is chosen, and a machine for it. Nothing is contacted before the first question. */
export function openBackend<Type extends keyof Families>(
  settings: SettingsOf[Type] & { readonly type: Type },
  options: OpenOptions,
): Backend {
  const hostOf: HostOf = (ssh) =>
    ssh === null ? localHost({ now: options.now }) : sshHost({ target: target(ssh), now: options.now });
  return opening[settings.type](settings, hostOf, options);
}

/** For a family whose commands are run on one machine. */
function onHost<Settings extends { readonly ssh: SshSettings | null }>(
  open: (settings: Settings, host: Host) => Backend,
) {
  return (settings: Settings, hostOf: HostOf): Backend => open(settings, hostOf(settings.ssh));
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
