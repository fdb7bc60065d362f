import { quote, quotePath } from '../transport/quote.ts';

/**
 * Values inside job scripts, which people read: harmless ones stand there as the contract (`compat.md` 8.3) shows
 * them, all others are quoted so that they cannot become commands. NUL, which no script can hold, is left out.
 */

const NOT_LITERAL_IN_DOUBLE_QUOTES = /["$`\\]/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g;

/** A line that prints the text as it is. */
export function echoLine(text: string): string {
  const printable = withoutNul(text);
  return NOT_LITERAL_IN_DOUBLE_QUOTES.test(printable) ? `echo ${quote(printable)}` : `echo "${printable}"`;
}

/** A line that goes to a directory; `~` works, blanks do too (`compat.md` 5 leaves them unquoted). */
export function cdLine(directory: string): string {
  const path = withoutNul(directory);
  return `cd ${quotePath(path.startsWith('-') ? `./${path}` : path)}`;
}

/** The text on one line, for comments and for the scheduler's header. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, ' ');
}

export function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}

/** Whether the text has no more bytes than that. A character of JavaScript has three at most: mostly nobody need count. */
export function isWithin(text: string, bytes: number): boolean {
  return text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes;
}

/** Whether a shell can export a variable of this name. */
export function isVariableName(name: string): boolean {
  return VARIABLE_NAME.test(name);
}

/**
 * `export KEY="VALUE"`, the value with its double-quote meaning (`compat.md` 8.3: `$NAME`, `$(…)`, `\$` and backquotes
 * work on the node), but such that it always ends where it should: a `"` of its own is escaped, as are a `$(`, `${` or
 * backquote that nothing closes and a backslash at the very end.
 */
export function exportLine(key: string, value: string): string {
  return `export ${key}="${doubleQuoted(withoutNul(value))}"`;
}

function doubleQuoted(value: string): string {
  let text = '';
  for (let at = 0; at < value.length; ) {
    const end = endOfExpansion(value, at);
    text += end === null ? `\\${value[at]}` : value.slice(at, end);
    at = end ?? at + 1;
  }
  return text;
}

/** Where the piece of a double-quoted text that begins here ends; null when its first character must be escaped. */
function endOfExpansion(value: string, at: number): number | null {
  const two = value.slice(at, at + 2);
  if (two === '$(') return endOfNested(value, at + 2, ')');
  if (two === '${') return endOfNested(value, at + 2, '}');
  if (two[0] === '\\') return two.length === 2 ? at + 2 : null;
  if (two[0] === '`') return endOfNested(value, at + 1, '`');
  return two[0] === '"' ? null : at + 1;
}

/** The place behind the character that closes what was opened before `at`; null when nothing closes it. */
function endOfNested(value: string, at: number, closing: Closing): number | null {
  const open: Closing[] = [closing];
  for (let here = at; here < value.length; here += 1) {
    const inside = open.at(-1);
    const char = value[here];
    if (char === inside) open.pop();
    else if (inside === "'") continue;
    else if (char === '\\') here += 1;
    else open.push(...opened(inside, value.slice(here - 1, here + 1)));
    if (open.length === 0) return here + 1;
  }
  return null;
}

type Closing = ')' | '}' | '`' | '"' | "'";

/** What the second of two characters opens, in a place that the given character closes. */
function opened(inside: Closing | undefined, two: string): Closing[] {
  const char = two[1];
  if (inside === '`') return [];
  if (two === '$(' || (char === '(' && inside === ')')) return [')'];
  if (two === '${') return ['}'];
  if (char === '"') return ['"'];
  return char === "'" && inside === ')' ? ["'"] : [];
}
