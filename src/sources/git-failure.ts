import { type Problem, type ProblemCode, problem } from '../engine/problem.ts';

interface Cause {
  readonly pattern: RegExp;
  readonly code: ProblemCode;
  readonly what: string;
  readonly hint: string;
}

/** What git and ssh print when something cannot be had, most telling first. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    code: 'no-space',
    what: 'the disk is full',
    hint: 'Remove clones that are no longer needed, or set clone_dir (on the server: sources_cache_dir) elsewhere.',
  },
  {
    pattern: /\bgit: (command )?not found|failed to run command .?git/,
    code: 'command-failed',
    what: 'there is no git',
    hint: 'Install git, or have the shell of the account find it.',
  },
  {
    pattern: /dubious ownership/,
    code: 'no-access',
    what: 'the repository belongs to somebody else, and git does not trust it',
    hint: 'Run the "git config --global --add safe.directory …" that git proposes, on that machine.',
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for \S+ has changed/,
    code: 'untrusted-host',
    what: 'the host key of the git server is not the one known so far',
    hint: 'Ask its administrators. If the key was changed, remove the old one there with "ssh-keygen -R" and the server\'s name.',
  },
  {
    pattern: /Host key verification failed/,
    code: 'untrusted-host',
    what: 'the host key of the git server is not known there',
    hint: 'Log in to that machine, run "ssh" with the git server\'s name once, and confirm the key; or set deploy_key.',
  },
  {
    pattern: /Permissions \S+ for .* are too open|Load key .*bad permissions/,
    code: 'not-authenticated',
    what: 'others may read the deploy key, and so ssh does not use it',
    hint: "Take it from them, on the machine where ScriptHut runs: chmod 600 and the file's name.",
  },
  {
    pattern: /Permission denied \(|Too many authentication failures|sign_and_send_pubkey/,
    code: 'not-authenticated',
    what: 'the git server does not accept the key',
    hint: 'Set deploy_key to a private key whose public half the repository lists among its deploy keys.',
  },
  {
    pattern: /Load key .*(error in libcrypto|invalid format|passphrase)/,
    code: 'not-authenticated',
    what: 'ssh cannot use the deploy key',
    hint: 'It must be a private key without a passphrase, as ssh-keygen writes it.',
  },
  {
    pattern: /terminal prompts disabled|could not read (Username|Password)|Authentication failed/i,
    code: 'not-authenticated',
    what: 'the git server asks for a name and a password',
    hint: 'Use an ssh address with deploy_key, or store credentials there with a credential helper. A misspelled address is answered in the same way.',
  },
  {
    pattern:
      /Repository not found|does not appear to be a git repository|repository .* (not found|does not exist)|not a git repository/i,
    code: 'not-found',
    what: 'there is no such repository, or it may not be seen',
    hint: 'Check the address, and that the key may read it.',
  },
  {
    pattern: /Could not resolve host|Name or service not known/,
    code: 'unreachable',
    what: "the git server's name cannot be resolved there",
    hint: 'Check the address and the network of that machine.',
  },
  {
    pattern:
      /Connection refused|timed out|No route to host|Network is unreachable|Failed to connect|Connection (closed|reset)/i,
    code: 'unreachable',
    what: 'the git server cannot be reached from there',
    hint: 'Check the address and the network of that machine; some clusters reach the outside only from some nodes.',
  },
  {
    pattern:
      /Permission denied|Read-only file system|cannot (create|mkdir)|could not create|Not a directory|File exists/i,
    code: 'no-access',
    what: 'the folder for clones cannot be written',
    hint: 'Set clone_dir (on the server: sources_cache_dir) to a folder that this account may write to.',
  },
];

/** Why git could not do something, in words and with a remedy. `doing`: `this machine: reading lab/grid.git`. */
export function gitProblem(doing: string, stderr: string): Problem {
  const cause = CAUSES.find(({ pattern }) => pattern.test(stderr));
  const said = telling(stderr, cause?.pattern);
  const quoted = said === '' ? '' : ` (${said})`;
  if (cause !== undefined)
    return problem(cause.code, `${doing} failed: ${cause.what}${quoted}`, { hint: cause.hint });
  return problem('command-failed', `${doing} failed${quoted || ': git said nothing'}`);
}

const SAID_CHARACTERS = 600;

/** The line that tells the cause, else those that begin with `fatal` or `error`, else the last one. */
function telling(stderr: string, cause: RegExp | undefined): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const found = lines.find((line) => cause?.test(line));
  const fatal = lines.filter((line) => /^(fatal|error|remote: error)\b/i.test(line));
  const said = found ?? (fatal.length > 0 ? fatal.slice(0, 2) : lines.slice(-1)).join(' ');
  return said.slice(0, SAID_CHARACTERS);
}
