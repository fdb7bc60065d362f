import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { systemGroups, type Tool } from './test-groups.ts';

/** Of the groups that stand in no folder of their own with a `group.json`. */
export const browser: readonly Tool[] = [
  { program: '/usr/bin/chromium', debianPackage: 'chromium' },
  // Without any font Chromium measures and draws nothing.
  { program: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', debianPackage: 'fonts-dejavu-core' },
];
/** Login shells that are no POSIX shells: the tests of `src/transport` log in to accounts that have them. And a third `sh`. */
const shells: readonly Tool[] = [
  { program: '/bin/busybox', debianPackage: 'busybox' },
  { program: '/bin/csh', debianPackage: 'csh' },
  { program: '/usr/bin/fish', debianPackage: 'fish' },
];

export function allTools(): readonly Tool[] {
  return [...browser, ...shells, ...systemGroups().flatMap(({ tools }) => tools)];
}

/** Debian packages that are missing for these tools, each once. */
export function missingPackages(tools: readonly Tool[]): string[] {
  const missing = tools.filter(({ program }) => !existsSync(program));
  return [...new Set(missing.map(({ debianPackage }) => debianPackage))];
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
  const missing = missingPackages(allTools());
  const reason = missing.length > 0 ? installationUnavailable() : null;
  if (reason !== null) {
    console.error(`cannot install ${missing.join(' ')}: ${reason}`);
    process.exitCode = 1;
  } else {
    installPackages(missing);
    console.log(missing.length === 0 ? 'all test tools are there' : 'installed');
  }
}
