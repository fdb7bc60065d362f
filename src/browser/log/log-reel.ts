import { halfCharacter, LineReader } from './line-reader.ts';
import { LogPaper } from './log-paper.ts';
import type { LogSource, Part } from './log-source.ts';

/** Read at a time; where a line is longer than that, more. */
const STEPS_BYTES = [64 * 1024, 1024 * 1024, 4 * 1024 * 1024] as const;
const NEWLINE = 0x0a;
/** Beyond so many bytes nobody counts lines unasked. */
const COUNTED_UNASKED = 256 * 1024 * 1024;

export interface ReelOptions {
  readonly source: LogSource;
  /** Lines came while the log is followed. */
  readonly onNew: (count: number) => void;
  /** Something about it changed: its size, whether it is followed or over. */
  readonly onState: () => void;
  readonly onProblem: (message: string) => void;
}

/** Winds a log forth and back over the paper: what is in the page is one stretch of it. */
export class LogReel {
  readonly paper: LogPaper;
  readonly #options: ReelOptions;
  /** Reads on behind the last line of the paper. */
  #reader = new LineReader(0);
  /** Behind the last byte that was read, and how much there was then. */
  #end = 0;
  size = 0;
  #file = '';
  /** Nothing more is written. */
  isOver = false;
  #stopFollowing: (() => void) | null = null;
  /** What is under way; a new wish makes it void. */
  #turn = 0;
  #isLoading = false;

  constructor(options: ReelOptions) {
    this.#options = options;
    const { source } = options;
    this.paper = new LogPaper({
      hrefOf: ({ at, length }) => source.address('', { from: at, bytes: length }),
    });
  }

  /** The paper shows the end of what there is. */
  get isAtEnd(): boolean {
    return this.#end >= this.size;
  }

  get isAtStart(): boolean {
    return (this.paper.start ?? 0) === 0;
  }

  get isFollowed(): boolean {
    return this.#stopFollowing !== null;
  }

  /** The last lines, and from there on what comes. */
  async openEnd(): Promise<void> {
    const turn = this.#beginTurn();
    const part = await this.#options.source.part({ bytes: STEPS_BYTES[0] });
    if (turn !== this.#turn) return;
    const back = part === null ? null : await this.#wholeLines(part);
    if (turn !== this.#turn) return;
    this.#put(back, back?.from === 0 ? 1 : null);
    this.paper.countFromEnd();
    this.follow();
    if (!this.paper.isCounted && (back?.from ?? 0) <= COUNTED_UNASKED) void this.count();
  }

  /** The line that begins at that byte and has that number, with some of what is around it. */
  async openAt(at: number, line: number): Promise<void> {
    const turn = this.#beginTurn();
    const { source } = this.#options;
    const [before, after] = await Promise.all([
      this.#linesBefore(at),
      source.part({ from: at, bytes: STEPS_BYTES[0] }),
    ]);
    if (turn !== this.#turn || after === null) return;
    const lines = before === null ? [] : new LineReader(before.from).push(before.bytes);
    this.#put(after, line);
    this.paper.prepend(lines);
    this.#options.onState();
    if (this.isAtEnd) this.follow();
  }

  /** The byte at which that line begins; null where there are not so many. */
  async placeOf(line: number): Promise<number | null> {
    const part = await this.#options.source.part({ line, bytes: 1 });
    return part === null || part.from >= part.size ? null : part.from;
  }

  /** Finds out what number the first line has. */
  async count(): Promise<void> {
    const start = this.paper.start;
    if (start === null || this.paper.isCounted) return;
    const turn = this.#turn;
    const lines = await this.#options.source.linesBefore(start);
    // Meanwhile there may be more lines above.
    if (turn !== this.#turn) return;
    if (this.paper.start === start) this.paper.setFirst(lines + 1);
    else await this.count();
  }

  async loadEarlier(): Promise<void> {
    const start = this.paper.start ?? 0;
    await this.#load(start > 0, async (turn) => {
      const before = await this.#linesBefore(start);
      if (turn !== this.#turn || before === null) return;
      this.paper.prepend(new LineReader(before.from).push(before.bytes));
      if (this.paper.trim('bottom')) this.#goOnFrom(this.paper.end ?? 0);
    });
  }

  async loadLater(): Promise<void> {
    await this.#load(!this.isAtEnd, async (turn) => {
      const part = await this.#options.source.part({ from: this.#end, bytes: STEPS_BYTES[0] });
      if (turn !== this.#turn || part === null) return;
      this.size = part.size;
      this.#take(part.bytes, part.file);
      this.paper.trim('top');
      if (this.isAtEnd) this.follow();
    });
  }

  /** Listens for what comes, if the end is in the page. */
  follow(): void {
    if (this.isOver || this.isFollowed || !this.isAtEnd) return;
    this.#stopFollowing = this.#options.source.follow(this.#end, this.#file, {
      onBytes: (from, bytes, file) => this.#onBytes(from, bytes, file),
      onAnew: () => {
        this.rest();
        void this.openEnd().catch((error: unknown) => this.#options.onProblem(String(error)));
      },
      onOver: () => {
        this.isOver = true;
        this.rest();
      },
      onProblem: this.#options.onProblem,
    });
    this.#options.onState();
  }

  /** Stops listening; what has come stays. */
  rest(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = null;
    this.#options.onState();
  }

  #beginTurn(): number {
    this.#stopFollowing?.();
    this.#stopFollowing = null;
    this.#turn += 1;
    return this.#turn;
  }

