import type { LogLine } from './line-reader.ts';
import { PLAIN, type Style, styledPieces } from './styled-text.ts';

/** Lines that are drawn, or not, together. */
const CHUNK_LINES = 200;
/** What is kept in the page; beyond that the far end is let go. */
const MOST_LINES = 6_000;
const MOST_BYTES = 4 * 1024 * 1024;
/** Of one line, in the page's style sheet. */
const LINE_PX = 19;

interface Chunk {
  readonly element: HTMLElement;
  readonly lines: LogLine[];
  /** How its first line begins. */
  readonly before: Style;
  after: Style;
}

export interface PaperOptions {
  /** Where a line that is too long to be shown can be read. */
  readonly hrefOf: (line: LogLine) => string;
}

/** The lines of a log that are in the page: one piece of it without gaps. */
export class LogPaper {
  /** Holds nothing but lines. */
  readonly element = document.createElement('div');
  readonly #options: PaperOptions;
  #chunks: Chunk[] = [];
  #open: HTMLElement | null = null;
  #count = 0;
  #bytes = 0;
  /** The number of the first line; while it is not known, counted backwards from where the log ended when it was opened. */
  #first = 1;
  #isCounted = false;

  constructor(options: PaperOptions) {
    this.#options = options;
    this.element.className = 'log-lines';
  }

  get count(): number {
    return this.#count;
  }

  /** Where its first line begins. */
  get start(): number | null {
    return this.#chunks[0]?.lines[0]?.at ?? null;
  }

  /** Whether the numbers are those of the log. */
  get isCounted(): boolean {
    return this.#isCounted;
  }

  /** Begins anew. `first` is the number of the first line to come; null: not known. */
  clear(first: number | null): void {
    this.element.replaceChildren();
    this.#chunks = [];
    this.#open = null;
    this.#count = 0;
    this.#bytes = 0;
    this.#first = first ?? 0;
    this.#isCounted = first !== null;
  }

  /** The log ended here when it was opened: from here lines are counted backwards, until the true numbers are known. */
  countFromEnd(): void {
    if (this.#isCounted) return;
    this.#first = -this.#count - (this.#open === null ? 0 : 1);
    this.#renumber();
  }

  /** The first line has that number. */
  setFirst(first: number): void {
    this.#first = first;
    this.#isCounted = true;
    this.#renumber();
  }

  append(lines: readonly LogLine[], open: LogLine | null): void {
    this.#open?.remove();
    this.#open = null;
    for (const line of lines) this.#appendLine(line);
    if (open === null) return;
    const style = this.#chunks.at(-1)?.after ?? PLAIN;
    this.#open = this.#draw(open, this.#count, style).element;
    this.#open.classList.add('is-open');
    this.element.append(this.#open);
  }

  prepend(lines: readonly LogLine[]): void {
    const chunks: Chunk[] = [];
    this.#first -= lines.length;
    for (let at = 0; at < lines.length; at += CHUNK_LINES) {
      const chunk = this.#makeChunk(chunks.at(-1)?.after ?? PLAIN);
      for (const [index, line] of lines.slice(at, at + CHUNK_LINES).entries())
        this.#drawInto(chunk, line, at + index);
      chunks.push(chunk);
    }
    this.#chunks.unshift(...chunks);
    this.#keepingPlace(() => this.element.prepend(...chunks.map(({ element }) => element)));
  }

  /** Lets go of what is too much at that end; gives back whether there was anything. */
  trim(end: 'top' | 'bottom'): boolean {
    let isTrimmed = false;
    while (this.#chunks.length > 1 && (this.#count > MOST_LINES || this.#bytes > MOST_BYTES)) {
      const chunk = end === 'top' ? this.#chunks.shift() : this.#chunks.pop();
      if (chunk === undefined) break;
      chunk.element.remove();
      this.#count -= chunk.lines.length;
      this.#bytes -= bytesOf(chunk.lines);
      if (end === 'top') this.#first += chunk.lines.length;
      isTrimmed = true;
    }
    if (isTrimmed && end === 'bottom') {
      this.#open?.remove();
      this.#open = null;
    }
    return isTrimmed;
  }

  /** Where the last line ends. */
  get end(): number | null {
    const last = this.#chunks.at(-1)?.lines.at(-1);
    return last === undefined ? null : last.at + last.length;
  }

  /** The element of the line that begins at that byte. */
  lineAt(at: number): HTMLElement | null {
    for (const { element, lines } of this.#chunks) {
      const index = lines.findIndex((line) => line.at === at);
      const found = element.children[index];
      if (index >= 0 && found instanceof HTMLElement) return found;
    }
    return null;
  }

  lineOfNumber(number: number): HTMLElement | null {
    if (!this.#isCounted) return null;
    let index = number - this.#first;
    if (index < 0) return null;
    for (const { element, lines } of this.#chunks) {
      const found = element.children[index];
      if (index < lines.length) return found instanceof HTMLElement ? found : null;
      index -= lines.length;
    }
    return index === 0 ? this.#open : null;
  }

  /** The number in the log of a line that is shown; null while it is not known. */
  numberOf(line: Element): number | null {
    const number = Number(line.querySelector<HTMLElement>('.log-number')?.dataset.n);
    return this.#isCounted ? number : null;
  }

  /** What is shown, without colours and numbers. */
  get text(): string {
    return [...this.element.querySelectorAll('.log-words')].map((line) => line.textContent).join('\n');
  }

  #appendLine(line: LogLine): void {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.lines.length >= CHUNK_LINES) {
      chunk = this.#makeChunk(chunk?.after ?? PLAIN);
      this.#chunks.push(chunk);
      this.element.append(chunk.element);
    }
    this.#drawInto(chunk, line, this.#count);
  }

  #makeChunk(before: Style): Chunk {
    const element = document.createElement('div');
    element.className = 'log-chunk';
    return { element, lines: [], before, after: before };
  }

