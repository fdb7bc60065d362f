/** What all of them begin with: no half of a character. */
export function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let start = first;
  for (const text of others) {
    if (!text.startsWith(start)) start = start.slice(0, startLength(start, text));
  }
  return isHigh(start.charCodeAt(start.length - 1)) ? start.slice(0, -1) : start;
}

/** The same, and what all of them end with behind that. */
export function commonEnds(texts: readonly string[]): readonly [start: string, end: string] {
  const start = commonStart(texts);
  const [first = '', ...others] = texts;
  let end = first.slice(start.length);
  for (const text of others) {
    const most = text.length - start.length;
    if (end.length > most || !text.endsWith(end)) end = end.slice(end.length - endLength(end, text, most));
  }
  return [start, isLow(end.charCodeAt(0)) ? end.slice(1) : end];
}

/** How many characters of JavaScript they begin with alike. */
function startLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return length;
}

/** How many they end with alike, of so many at most. */
function endLength(one: string, other: string, most: number): number {
  const longest = Math.min(one.length, most);
  let length = 0;
  while (length < longest && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

/** The first half of a character that has two (https://www.unicode.org/glossary/#surrogate_pair). */
function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
