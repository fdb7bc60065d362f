import { expect, test } from 'vitest';
import { gitProblem } from './git-failure.ts';

/** As git 2.39 and OpenSSH 9.2 print it with LC_ALL=C. */
test.each([
  ['fatal: write error: No space left on device', 'no-space'],
  ['error: unable to write file run.sh\nfatal: cannot create directory: Disk quota exceeded', 'no-space'],
  ['sh: 5: git: not found', 'command-failed'],
  ["timeout: failed to run command 'git': No such file or directory", 'command-failed'],
  [
    "fatal: detected dubious ownership in repository at '/srv/x.git'\nTo add an exception for this directory, call:",
    'no-access',
  ],
  [
    '@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.\nfatal: Could not read from remote repository.',
    'untrusted-host',
  ],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', 'untrusted-host'],
  [
    'git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.',
    'not-authenticated',
  ],
  [
    "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\nPermissions 0644 for '/k' are too open.\ngit@host: Permission denied (publickey).",
    'not-authenticated',
  ],
  ["fatal: could not read Username for 'https://host': terminal prompts disabled", 'not-authenticated'],
  ["remote: Repository not found.\nfatal: repository 'https://host/x.git/' not found", 'not-found'],
  ["fatal: '/srv/x.git' does not appear to be a git repository", 'not-found'],
  ["fatal: repository '/srv/x.git' does not exist", 'not-found'],
  ['ssh: Could not resolve hostname nowhere: Name or service not known', 'unreachable'],
  ["fatal: unable to access 'http://h/': Failed to connect to h port 80: Connection refused", 'unreachable'],
  ['ssh: connect to host h port 22: Connection timed out', 'unreachable'],
  ["fatal: could not create work tree dir '/x': Permission denied", 'no-access'],
  ["mkdir: cannot create directory '/dev/null': Not a directory", 'no-access'],
])('%j is told with a remedy', (stderr, code) => {
  const told = gitProblem('this machine: cloning x', stderr);
  expect(told).toMatchObject({ code, hint: expect.any(String) });
  expect(told.message).toMatch(/^this machine: cloning x failed: .* \(.+\)$/);
});

test('what is not known is told in its own words, the telling lines first', () => {
  const told = gitProblem('Cloning x', 'warning: something\nfatal: the sky fell\nmore\n');
  expect(told).toEqual({ code: 'command-failed', message: 'Cloning x failed (fatal: the sky fell)' });
  expect(gitProblem('Cloning x', '').message).toBe('Cloning x failed: git said nothing');
});