  #drawInto(chunk: Chunk, line: LogLine, index: number): void {
    const { element, after } = this.#draw(line, index, chunk.after);
    chunk.after = after;
    chunk.lines.push(line);
    chunk.element.append(element);
    chunk.element.style.containIntrinsicHeight = `auto ${LINE_PX * chunk.lines.length}px`;
    this.#count += 1;
    this.#bytes += line.length;
  }

  #draw(line: LogLine, index: number, before: Style): { element: HTMLElement; after: Style } {
    const element = document.createElement('div');
    element.className = 'log-line';
    const number = document.createElement('a');
    number.className = 'log-number';
    number.tabIndex = -1;
    number.setAttribute('aria-hidden', 'true');
    this.#label(number, this.#first + index);
    const words = document.createElement('span');
    words.className = 'log-words';
    const { pieces, after } = styledPieces(line.text, before);
    for (const { text, classes } of pieces) {
      if (classes === '') words.append(text);
      else
        words.append(
          Object.assign(document.createElement('span'), { textContent: text, className: classes }),
        );
    }
    element.append(number, words);
    if (line.left > 0) element.append(this.#rest(line));
    return { element, after };
  }

  /** What stands for the end of a line that is too long. */
  #rest(line: LogLine): HTMLElement {
    const link = document.createElement('a');
    link.className = 'log-rest';
    link.href = this.#options.hrefOf(line);
    link.target = '_blank';
    link.textContent = `… ${Math.ceil(line.left / 1024).toLocaleString('en-US')} KB more in this line`;
    return link;
  }

  #label(link: HTMLAnchorElement, number: number): void {
    if (this.#isCounted) link.href = `#log-L${number}`;
    link.dataset.n = this.#isCounted || number < 0 ? String(number) : `+${number + 1}`;
  }

  /** Browsers keep what is read in its place, but not at the very top. */
  #keepingPlace(change: () => void): void {
    const box = this.element.parentElement;
    const [isAtTop, height] = [box?.scrollTop === 0, this.element.offsetHeight];
    change();
    if (box !== null && isAtTop) box.scrollTop = this.element.offsetHeight - height;
  }

  #renumber(): void {
    for (const [index, link] of [
      ...this.element.querySelectorAll<HTMLAnchorElement>('.log-number'),
    ].entries())
      this.#label(link, this.#first + index);
  }
}

function bytesOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0);
}
