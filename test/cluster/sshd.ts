import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allProcesses, endProcesses, isGone, processesBelow, wordsOf } from './process-tree.ts';

/** A real sshd on a loopback port, with keys of its own. Ends only what it started. */
export interface TestSshd {
  readonly port: number;
  readonly user: string;
  /** The private key that the user may log in with; its `.pub` stands beside it. */
  readonly keyPath: string;
  readonly knownHostsPath: string;
  readonly logPath: string;
  /** Everything of this sshd, `/run/scripthut-sshd-*` when not given. */
  readonly directory: string;
  /** How often somebody has logged in so far, by sshd's own log. */
  logins(): number;
  /** Whether somebody is logged in, or about to be. */
  isInUse(): boolean;
  /** Kills the processes that serve connections; the daemon goes on listening. Resolves when they are gone. */
  cutConnections(): Promise<void>;
  /** Ends the daemon and its connections; removes the directory if it was made here. */
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** The login user, made if missing. Default `scripthut-test`. */
  readonly user?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** What every session of the user finds in its environment, as `SLURM_CONF`. Values hold no spaces. */
  readonly environment?: Readonly<Record<string, string>>;
  /** sshd's limit of sessions for each connection. Default 10, as sshd's own. */
  readonly maxSessions?: number;
  /** An existing folder, whose parents only root can write to; keys found in it are used again. Kept by `stop`. */
  readonly directory?: string;
}

const SSHD = '/usr/sbin/sshd';
const START_LIMIT_MS = 10_000;

/** Null when a test sshd can be started here, else the reason why not, for the name of the skipped tests. */
export function available(): string | null {
  if (process.platform !== 'linux') return 'a test sshd needs Linux';
  if (process.getuid?.() !== 0) return 'a test sshd needs root';
  if (!existsSync(SSHD)) return `a test sshd needs ${SSHD} (Debian: openssh-server)`;
  return null;
}

/**
 * Starts sshd and waits until it answers on its port.
 * @throws Error with sshd's log when it does not start.
 */
export async function startSshd(options: SshdOptions = {}): Promise<TestSshd> {
  const reason = available();
  if (reason !== null) throw new Error(reason);
  const user = options.user ?? 'scripthut-test';
  ensureUser(user);
  const port = options.port ?? (await freePort());
  const directory = options.directory ?? (await mkdtemp('/run/scripthut-sshd-'));
  // sshd reads the authorized keys as the login user.
  await chmod(directory, 0o755);
  const files = filesIn(directory);
  await makeKeys(files, port);
  await writeFile(files.config, configuration(files, port, user, options));
  const daemon = await listen(files);
  return {
    port,
    user,
    keyPath: files.key,
    knownHostsPath: files.knownHosts,
    logPath: files.log,
    directory,
    logins: () => readFileSync(files.log, 'utf8').match(/Accepted publickey for /g)?.length ?? 0,
    isInUse: () => connectionPids(daemon).length > 0,
    cutConnections: () => endProcesses(connectionPids(daemon)),
    stop: async () => {
      await endProcesses([...connectionPids(daemon), daemon]);
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The processes of the sshd in this directory, whoever started it, and of everybody who is logged in there. */
export interface SshdProcesses {
  readonly daemons: readonly number[];
  /** Two for each connection. */
  readonly connections: readonly number[];
  /** What the users run: shells, and the commands in them. */
  readonly sessions: readonly number[];
}

export function sshdProcesses(directory: string): SshdProcesses {
  const all = allProcesses();
  const { config } = filesIn(directory);
  // A listening sshd makes its command line one text.
  const named = all.filter(({ pid }) => wordsOf(pid, 'cmdline').join(' ').includes(` ${config} `));
  // A new connection carries the daemon's command line for a moment.
  const daemons = named
    .filter(({ parent }) => !named.some(({ pid }) => pid === parent))
    .map(({ pid }) => pid);
  const connections = daemons.flatMap(connectionPids);
  const below = daemons.flatMap((pid) => processesBelow(pid, undefined, all));
  return { daemons, connections, sessions: below.filter((pid) => !connections.includes(pid)) };
}

type Files = ReturnType<typeof filesIn>;

function filesIn(directory: string) {
  return {
    hostKey: join(directory, 'host_ed25519'),
    key: join(directory, 'id_ed25519'),
    authorizedKeys: join(directory, 'authorized_keys'),
    knownHosts: join(directory, 'known_hosts'),
    config: join(directory, 'sshd_config'),
    log: join(directory, 'sshd.log'),
  };
}

async function makeKeys(files: Files, port: number): Promise<void> {
  for (const path of [files.hostKey, files.key]) {
    if (!existsSync(path))
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  }
  await copyFile(`${files.key}.pub`, files.authorizedKeys);
  await chmod(files.authorizedKeys, 0o644);
  const hostKey = await readFile(`${files.hostKey}.pub`, 'utf8');
  await writeFile(files.knownHosts, `[127.0.0.1]:${port} ${hostKey}`);
}

function configuration(files: Files, port: number, user: string, options: SshdOptions): string {
  const environment = Object.entries(options.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${files.hostKey}`,
    'PidFile none',
    `AuthorizedKeysFile ${files.authorizedKeys}`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'UseDNS no',
    'PrintMotd no',
    'PermitRootLogin no',
    `AllowUsers ${user}`,
    `MaxSessions ${options.maxSessions ?? 10}`,
    'MaxStartups 100:30:300',
    // Only the first SetEnv line of a file counts.
    ...(environment.length > 0 ? [`SetEnv ${environment.join(' ')}`] : []),
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** An account without a password: `useradd` writes `!`, which sshd without PAM takes for a locked one. */
function ensureUser(user: string): void {
  if (new RegExp(`^${user}:`, 'm').test(readFileSync('/etc/passwd', 'utf8'))) return;
  try {
    execFileSync('useradd', ['-m', '-s', '/bin/bash', user], { stdio: 'pipe' });
  } catch (error) {
    // 9: made by a test that runs beside this one.
    if ((error as { status?: number }).status !== 9) throw error;
  }
  execFileSync('usermod', ['-p', '*', user]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

/** The daemon's process id, once it listens. */
async function listen(files: Files): Promise<number> {
  await mkdir('/run/sshd', { recursive: true });
  await writeFile(files.log, '');
  const daemon = spawn(SSHD, ['-D', '-f', files.config, '-E', files.log], {
    detached: true,
    stdio: 'ignore',
  });
  const { pid } = daemon;
  daemon.unref();
  if (pid === undefined) throw new Error(`${SSHD} could not be started`);
  const giveUpAt = Date.now() + START_LIMIT_MS;
  // sshd says so in its log after it has bound the port.
  while (!readFileSync(files.log, 'utf8').includes('Server listening on')) {
    if (isGone(pid) || Date.now() > giveUpAt) {
      await endProcesses([pid]);
      throw new Error(`sshd did not start: ${readFileSync(files.log, 'utf8')}`);
    }
    await sleep(20);
  }
  return pid;
}

/** The sshd processes below the daemon, two for each connection; not the users' shells below those. */
function connectionPids(daemon: number): number[] {
  return processesBelow(daemon, ({ name }) => name.startsWith('sshd'));
}
