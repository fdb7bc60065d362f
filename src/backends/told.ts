import { RECORD, UNIT } from './separators.ts';

/** Several questions in one script, each with its own answer: one that fails leaves the others alone. */

/** `told NAME WORDS…` runs the words and prints the name, the output, the exit code, and what was said beside it. */
export const TELL = `told() {
  printf '\\036%s\\n' "$1"; shift
  { said=$("$@" 2>&1 1>&3 3>&-); code=$?; } 3>&1
  printf '\\037%s\\037%s' "$code" "$said"
}
`;

/** The same of what these lines print, each of which ends with a newline and does not fail. */
export function toldLines(name: string, lines: string): string {
  return `printf '\\036${name}\\n'\n${lines}printf '\\0370\\037'\n`;
}

export interface Told {
  readonly text: string;
  /** Null: it was answered. Else why not, in the program's own words. */
  readonly failure: string | null;
}

const MOST_SAID = 300;

/** By the names that were given to `told`; only whole answers. */
export function readTold(output: string): ReadonlyMap<string, Told> {
  const groups = output.split(RECORD).slice(1);
  return new Map(
    groups.flatMap((group): [string, Told][] => {
      // Our own separators stand last, whatever the output holds.
      const parts = group.split(UNIT);
      if (parts.length < 3) return [];
      const [code = '', said = ''] = parts.slice(-2);
      const text = parts.slice(0, -2).join(UNIT);
      const end = text.indexOf('\n');
      return [[text.slice(0, end), { text: text.slice(end + 1), failure: failureOf(code, said) }]];
    }),
  );
}

/** What was answered under that name; empty where nothing was. */
export function toldText(told: ReadonlyMap<string, Told>, name: string): string {
  return told.get(name)?.text ?? '';
}

function failureOf(code: string, said: string): string | null {
  if (code === '0') return null;
  return (
    said
      .trim()
      .replaceAll(/\s*\n\s*/g, ' ')
      .slice(0, MOST_SAID) || `exit code ${code}`
  );
}

/** Sentences for what was not answered; `names` gives the words for each. */
export function untold(
  told: ReadonlyMap<string, Told>,
  names: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(names).flatMap(([name, words]) => {
    const one = told.get(name);
    if (one === undefined) return [`${words} not told: the answer was cut off`];
    return one.failure === null ? [] : [`${words} not told: ${one.failure}`];
  });
}
