import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

/** What a group of tests needs from the system: a program, and the Debian package that brings it. */
interface Tool {
  readonly program: string;
  readonly debianPackage: string;
}

export const toolSets = ['browser', 'cluster', 'shells'] as const;
export type ToolSet = (typeof toolSets)[number];

const tools: Readonly<Record<ToolSet, readonly Tool[]>> = {
  browser: [
    { program: '/usr/bin/chromium', debianPackage: 'chromium' },
    // Without any font Chromium measures and draws nothing.
    { program: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', debianPackage: 'fonts-dejavu-core' },
  ],
  cluster: [
    { program: '/usr/sbin/slurmctld', debianPackage: 'slurmctld' },
    { program: '/usr/sbin/slurmd', debianPackage: 'slurmd' },
    { program: '/usr/sbin/slurmdbd', debianPackage: 'slurmdbd' },
    { program: '/usr/bin/sbatch', debianPackage: 'slurm-client' },
    { program: '/usr/sbin/munged', debianPackage: 'munge' },
    { program: '/usr/sbin/mariadbd', debianPackage: 'mariadb-server' },
    { program: '/usr/sbin/sshd', debianPackage: 'openssh-server' },
    { program: '/usr/bin/ssh', debianPackage: 'openssh-client' },
    { program: '/usr/bin/git', debianPackage: 'git' },
  ],
  // Login shells that are no POSIX shells: the tests of `src/transport` log in to accounts that have them.
  shells: [
    { program: '/bin/csh', debianPackage: 'csh' },
    { program: '/usr/bin/fish', debianPackage: 'fish' },
  ],
};

/** Debian packages that are missing for this set of tools. */
export function missingPackages(set: ToolSet): string[] {
  return tools[set].filter(({ program }) => !existsSync(program)).map(({ debianPackage }) => debianPackage);
}

/** Null when packages can be installed here, else the reason why not. */
export function installationUnavailable(): string | null {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID=debian$/m.test(system)) return 'this is not Debian';
  return process.getuid?.() === 0 ? null : 'only root can install packages';
}

/**
 * Installs Debian packages without starting their services. Does nothing for an empty list.
 * @throws Error with apt's last words.
 */
export function installPackages(packages: readonly string[]): void {
  if (packages.length === 0) return;
  console.log(`installing ${packages.join(' ')}`);
  withServicesHeldBack(() => {
    const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
    // The lists of a fresh machine are empty, those of an old one name versions that are gone.
    if (apt(install).status === 0) return;
    apt(['update', '-q']);
    const second = apt(install);
    if (second.status !== 0)
      throw new Error(`apt-get could not install ${packages.join(' ')}:\n${second.stderr}`);
  });
}

function apt(args: readonly string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];
  return spawnSync('apt-get', [...options, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
}

/** Debian asks this program before a package starts its service; 101 forbids it. Somebody else's is left alone. */
function withServicesHeldBack(action: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    action();
  } finally {
    if (isOurs) rmSync(policy);
  }
}

if (import.meta.main) {
  const missing = toolSets.flatMap(missingPackages);
  const reason = missing.length > 0 ? installationUnavailable() : null;
  if (reason !== null) {
    console.error(`cannot install ${missing.join(' ')}: ${reason}`);
    process.exitCode = 1;
  } else {
    installPackages(missing);
    console.log(missing.length === 0 ? 'all test tools are there' : 'installed');
  }
}
