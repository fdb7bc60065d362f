import type { SshTarget } from '../../src/transport/ssh-arguments.ts';
import { available, type TestSshd } from './sshd.ts';

const reason = available();

/** In the pipeline nothing may be left out: there the tests run, and say why they cannot. */
export const leaveOut = reason !== null && process.env.CI !== 'true';

/** For the names of tests that need a real sshd: why they are left out. */
export const whyLeftOut = reason === null ? '' : ` (${reason})`;

/** How to log in on a test sshd. */
export function targetOf(sshd: TestSshd): SshTarget & { readonly keyPath: string } {
  return {
    host: '127.0.0.1',
    user: sshd.user,
    port: sshd.port,
    keyPath: sshd.keyPath,
    knownHosts: sshd.knownHostsPath,
  };
}
