import type { Chance } from '../simulation/chance.ts';
import type { Subject } from './subject.ts';

/**
 * What may still be concluded from a mutilated answer: of one that is cut nothing or all; where lines, numbers or bytes went
 * astray nothing better than the truth; and of one that says something else (a digit may have become another) anything.
 */
export type Rule = 'all-or-nothing' | 'nothing-better' | 'no-crash';

interface Mutilation {
  readonly rule: Rule;
  readonly apply: (subject: Subject, chance: Chance) => Buffer;
}

export const MUTILATIONS = {
  'cut off': {
    rule: 'all-or-nothing',
    apply: ({ body, frame }, chance) => {
      const whole = frame(body);
      return whole.subarray(0, chance.integer(0, whole.length - 1));
    },
  },
  'cut off by the scheduler': {
    rule: 'nothing-better',
    apply: ({ body, frame }, chance) => frame(body.subarray(0, chance.integer(0, body.length))),
  },
  'lines removed': {
    rule: 'nothing-better',
    apply: inLines((lines, chance) => {
      lines.splice(chance.integer(0, lines.length - 1), chance.integer(1, 3));
      return lines;
    }),
  },
  'lines doubled': {
    rule: 'nothing-better',
    apply: inLines((lines, chance) => {
      const from = chance.integer(0, lines.length - 1);
      const to = chance.integer(from + 1, Math.min(from + 60, lines.length));
      return lines.toSpliced(to, 0, ...lines.slice(from, to));
    }),
  },
  'a huge number': {
    rule: 'nothing-better',
    apply: inText((text, chance) => {
      const numbers = [...text.matchAll(/\d+/g)];
      if (numbers.length === 0) return text;
      const { index, 0: number } = chance.pick(numbers);
      const huge = chance.pick(['99999999999999999999999999', '4294967296', '1e400', '-1'.padEnd(400, '0')]);
      return text.slice(0, index) + huge + text.slice(index + number.length);
    }),
  },
  'bytes that are no UTF-8': {
    rule: 'nothing-better',
    apply: ({ body, frame }, chance) => {
      const at = chance.integer(0, body.length);
      const foreign = Buffer.from(chance.pick([[0xff], [0xc3], [0x80, 0xfe], [0]]));
      return frame(Buffer.concat([body.subarray(0, at), foreign, body.subarray(at)]));
    },
  },
  'lines shuffled': {
    rule: 'no-crash',
    apply: inLines((lines, chance) => {
      for (let swaps = chance.integer(1, 20); swaps > 0; swaps -= 1) {
        const [from, to] = [chance.integer(0, lines.length - 1), chance.integer(0, lines.length - 1)];
        [lines[from], lines[to]] = [lines[to] ?? '', lines[from] ?? ''];
      }
      return lines;
    }),
  },
  'bytes flipped': {
    rule: 'no-crash',
    apply: ({ body, frame }, chance) => {
      const whole = Buffer.from(frame(body));
      for (let flips = chance.integer(1, 8); flips > 0; flips -= 1)
        whole[chance.integer(0, whole.length - 1)] = chance.integer(0, 255);
      return whole;
    },
  },
} satisfies Readonly<Record<string, Mutilation>>;

export type MutilationName = keyof typeof MUTILATIONS;
export const MUTILATION_NAMES = Object.keys(MUTILATIONS) as readonly MutilationName[];

function inText(change: (text: string, chance: Chance) => string): Mutilation['apply'] {
  // Latin 1 keeps every byte as it is.
  return ({ body, frame }, chance) => frame(Buffer.from(change(body.toString('latin1'), chance), 'latin1'));
}

function inLines(change: (lines: string[], chance: Chance) => readonly string[]): Mutilation['apply'] {
  return inText((text, chance) => change(text.split('\n'), chance).join('\n'));
}
