/** What all of them begin with: no half of a character. */
export function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let start = first;
  for (const text of others) while (!text.startsWith(start)) start = start.slice(0, -1);
  return isHigh(start.charCodeAt(start.length - 1)) ? start.slice(0, -1) : start;
}

/** The same, and what all of them end with behind that. */
export function commonEnds(texts: readonly string[]): readonly [start: string, end: string] {
  const start = commonStart(texts);
  const [first = '', ...others] = texts;
  let end = first.slice(start.length);
  for (const text of others) {
    const most = text.length - start.length;
    if (end.length > most) end = end.slice(end.length - most);
    while (!text.endsWith(end)) end = end.slice(1);
  }
  return [start, isLow(end.charCodeAt(0)) ? end.slice(1) : end];
}

/** The first half of a character that has two (https://www.unicode.org/glossary/#surrogate_pair). */
function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
