import { describe, expect, test } from 'vitest';
import type { OpenFailure } from './channel.ts';
import { isSessionRefused, sshProblem } from './ssh-failure.ts';

const failure = (stderr: string, more: Partial<OpenFailure> = {}): OpenFailure => ({
  timedOut: false,
  exitCode: 255,
  startError: null,
  stdout: '',
  stderr,
  ...more,
});

/** As OpenSSH 9.2 prints them; CR LF is how it ends its lines. */
const SAID: readonly [string, string, RegExp][] = [
  [
    'ssh: Could not resolve hostname nowhere: Name or service not known\r\n',
    'unreachable',
    /name cannot be resolved/,
  ],
  ['ssh: connect to host h port 22: Connection refused\r\n', 'unreachable', /nothing answers/],
  ['ssh: connect to host h port 22: Connection timed out\r\n', 'unreachable', /does not answer/],
  ['ssh: connect to host h port 22: No route to host\r\n', 'unreachable', /no way/],
  [
    'Connection timed out during banner exchange\r\nConnection to h port 22 timed out\r\n',
    'unreachable',
    /not answer/,
  ],
  [
    'kex_exchange_identification: Connection closed by remote host\r\n',
    'unreachable',
    /closed the connection/,
  ],
  [
    'Unable to negotiate with h port 22: no matching host key type found.\r\n',
    'unreachable',
    /no common method/,
  ],
  ['/home/a/.ssh/config: line 1: Bad configuration option: foo\r\n', 'unreachable', /its configuration/],
  ['a@h: Permission denied (publickey).\r\n', 'not-authenticated', /does not accept the key/],
  [
    'Received disconnect from h port 22:2: Too many authentication failures\r\n',
    'not-authenticated',
    /too many keys/,
  ],
  [
    'Load key "/k": bad permissions\r\na@h: Permission denied (publickey).\r\n',
    'not-authenticated',
    /others can read/,
  ],
  [
    'Load key "/k": error in libcrypto\r\na@h: Permission denied (publickey).\r\n',
    'not-authenticated',
    /cannot use the key file/,
  ],
  [
    'No ED25519 host key is known for [h]:22 and you have requested strict checking.\r\nHost key verification failed.\r\n',
    'untrusted-host',
    /not known/,
  ],
  [
    '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\r\nHost key verification failed.\r\n',
    'untrusted-host',
    /not the one known so far/,
  ],
  [
    'a@jump: Permission denied (publickey).\r\nConnection closed by UNKNOWN port 65535\r\n',
    'not-authenticated',
    /does not accept/,
  ],
  // A firewall's answer, not a login's.
  ['ssh: connect to host h port 22: Permission denied\r\n', 'unreachable', /ssh failed/],
  ['something new\r\n', 'unreachable', /something new/],
  ['', 'unreachable', /ssh failed/],
];

describe('why ssh did not get in', () => {
  test.each(SAID)('%j is %s', (stderr, code, message) => {
    const problem = sshProblem('a@h', failure(stderr));
    expect(problem).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
    expect(problem.message).toMatch(/^a@h: /);
  });

  test('a login shell that ends at once is a refused login, with what it printed', () => {
    const stdout = 'This account is currently not available.\n';
    const said = failure('', { exitCode: 1, stdout });
    expect(sshProblem('a@h', said)).toMatchObject({
      code: 'not-authenticated',
      message: expect.stringContaining('This account is currently not available.'),
    });
  });

  test('what a login shell prints is not taken for the words of ssh', () => {
    const said = failure('quota: Connection refused\n', { exitCode: 1 });
    expect(sshProblem('a@h', said).code).toBe('not-authenticated');
  });

  test('a shell that never answers, and an ssh that is not installed, are unreachable', () => {
    expect(sshProblem('a@h', failure('', { timedOut: true, exitCode: null })).message).toContain(
      'time limit',
    );
    const missing = failure('', { exitCode: null, startError: 'spawn ssh ENOENT' });
    expect(sshProblem('a@h', missing)).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ENOENT'),
    });
  });

  test('a refused session is told from a lost login', () => {
    const said = 'mux_client_request_session: session request failed: Session open refused by peer\r\n';
    expect(isSessionRefused(failure(said))).toBe(true);
    expect(isSessionRefused(failure('Connection closed by UNKNOWN port 65535\r\n'))).toBe(false);
  });
});
