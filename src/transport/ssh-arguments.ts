/** Where and how to log in. What is not given is left to `ssh` and its configuration files. */
export interface SshTarget {
  /** A name, an address, or a `Host` of `~/.ssh/config`. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** Only when somebody has chosen one: `ssh` finds its default keys and its agent by itself. Absolute. */
  readonly keyPath?: string;
  /** An OpenSSH user certificate for the key. Absolute. */
  readonly certPath?: string;
  /** Host keys are looked up in this file alone, and must be in it. Absolute. */
  readonly knownHosts?: string;
  /** False: any host key is taken. Default true: as `ssh` is configured, where "ask" is "no". */
  readonly hostKeyCheck?: boolean;
  /** Default 15 (`compat.md` 2.1). */
  readonly connectTimeoutSeconds?: number;
}

type Argv = readonly [string, ...string[]];

/** Valid in every login shell, `csh` and `fish` included. */
const REMOTE_COMMAND = 'exec /bin/sh';

/**
 * The command that logs in and, as long as it runs, lets others in through the socket at `controlPath`.
 * It is a channel itself: when this process is gone its input ends, and with it the connection.
 * Options: ssh_config(5).
 */
export function masterArguments(target: SshTarget, controlPath: string): Argv {
  return sshArguments(target, controlPath, [
    'ControlMaster=yes',
    'ControlPersist=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    // Three misses, half a minute apart (`compat.md` 2.1).
    'ServerAliveInterval=30',
    'ServerAliveCountMax=3',
  ]);
}

/** The command that opens a further channel over the master's connection. */
export function sessionArguments(target: SshTarget, controlPath: string): Argv {
  return sshArguments(target, controlPath, [
    'ControlMaster=no',
    // Without a master, or when sshd allows no further session, ssh would silently log in anew: this makes it fail.
    'ProxyCommand=false',
  ]);
}

function sshArguments(target: SshTarget, controlPath: string, more: readonly string[]): Argv {
  const options = [
    `ControlPath=${controlPath}`,
    ...more,
    'BatchMode=yes',
    `ConnectTimeout=${target.connectTimeoutSeconds ?? 15}`,
    // Faults, but no banners: what is printed here is read by `ssh-failure.ts`.
    'LogLevel=ERROR',
    'RemoteCommand=none',
    ...identityOptions(target),
    ...hostKeyOptions(target),
  ];
  return [
    'ssh',
    '-T',
    '-x',
    ...options.flatMap((option) => ['-o', option]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    // A host name that begins with a dash is no option.
    '--',
    target.host,
    REMOTE_COMMAND,
  ];
}

function identityOptions(target: SshTarget): string[] {
  const { keyPath, certPath } = target;
  return [
    ...(keyPath === undefined ? [] : [`IdentityFile=${configured(keyPath)}`, 'IdentitiesOnly=yes']),
    ...(certPath === undefined ? [] : [`CertificateFile=${configured(certPath)}`]),
  ];
}

function hostKeyOptions({ hostKeyCheck = true, knownHosts }: SshTarget): string[] {
  if (!hostKeyCheck) {
    return ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'GlobalKnownHostsFile=/dev/null'];
  }
  if (knownHosts === undefined) return [];
  return [
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${configured(knownHosts)}`,
    'GlobalKnownHostsFile=/dev/null',
  ];
}

/** A path as ssh_config(5) reads it: blanks and quotes part words, a percent sign begins a token. */
function configured(path: string): string {
  const text = path.replaceAll('%', '%%').replaceAll('"', '\\"');
  return `"${text}"`;
}
