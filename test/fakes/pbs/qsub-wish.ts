import { type Arguments, readArguments, words } from './words.ts';

const OPENPBS_FLAGS = 'a:A:c:C:e:fhIj:J:k:l:m:M:N:o:p:P:q:r:R:S:u:v:VW:Xz';
const TORQUE_FLAGS = 'a:A:b:c:C:d:D:e:EfF:hIj:k:K:l:L:m:M:N:no:p:P:q:r:S:t:T:u:v:Vw:W:Xxz';

/** What a call of qsub and the directives of its script ask for; of two that say the same the call counts. */
export interface Wish {
  readonly single: ReadonlyMap<string, string>;
  /** `-l`, by resource. */
  readonly resources: ReadonlyMap<string, string>;
  /** `-W`, by attribute. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly variables: readonly string[];
}

export function readQsubArguments(args: readonly string[], isTorque: boolean): Arguments {
  return readArguments(args, isTorque ? TORQUE_FLAGS : OPENPBS_FLAGS);
}

/** The words of the `#PBS` lines before the first command. */
export function directivesOf(script: Buffer): string[][] {
  const found: string[][] = [];
  for (const line of script.toString('utf8').split('\n')) {
    if (line.startsWith('#PBS')) found.push(words(line.slice(4)));
    else if (line.trim() !== '' && !line.startsWith('#')) break;
  }
  return found;
}

export function wishOf(parts: readonly Arguments[]): Wish {
  const single = new Map<string, string>();
  const resources = new Map<string, string>();
  const attributes = new Map<string, string>();
  const variables: string[] = [];
  const settings = { l: resources, W: attributes };
  for (const [flag, value] of parts.flatMap(({ options }) => options)) {
    if (flag === 'v') variables.push(...splitAtCommas(value));
    else if (flag === 'l' || flag === 'W') {
      for (const one of value.split(',')) {
        const [name = '', ...rest] = one.split('=');
        settings[flag].set(name, rest.join('='));
      }
    } else single.set(flag, value);
  }
  return { single, resources, attributes, variables };
}

/** Commas in quotes or behind a backslash do not part; quotes and backslashes are taken away. */
function splitAtCommas(text: string): string[] {
  const parts = text.match(/(?:'[^']*'|\\.|[^,'\\])+/gs) ?? [];
  return parts.map((part) => part.replace(/'([^']*)'|\\(.)/gs, (_, quoted, escaped) => quoted ?? escaped));
}
