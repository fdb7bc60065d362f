const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BRACKET = { opens: 0x5b, closes: 0x5d } as const;
const BRACE = { opens: 0x7b, closes: 0x7d } as const;
/** Blank, tab, line feed, carriage return, and the three bytes of a byte order mark. */
const BLANK = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf];

/** Far beyond one entry of any list of ours. */
const LARGEST_ITEM_BYTES = 16 * 1024 ** 2;

/** The text is not a list in JSON, or not a whole one. */
export class NotAList extends Error {}

/**
 * The items of a JSON list (RFC 8259), parsed one by one as the bytes come: a list of a hundred megabytes is read with
 * the memory of one item, and no step takes long.
 * @throws NotAList
 */
export async function* listItems(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const splitter = new Splitter();
  for await (const chunk of chunks) {
    for (const text of splitter.split(chunk)) yield parse(text);
  }
  if (!splitter.isDone) throw new NotAList('it ends in the middle');
}

/** Finds where the items end; what is in them is left to `JSON.parse`. */
class Splitter {
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** What has come of the item that is being read. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  isDone = false;

  *split(chunk: Uint8Array): Generator<string> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const ends = this.#step(chunk[at] ?? 0);
      if (ends === 'begins') from = at + 1;
      if (ends !== 'item' && ends !== 'list') continue;
      this.#keep(chunk.subarray(from, at));
      from = at + 1;
      const text = this.#take();
      // Nothing stands between the brackets of an empty list.
      if (ends === 'item' || text.trim() !== '') yield text;
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(from));
  }

  #step(byte: number): 'begins' | 'item' | 'list' | null {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inText = false;
      return null;
    }
    if (this.#depth === 0) return this.#outside(byte);
    if (byte === QUOTE) this.#inText = true;
    else if (byte === BRACKET.opens || byte === BRACE.opens) this.#depth += 1;
    else if (byte === BRACKET.closes || byte === BRACE.closes) this.#depth -= 1;
    else if (byte === COMMA && this.#depth === 1) return 'item';
    this.isDone = this.#depth === 0;
    return this.isDone ? 'list' : null;
  }

  /** Before the list, and behind it. */
  #outside(byte: number): 'begins' | null {
    if (BLANK.includes(byte)) return null;
    if (this.isDone || byte !== BRACKET.opens) throw new NotAList('it is not a list in JSON');
    this.#depth = 1;
    return 'begins';
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#partBytes += part.length;
    if (this.#partBytes > LARGEST_ITEM_BYTES) throw new NotAList('one of its items is far too long');
  }

  #take(): string {
    const text = Buffer.concat(this.#parts).toString();
    this.#parts = [];
    this.#partBytes = 0;
    return text;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotAList('one of its items is not JSON');
  }
}
