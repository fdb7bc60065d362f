import { type Problem, type ProblemCode, problem } from '../engine/problem.ts';
import type { OpenFailure } from './channel.ts';

interface Cause {
  readonly pattern: RegExp;
  readonly code: ProblemCode;
  readonly what: string;
  readonly hint: string;
}

/**
 * What `ssh` prints when it does not get in, most telling first: with a jump host, "connection closed" only follows
 * from what was said before it.
 */
const CAUSES: readonly Cause[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for \S+ has changed/,
    code: 'untrusted-host',
    what: 'its host key is not the one known so far',
    hint: 'Ask its administrators whether the key was changed. If so, remove the old one with "ssh-keygen -R" and the host\'s name, and log in once by hand.',
  },
  {
    pattern: /REVOKED HOST KEY|host key .*revoked/i,
    code: 'untrusted-host',
    what: 'its host key is marked as revoked',
    hint: 'Ask its administrators for the valid host key.',
  },
  {
    pattern: /Host key verification failed|host key is known for/,
    code: 'untrusted-host',
    what: 'its host key is not known',
    hint: 'Log in once by hand with "ssh" and confirm the key after comparing it, or add it to the known_hosts file that is configured.',
  },
  {
    pattern: /Too many authentication failures/,
    code: 'not-authenticated',
    what: 'too many keys were tried',
    hint: 'Set ssh.key_path to the one key that the host accepts.',
  },
  {
    pattern: /UNPROTECTED PRIVATE KEY|bad permissions/,
    code: 'not-authenticated',
    what: 'ssh does not use a key file that others can read',
    hint: 'Run "chmod 600" on the key file.',
  },
  {
    pattern: /Load key .*(error in libcrypto|invalid format|passphrase|Permission denied|unknown)/,
    code: 'not-authenticated',
    what: 'ssh cannot use the key file',
    hint: 'It must be a private key that this user can read. Add a key with a passphrase to ssh-agent.',
  },
  {
    pattern:
      /Permission denied \(|No more authentication methods|sign_and_send_pubkey|authentication failed/i,
    code: 'not-authenticated',
    what: 'it does not accept the key or the user name',
    hint: 'Check ssh.user and ssh.key_path, that the public key is in ~/.ssh/authorized_keys there, and that "ssh" logs in by hand without asking.',
  },
  {
    pattern: /Could not resolve hostname|Name or service not known/,
    code: 'unreachable',
    what: 'its name cannot be resolved',
    hint: 'Check ssh.host, the network and the VPN.',
  },
  {
    pattern: /Connection refused/,
    code: 'unreachable',
    what: 'nothing answers on that port',
    hint: 'Check ssh.port, and whether the machine is in maintenance.',
  },
  {
    pattern: /timed out|timeout/i,
    code: 'unreachable',
    what: 'it does not answer',
    hint: 'Check the network, the VPN and firewalls.',
  },
  {
    pattern: /No route to host|Network is unreachable|Network is down|Host is down/,
    code: 'unreachable',
    what: 'there is no way to it through the network',
    hint: 'Check the network and the VPN.',
  },
  {
    pattern: /Unable to negotiate/,
    code: 'unreachable',
    what: 'it and the ssh here have no common method',
    hint: 'Allow the method named for this host in ~/.ssh/config.',
  },
  {
    pattern:
      /Bad configuration option|Bad owner or permissions|configuration options|no argument after keyword/,
    code: 'unreachable',
    what: 'ssh here refuses its configuration',
    hint: 'Mend ~/.ssh/config; "ssh -G" with the host\'s name shows the fault.',
  },
  {
    pattern: /Connection (closed|reset)|closed by remote host|Broken pipe/,
    code: 'unreachable',
    what: 'it closed the connection',
    hint: 'It may be overloaded or refuse this address; it is tried again.',
  },
];

/** sshd allows a limited number of sessions for each connection (sshd_config(5), MaxSessions). */
export function isSessionRefused(failure: OpenFailure): boolean {
  return /session request failed|Session open refused/.test(failure.stderr);
}

/** Why `ssh` did not get us a shell on the machine, in words and with a remedy. Nothing was run there. */
export function sshProblem(label: string, failure: OpenFailure): Problem {
  if (failure.startError !== null) {
    return problem('unreachable', `ssh cannot be started: ${failure.startError}`, {
      hint: 'Install the OpenSSH client.',
    });
  }
  if (failure.timedOut) {
    return problem('unreachable', `${label}: no shell answered within the time limit`, {
      hint: 'The machine or its home directories may be overloaded; try "ssh" by hand.',
    });
  }
  const said = lastLine(failure.stderr) ?? lastLine(failure.stdout);
  const quoted = said === null ? '' : ` (${said})`;
  // 255 is ssh's own code; any other is that of the login shell.
  if (failure.exitCode !== 255 && failure.exitCode !== null) {
    return problem('not-authenticated', `${label}: logged in, but no shell could be started there${quoted}`, {
      hint: 'The account may be locked, its password expired, or its start-up files end the shell; try "ssh" by hand.',
    });
  }
  const cause = CAUSES.find(({ pattern }) => pattern.test(failure.stderr));
  if (cause !== undefined)
    return problem(cause.code, `${label}: ${cause.what}${quoted}`, { hint: cause.hint });
  return problem('unreachable', `${label}: ssh failed${quoted}`, { hint: 'Try "ssh" by hand.' });
}

function lastLine(text: string): string | null {
  return text.trim().split(/\r?\n/).at(-1)?.trim() || null;
}
