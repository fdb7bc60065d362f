/**
 * Text with the colours that a terminal would show (ECMA-48, SGR). Colours are names of classes, so that the page's own
 * sixteen, which can be read on light and dark ground, stand for all others, and nothing needs an inline style.
 */

/** How text looks from here on. */
export interface Style {
  /** 0 to 15; null is the page's own. */
  readonly ink: number | null;
  readonly ground: number | null;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly italic: boolean;
  readonly underlined: boolean;
  readonly inverse: boolean;
}

export const PLAIN: Style = {
  ink: null,
  ground: null,
  bold: false,
  faint: false,
  italic: false,
  underlined: false,
  inverse: false,
};

export interface Piece {
  readonly text: string;
  /** Names of classes; empty for plain text. */
  readonly classes: string;
}

// A CSI sequence with its parameters and last letter; an OSC (title, link); any other; one that is not finished.
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-Z\\^-~]|\u001b(?:\[[0-?]*[ -/]*)?$/g;

/** The pieces of one line that begins in that style, and the style after it. */
export function styledPieces(
  text: string,
  before: Style,
): { readonly pieces: Piece[]; readonly after: Style } {
  const pieces: Piece[] = [];
  let style = before;
  let at = 0;
  const add = (part: string) => {
    if (part !== '') pieces.push({ text: visibleText(part), classes: classesOf(style) });
  };
  for (const match of text.matchAll(ESCAPES)) {
    add(text.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === 'm') style = styleAfter(style, match[1] ?? '');
  }
  add(text.slice(at));
  return { pieces, after: style };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Control characters as their pictures, and what turns text around as its number: nothing acts, nothing is hidden. */
function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x7f) return '\u2421';
    return code < 0x20
      ? String.fromCharCode(0x2400 + code)
      : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

function classesOf({ ink, ground, bold, faint, italic, underlined, inverse }: Style): string {
  const [front, back] = inverse ? [ground, ink ?? 7] : [ink, ground];
  const names = [
    front !== null && `ink-${front}`,
    back !== null && `ground-${back}`,
    bold && 'is-bold',
    faint && 'is-faint',
    italic && 'is-italic',
    underlined && 'is-underlined',
  ];
  return names.filter((name) => name !== false).join(' ');
}

function styleAfter(style: Style, parameters: string): Style {
  // Colons part the numbers of one colour; that they are semicolons as well loses nothing.
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  while (codes.length > 0) next = styleOf(next, codes.shift() ?? 0, codes);
  return next;
}

const SWITCHES: Readonly<Record<number, Partial<Style>>> = {
  0: PLAIN,
  1: { bold: true },
  2: { faint: true },
  3: { italic: true },
  4: { underlined: true },
  7: { inverse: true },
  22: { bold: false, faint: false },
  23: { italic: false },
  24: { underlined: false },
  27: { inverse: false },
  39: { ink: null },
  49: { ground: null },
};

/** Takes the numbers of a long colour from those that follow. */
function styleOf(style: Style, code: number, following: number[]): Style {
  const known = SWITCHES[code];
  if (known !== undefined) return { ...style, ...known };
  if (code === 38) return { ...style, ink: longColour(following) };
  if (code === 48) return { ...style, ground: longColour(following) };
  const [tens, ones] = [Math.floor(code / 10), code % 10];
  if (ones > 7) return style;
  if (tens === 3 || tens === 9) return { ...style, ink: ones + (tens === 9 ? 8 : 0) };
  if (tens === 4 || tens === 10) return { ...style, ground: ones + (tens === 10 ? 8 : 0) };
  return style;
}

function longColour(following: number[]): number | null {
  const kind = following.shift();
  if (kind === 5) return ofPalette(following.shift() ?? -1);
  return kind === 2 ? nearest(following.splice(0, 3)) : null;
}

/** https://en.wikipedia.org/wiki/ANSI_escape_code#8-bit: 16 colours, a cube of 6 × 6 × 6, 24 greys. */
function ofPalette(index: number): number | null {
  if (!(index >= 0 && index < 256)) return null;
  if (index < 16) return index;
  if (index >= 232) return nearest([0, 0, 0].map(() => 8 + 10 * (index - 232)));
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  const place = index - 16;
  return nearest([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(level));
}

const SIXTEEN: readonly (readonly number[])[] = Array.from({ length: 16 }, (_, index) => {
  if (index === 8) return [85, 85, 85];
  const level = index < 8 ? 187 : 255;
  return [1, 2, 4].map((bit) => ((index & bit) === 0 ? (index < 8 ? 0 : 85) : level));
});

function nearest(rgb: readonly number[]): number {
  const distances = SIXTEEN.map((colour) =>
    colour.reduce((sum, level, index) => sum + (level - (rgb[index] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
