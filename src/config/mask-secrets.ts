import { isPair, isScalar, parseDocument, visit } from 'yaml';

/** A text as it may be shown, and what was taken out of it, in its order. */
export interface MaskedText {
  readonly text: string;
  readonly secrets: readonly string[];
}

/** Names of values that nobody should read over a shoulder. Paths of key files are no secrets. */
const SECRET_NAME = /passw|secret|token|credential|api_?key|access_?key|private_?key|webhook/i;
const PATH_NAME = /_?(path|file)$/i;
/** `user:password@` in an address. */
const PASSWORD_IN_ADDRESS = /(?<=:\/\/[^\s:@/"']*:)[^\s@/"']+(?=@)/g;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Puts a mark in the place of each secret of a configuration: values of telling names, and passwords in addresses. */
export function maskSecrets(text: string): MaskedText {
  const secrets: string[] = [];
  let masked = '';
  let at = 0;
  for (const { from, to } of secretRanges(text)) {
    if (from < at) continue;
    secrets.push(text.slice(from, to));
    masked += text.slice(at, from) + markOf(secrets.length);
    at = to;
  }
  return { text: masked + text.slice(at), secrets };
}

/** Puts the secrets back where their marks still stand. */
export function unmaskSecrets(text: string, secrets: readonly string[]): string {
  return text.replace(/__kept_secret_(\d{1,4})__/g, (mark, number) => secrets[Number(number) - 1] ?? mark);
}

/** In YAML and in addresses it stands for itself, without quotes. */
function markOf(number: number): string {
  return `__kept_secret_${number}__`;
}

function secretRanges(text: string): readonly Range[] {
  const ranges = [...text.matchAll(PASSWORD_IN_ADDRESS)].map(({ index, 0: found }) => ({
    from: index,
    to: index + found.length,
  }));
  visit(parseDocument(text, { logLevel: 'silent', uniqueKeys: false }), {
    Pair: (_, { key, value }, above) => {
      if (!isScalar(key) || !isScalar(value) || !isSecret(String(key.value), above)) return;
      const [from, to] = value.range ?? [0, 0];
      if (value.value !== null && value.value !== '' && to > from) ranges.push({ from, to });
    },
  });
  return ranges.toSorted((a, b) => a.from - b.from);
}

/** Who knows the address of a chat's hook can write there. */
function isSecret(name: string, above: readonly unknown[]): boolean {
  const isOfChannel = above.some(
    (node) => isPair(node) && isScalar(node.key) && node.key.value === 'notifications',
  );
  return isSecretName(name) || (name === 'url' && isOfChannel);
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PATH_NAME.test(name);
}
