/** One line of a log. Places and lengths are bytes. */
export interface LogLine {
  /** Where it begins. */
  readonly at: number;
  /** With its line end. */
  readonly length: number;
  /** As a terminal would have left it: what was overwritten with `\r` is gone. What is not UTF-8 is U+FFFD. */
  readonly text: string;
  /** What the text leaves out, because no page can show lines of any length. */
  readonly left: number;
}

/** Of one line, so many bytes are shown. */
export const SHOWN_BYTES = 16 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const NOTHING = new Uint8Array();

/** Makes lines of bytes, in chunks cut anywhere; of a line that never ends it keeps no more than is shown. */
export class LineReader {
  #at: number;
  #length = 0;
  /** What was last written over the line, if anything, and what is being written. */
  #before = new Segment();
  #now = new Segment();

  /** `at` is the place of the first byte. */
  constructor(at: number) {
    this.#at = at;
  }

  /** The lines that these bytes end. */
  push(bytes: Uint8Array): LogLine[] {
    const lines: LogLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      this.#add(bytes.subarray(from, end));
      this.#length += 1;
      lines.push(this.#line());
      this.#at += this.#length;
      this.#length = 0;
      this.#before = new Segment();
      this.#now = new Segment();
      from = end + 1;
    }
    this.#add(bytes.subarray(from));
    return lines;
  }

  /** The line that has not ended, as it is by now; null where there is none. */
  get open(): LogLine | null {
    return this.#length === 0 ? null : this.#line();
  }

  #add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let from = 0;
    for (let end = bytes.indexOf(RETURN); end >= 0; end = bytes.indexOf(RETURN, from)) {
      this.#now.add(bytes.subarray(from, end));
      if (this.#now.length > 0) this.#before = this.#now;
      this.#now = new Segment();
      from = end + 1;
    }
    this.#now.add(bytes.subarray(from));
  }

  #line(): LogLine {
    const shown = this.#now.length > 0 ? this.#now : this.#before;
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(shown.kept);
    return { at: this.#at, length: this.#length, text, left: shown.length - shown.kept.length };
  }
}

/** The beginning of what was written between two `\r`. */
class Segment {
  kept: Uint8Array = NOTHING;
  length = 0;

  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    const more = bytes.subarray(0, SHOWN_BYTES - this.kept.length);
    if (more.length === 0) return;
    const both = new Uint8Array(this.kept.length + more.length);
    both.set(this.kept);
    both.set(more, this.kept.length);
    this.kept = both;
  }
}

/** Bytes at the front that belong to a character which begins before them. */
export function halfCharacter(bytes: Uint8Array): number {
  const first = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return first < 0 ? 0 : first;
}
