import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { Secret } from '../engine/secret.ts';
import { branchFault } from './settings.ts';

const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** The branch and the commit that somebody asks for; what is missing is as configured. */
export interface Revision {
  readonly branch?: string;
  readonly commit?: string;
}

/** Code `bad-request`. Hashes are given back in lower case. */
export function checkRevision({ branch, commit }: Revision): Result<Revision> {
  const fault = branch === undefined ? null : branchFault(branch);
  if (fault !== null) return failed(problem('bad-request', `The branch ${JSON.stringify(branch)} ${fault}`));
  const hash = commit?.toLowerCase();
  if (hash !== undefined && !FULL_HASH.test(hash)) {
    const message = `${JSON.stringify(commit)} is not the full hash of a commit`;
    const hint = 'It has 40 characters, 0-9 and a-f; "git rev-parse" prints it.';
    return failed(problem('bad-request', message, { hint }));
  }
  return ok({ ...(branch !== undefined && { branch }), ...(hash !== undefined && { commit: hash }) });
}

/** Whether a text is the full hash of a commit: SHA-1, or SHA-256 in newer repositories. */
export function isFullHash(text: string): boolean {
  return FULL_HASH.test(text);
}

/** `git@host:path` is `https://host/path` for whoever has no key (`compat.md` 12.1); other forms stay. */
export function withoutKey(address: string): string {
  const [, host, path] = /^git@([^:/]+):(.+)$/.exec(address) ?? [];
  return host === undefined || path === undefined ? address : `https://${host}/${path.replace(/^\//, '')}`;
}

const CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)([^/@]*)@/i;

/** The address as people and jobs may see it: a password or token in it is left out. */
export function shownAddress(address: string): string {
  return address.replace(CREDENTIALS, (whole, scheme: string, user: string) =>
    /^https?:/i.test(scheme) || user.includes(':') ? scheme : whole,
  );
}

/** What `shownAddress` leaves out; null when that is nothing. */
export function credentialsIn(address: string): string | null {
  const user = CREDENTIALS.exec(address)?.[2];
  return user === undefined || shownAddress(address) === address ? null : user;
}

/** A name as one part of a path: a source may be called `../x`. */
export function folderName(name: string): string {
  return name.replaceAll(/[/%\\]|^\.+$/g, (text) =>
    Array.from(text, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).join(''),
  );
}

/** Credentials in an address, for the log to leave out. */
export function credentialsSecret(address: string): Secret | null {
  const credentials = credentialsIn(address);
  return credentials === null ? null : new Secret(credentials);
}
