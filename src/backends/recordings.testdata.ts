import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** For tests: whether somebody has decided what becomes of each recorded answer of a scheduler. */

/** Names of recordings that no test reads, with blanks between them, by the reason why none does. */
export type LeftOut = Readonly<Record<string, string>>;

interface Family {
  /** `pbs`: a folder of `backends/`. */
  readonly family: string;
  /** Below its `fixtures/`: `openpbs`. */
  readonly folder?: string;
  /** More recordings may lie beside the checkout: below `../shared/fixtures/`. */
  readonly beside: string;
  /** How the names of a recording's files end. */
  readonly endings: readonly string[];
}

/** What is not as it should be; all empty where every recording is either read or left out. */
export interface Undecided {
  readonly neither: readonly string[];
  readonly both: readonly string[];
  /** Left out, and not there. Not told where nothing lies beside the checkout. */
  readonly missing: readonly string[];
}

/**
 * Holds the recordings of a folder against the tests beside the parsers: a test reads one if it names a file of it
 * (`openpbs/qstat-Bf.out`).
 */
export function undecided(of: Family, leftOut: LeftOut): Undecided {
  const names = recordingsOf(of);
  const written = namesInTests(of.family);
  const prefix = of.folder === undefined ? '' : `${of.folder}/`;
  const forms = (name: string) => [
    ...of.endings.map((ending) => `${prefix}${name}${ending}`),
    // With a folder in front a name without an ending can be nothing else.
    ...(prefix === '' ? [] : [prefix + name]),
  ];
  const isRead = (name: string) => forms(name).some((form) => written.has(form));
  const out = Object.values(leftOut).flatMap((listed) => listed.trim().split(/\s+/));
  return {
    neither: names.filter((name) => !isRead(name) && !out.includes(name)),
    both: out.filter((name, at) => isRead(name) || out.indexOf(name) !== at),
    missing: existsSync(placeBeside(of)) ? out.filter((name) => !names.includes(name)) : [],
  };
}

function placeBeside({ beside }: Family): string {
  return path.resolve(import.meta.dirname, '../../../shared/fixtures', beside);
}

function recordingsOf(of: Family): readonly string[] {
  const own = path.join(import.meta.dirname, of.family, 'fixtures', of.folder ?? '');
  const places = [own, placeBeside(of)].filter((place) => existsSync(place));
  const names = places
    .flatMap((place) => readdirSync(place))
    .flatMap((file) => {
      const ending = of.endings.find((one) => file.endsWith(one));
      return ending === undefined ? [] : [file.slice(0, -ending.length)];
    });
  return [...new Set(names)].toSorted();
}

/** The words of a family's tests that may name a file; the list of what is left out is none of them. */
function namesInTests(family: string): ReadonlySet<string> {
  const folder = path.join(import.meta.dirname, family);
  const tests = readdirSync(folder).filter(
    (file) => file.endsWith('.test.ts') && file !== 'recordings.test.ts',
  );
  const text = tests.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  return new Set(text.match(/[\w+-][\w.+/-]*[\w+-]/g));
}
