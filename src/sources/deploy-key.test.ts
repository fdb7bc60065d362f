import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDeployKey } from './deploy-key.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deploy key '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
function makeKey(...words: readonly string[]): string {
  count += 1;
  const file = path.join(folder, `key${count}`);
  execFileSync('ssh-keygen', ['-q', '-f', file, ...words]);
  return file;
}

test.each([
  ['ed25519', []],
  ['rsa', ['-b', '1024', '-m', 'PEM']],
  ['ecdsa', ['-m', 'PKCS8']],
])('a key of type %s is read, and prints as redacted', async (type, more) => {
  const file = makeKey('-t', type, '-N', '', ...more);
  const key = await readDeployKey(file);
  expect(key.ok && key.value.reveal()).toBe(await readFile(file, 'utf8'));
  expect(JSON.stringify(key)).toBe('{"ok":true,"value":"[redacted]"}');
});

test.each([
  ['ed25519', []],
  ['rsa', ['-b', '1024', '-m', 'PEM']],
  ['ecdsa', ['-m', 'PKCS8']],
])('a key of type %s with a passphrase is refused, and the remedy is said', async (type, more) => {
  const answer = await readDeployKey(makeKey('-t', type, '-N', 'secret words', ...more));
  expect(answer).toMatchObject({ ok: false, problem: { code: 'not-authenticated' } });
  expect(JSON.stringify(answer)).toContain('passphrase');
});

test('a key that lost its last newline, or got the line ends of Windows, is one that ssh can read', async () => {
  const file = makeKey('-t', 'ed25519', '-N', '');
  const text = await readFile(file, 'utf8');
  const mended = path.join(folder, 'mended');
  for (const broken of [text.trimEnd(), text.replaceAll('\n', '\r\n')]) {
    await writeFile(mended, broken, { mode: 0o600 });
    const key = await readDeployKey(mended);
    expect(key.ok && key.value.reveal()).toBe(text);
  }
});

test('what is no private key is refused with its reason', async () => {
  const file = makeKey('-t', 'ed25519', '-N', '');
  expect(await readDeployKey(`${file}.pub`)).toMatchObject({
    problem: { code: 'not-authenticated', hint: expect.stringContaining('without .pub') },
  });
  const other = path.join(folder, 'other');
  await writeFile(other, 'hello');
  expect(await readDeployKey(other)).toMatchObject({ problem: { code: 'not-authenticated' } });
  expect(await readDeployKey(path.join(folder, 'nowhere'))).toMatchObject({ problem: { code: 'not-found' } });
  expect(await readDeployKey(folder)).toMatchObject({ problem: { code: 'no-access' } });
});
