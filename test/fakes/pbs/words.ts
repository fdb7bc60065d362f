/** The words of a directive or of an answer to it: quotes hold blanks together, a backslash takes the next character as it is. */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs)) {
    found.push(
      word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs, (_, double, single, escaped) =>
        double === undefined ? (single ?? escaped) : double.replace(/\\(.)/gs, '$1'),
      ),
    );
  }
  return found;
}

export interface Arguments {
  readonly options: readonly (readonly [flag: string, value: string])[];
  readonly operands: readonly string[];
  /** Letters that are no options. */
  readonly unknown: readonly string[];
}

/** Reads arguments as getopt(3) does: `spec` holds the letters, with a colon behind those that take a value. */
export function readArguments(args: readonly string[], spec: string): Arguments {
  const options: (readonly [string, string])[] = [];
  const unknown: string[] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--' || !/^-./.test(word)) break;
    for (let letter = 1; letter < word.length; letter += 1) {
      const flag = word.charAt(letter);
      const place = flag === ':' ? -1 : spec.indexOf(flag);
      if (place < 0) unknown.push(flag);
      else if (spec[place + 1] !== ':') options.push([flag, '']);
      else {
        const rest = word.slice(letter + 1);
        if (rest === '') at += 1;
        options.push([flag, rest === '' ? (args[at] ?? '') : rest]);
        break;
      }
    }
  }
  return { options, operands: args.slice(args[at] === '--' ? at + 1 : at), unknown };
}
