import { type Token, token } from '../../engine/ids.ts';

/**
 * The name of a job carries its token behind the task's own: `qstat` and `qacct` tell the name of every job, and nothing
 * else of ours, so that one call finds all. `sge_types(5)`, "object_name"
 */

/** `<run>.<submission number>` at the end of a name. */
const NAME = /^(.*)\.([0-9a-f]{8}\.\d+)$/s;
/** Names of 512 characters are refused. */
const LONGEST_NAME = 200;

/** What Grid Engine takes of a name: no blank, no sign with a meaning, nothing outside ASCII, no digit in front. */
export function plainName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_.+=,-]+/g, '_').slice(0, LONGEST_NAME);
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

export function jobName(name: string, submission: Token): string {
  return `${plainName(name)}.${submission}`;
}

/** The two parts again; the token is null in a name that has none. */
export function readName(name: string): { readonly name: string; readonly token: Token | null } {
  const [, own, mark] = NAME.exec(name) ?? [];
  return own === undefined || mark === undefined ? { name, token: null } : { name: own, token: token(mark) };
}
