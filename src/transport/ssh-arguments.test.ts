import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { masterArguments, type SshTarget, sessionArguments } from './ssh-arguments.ts';

/** What `ssh` itself understands of an argument list: its options by name, in small letters. */
function understood([, ...words]: readonly string[]): Map<string, string> {
  const lines = execFileSync('ssh', ['-G', '-F', 'none', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

describe('the arguments of the login', () => {
  test('keep the connection alive as the contract says, and ask nobody', () => {
    const options = understood(masterArguments({ host: 'login' }, '/run/x/ssh'));
    expect(Object.fromEntries(options)).toMatchObject({
      controlmaster: 'true',
      controlpath: '/run/x/ssh',
      controlpersist: 'no',
      serveraliveinterval: '30',
      serveralivecountmax: '3',
      batchmode: 'yes',
      connecttimeout: '15',
      hostname: 'login',
    });
  });

  test('leave to ssh what nobody has chosen', () => {
    const words = masterArguments({ host: 'login' }, '/x').join(' ');
    expect(words).not.toMatch(/IdentityFile|IdentitiesOnly|CertificateFile|KnownHosts|StrictHostKey|-l |-p /);
  });

  test('name user, port, key, certificate and host keys, whatever is in the paths', () => {
    const target: SshTarget = {
      host: 'login',
      user: 'ada',
      port: 2222,
      keyPath: '/keys/my key 100%',
      certPath: '/keys/my "cert".pub',
      knownHosts: '/etc/known hosts',
      connectTimeoutSeconds: 5,
    };
    const words = masterArguments(target, '/x');
    expect(words).toContain('IdentityFile="/keys/my key 100%%"');
    expect(words).toContain('UserKnownHostsFile="/etc/known hosts"');
    const options = understood(words);
    expect(options.get('user')).toBe('ada');
    expect(options.get('port')).toBe('2222');
    expect(options.get('connecttimeout')).toBe('5');
    expect(options.get('identitiesonly')).toBe('yes');
    expect(options.get('certificatefile')).toBe('/keys/my "cert".pub');
    expect(options.get('stricthostkeychecking')).toBe('true');
  });

  test('give up checking host keys only when told so', () => {
    const options = understood(masterArguments({ host: 'login', hostKeyCheck: false }, '/x'));
    expect(options.get('stricthostkeychecking')).toBe('false');
    expect(options.get('userknownhostsfile')).toBe('/dev/null');
  });
});

test('the arguments of a session never lead to a login of its own', () => {
  const options = understood(sessionArguments({ host: 'login' }, '/x/ssh'));
  expect(options.get('proxycommand')).toBe('false');
  expect(options.get('controlmaster')).toBe('false');
});

test('the remote command is one that csh and fish understand too, after a host that is no option', () => {
  for (const words of [masterArguments({ host: '-oX=y' }, '/x'), sessionArguments({ host: '-oX=y' }, '/x')]) {
    expect(words.slice(-3)).toEqual(['--', '-oX=y', 'exec /bin/sh']);
  }
});