  async #load(isWanted: boolean, load: (turn: number) => Promise<void>): Promise<void> {
    if (!isWanted || this.#isLoading) return;
    this.#isLoading = true;
    try {
      await load(this.#turn);
    } finally {
      this.#isLoading = false;
      this.#options.onState();
    }
  }

  #put(part: Part | null, first: number | null): void {
    this.paper.clear(first);
    this.size = part?.size ?? 0;
    this.#goOnFrom(part?.from ?? 0);
    if (part !== null) this.#take(part.bytes, part.file);
    this.#options.onState();
  }

  #goOnFrom(at: number): void {
    this.#reader = new LineReader(at);
    this.#end = at;
    if (this.isAtEnd) return;
    this.#stopFollowing?.();
    this.#stopFollowing = null;
  }

  #onBytes(from: number, bytes: Uint8Array, file: string): void {
    if (from !== this.#end) return;
    const before = this.paper.count;
    this.#take(bytes, file);
    this.size = Math.max(this.size, this.#end);
    this.#options.onNew(this.paper.count - before);
  }

  #take(bytes: Uint8Array, file: string): void {
    this.paper.append(this.#reader.push(bytes), this.#reader.open);
    this.#end += bytes.length;
    this.#file = file;
  }

  /** Whole lines that end at that byte; null at the beginning of the log. */
  async #linesBefore(end: number): Promise<Part | null> {
    if (end === 0) return null;
    const [step] = STEPS_BYTES;
    const part = await this.#options.source.part({
      from: Math.max(0, end - step),
      bytes: Math.min(step, end),
    });
    return part === null ? null : this.#wholeLines(part);
  }

  /** The same without the part of a line at its front; where nothing else is in it, with more of what is before. */
  async #wholeLines(part: Part): Promise<Part> {
    let read = part;
    const end = part.from + part.bytes.length;
    for (const step of STEPS_BYTES) {
      if (read.from === 0) return read;
      const start = read.bytes.indexOf(NEWLINE) + 1;
      if (start > 0 && start < read.bytes.length) return without(read, start);
      const from = Math.max(0, end - step);
      if (from < read.from) read = (await this.#options.source.part({ from, bytes: end - from })) ?? read;
    }
    return without(read, halfCharacter(read.bytes));
  }
}

function without(part: Part, front: number): Part {
  return { ...part, from: part.from + front, bytes: part.bytes.subarray(front) };
}
