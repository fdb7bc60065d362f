import type { LogSearchAnswer } from '../../wire/logs.ts';

/** Marks of one search in the page, drawn over the text without touching it. */
const MARK = 'log-search';
const MOST_MARKS = 2_000;

/** The lines that a search found, and which of them is looked at: the last one first. */
export class FoundLines {
  readonly #answer: LogSearchAnswer;
  #index: number;

  constructor(answer: LogSearchAnswer) {
    this.#answer = answer;
    this.#index = answer.matches.length;
  }

  /** At first to the last one, whatever the direction; later round at both ends. */
  step(by: 1 | -1): LogSearchAnswer['matches'][number] | null {
    const { matches } = this.#answer;
    if (matches.length === 0) return null;
    const isFirst = this.#index === matches.length;
    this.#index = (this.#index + (isFirst ? -1 : by) + matches.length) % matches.length;
    return matches[this.#index] ?? null;
  }

  /** `3 of 120`; only the last thousand can be gone to. */
  get words(): string {
    const { count, matches } = this.#answer;
    const all = count.toLocaleString('en-US');
    if (count === 0) return 'not found';
    if (this.#index === matches.length) return `${all} ${count === 1 ? 'line' : 'lines'}`;
    return `${(count - matches.length + this.#index + 1).toLocaleString('en-US')} of ${all}`;
  }
}

/** Draws marks over what is looked for; newer browsers can. */
export function markFound(within: Element, wanted: string): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete(MARK);
  if (wanted === '') return;
  const ranges: Range[] = [];
  const small = wanted.toLowerCase();
  for (const line of within.querySelectorAll('.log-words')) {
    if (ranges.length >= MOST_MARKS) break;
    const text = (line.textContent ?? '').toLowerCase();
    for (let at = text.indexOf(small); at >= 0; at = text.indexOf(small, at + small.length))
      ranges.push(rangeOf(line, at, at + small.length));
  }
  CSS.highlights.set(MARK, new Highlight(...ranges));
}

function rangeOf(line: Element, start: number, end: number): Range {
  const range = document.createRange();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (start >= before && start < before + length) range.setStart(node, start - before);
    if (end > before && end <= before + length) {
      range.setEnd(node, end - before);
      break;
    }
    before += length;
  }
  return range;
}
