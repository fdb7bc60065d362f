import { readFile } from 'node:fs/promises';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { Secret } from '../engine/secret.ts';

const BEGIN = /-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----/;
/** PROTOCOL.key of OpenSSH: the name of the cipher stands behind this mark. */
const MAGIC = 'openssh-key-v1\0';

/**
 * A private key of this machine, as text with a newline at its end, without which ssh does not read it. Nobody can be
 * asked for a passphrase later, so a key that needs one is refused here. Codes `not-found`, `no-access`, `not-authenticated`.
 */
export async function readDeployKey(file: string): Promise<Result<Secret>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return failed(unreadable(file, (error as NodeJS.ErrnoException).code));
  }
  const fault = keyFault(text);
  if (fault !== null) {
    const { what, hint } = fault;
    return failed(problem('not-authenticated', `The deploy key ${file} ${what}`, { hint }));
  }
  return ok(new Secret(`${text.replaceAll('\r\n', '\n').trimEnd()}\n`));
}

function unreadable(file: string, code: string | undefined) {
  const hint = 'deploy_key names a private key on the machine where ScriptHut runs.';
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? problem('not-found', `The deploy key ${file} does not exist`, { hint })
    : problem('no-access', `The deploy key ${file} cannot be read (${code})`, { hint });
}

function keyFault(text: string): { readonly what: string; readonly hint: string } | null {
  const kind = BEGIN.exec(text)?.[1];
  if (kind === undefined || text.includes('\0')) {
    const isPublic = /^(ssh-|ecdsa-|sk-)/.test(text);
    const hint = isPublic
      ? 'This is the public half: name the file without .pub.'
      : 'It must be in the form that ssh-keygen writes.';
    return { what: 'is not a private key', hint };
  }
  if (!isEncrypted(kind, text)) return null;
  const hint = 'Nobody is there to type it. Make a key for this repository alone with "ssh-keygen -N \'\'".';
  return { what: 'is protected by a passphrase', hint };
}

function isEncrypted(kind: string, text: string): boolean {
  if (kind.includes('ENCRYPTED') || /^Proc-Type: 4,ENCRYPTED/m.test(text)) return true;
  if (!kind.includes('OPENSSH')) return false;
  const body = text.replace(/^.*?-----BEGIN [^\n]*\n/s, '').replace(/-----END.*$/s, '');
  const bytes = Buffer.from(body, 'base64');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC || bytes.length < MAGIC.length + 4) return false;
  const start = MAGIC.length + 4;
  return bytes.toString('latin1', start, start + bytes.readUInt32BE(MAGIC.length)) !== 'none';
}
