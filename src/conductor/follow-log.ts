import type { LogPart, LogState } from '../backends/log-files.ts';
import type { Problem } from '../engine/problem.ts';
import type { Result } from '../engine/result.ts';
import type { LogDesk } from './log-desk.ts';

/** Where following begins: behind bytes that the follower has (of that file, if it knows which), or some lines before the end. */
export type FollowStart =
  | { readonly is: 'from'; readonly from: number; readonly file: string | null }
  | { readonly is: 'last-lines'; readonly lines: number };

export type LogNews =
  /** The bytes that come next; never half a character, unless the log holds one. */
  | { readonly is: 'part'; readonly part: LogPart }
  /** The log was cut or replaced: what follows is told from its beginning. */
  | { readonly is: 'anew' }
  /** For some seconds nothing was written. */
  | { readonly is: 'quiet' }
  /** It could not be read just now. Nothing comes after it. */
  | { readonly is: 'problem'; readonly problem: Problem }
  /** The attempt has ended, and all it wrote was told. Nothing comes after it. */
  | { readonly is: 'over' };

/** What is known of a log at one moment. */
export interface FollowedLog {
  readonly path: string;
  readonly desk: LogDesk;
  /** Something may have been written. */
  readonly mayExist: boolean;
  /** Nothing more will be written. */
  readonly isOver: boolean;
}

/** Of one step. */
const MOST_BYTES = 256 * 1024;

/** Tells what is written into a log, step by step; `look` says each time which log it is by now. */
export async function* followLog(
  look: () => Result<FollowedLog>,
  start: FollowStart,
  signal: AbortSignal,
): AsyncGenerator<LogNews, void> {
  const reader = new LogReader(start);
  while (!signal.aborted) {
    const log = look();
    if (!log.ok) return yield { is: 'problem', problem: log.problem };
    const { mayExist, isOver, desk, path } = log.value;
    const news = mayExist ? await reader.read(desk, path, isOver) : null;
    if (news !== null) {
      yield news;
      if (news.is === 'problem') return;
      continue;
    }
    const more = await (mayExist ? desk.news(path, reader.seen, signal) : desk.quiet(signal));
    if (more === 'changed' || signal.aborted) continue;
    if (isOver) return yield { is: 'over' };
    yield { is: 'quiet' };
  }
}

/** One who reads on where it stopped. */
class LogReader {
  /** The log as it was when it was read last. */
  seen: LogState | null = null;
  #start: FollowStart;
  #path: string | null = null;

  constructor(start: FollowStart) {
    this.#start = start;
  }

  /** Null when there is nothing new. */
  async read(desk: LogDesk, path: string, isOver: boolean): Promise<LogNews | null> {
    const isOther = this.#path !== null && this.#path !== path;
    this.#path = path;
    if (isOther && this.#hasRead()) return this.#beginAnew();
    const answer = await desk.readPart(path, { ...this.#start, bytes: MOST_BYTES });
    if (!answer.ok) return { is: 'problem', problem: answer.problem };
    const part = answer.value;
    this.seen = part === null ? null : { file: part.file, size: part.size };
    if (part === null) return null;
    const known = this.#start.is === 'from' ? this.#start.file : null;
    if (part.from > part.size || (known !== null && known !== part.file)) return this.#beginAnew();
    const whole = isOver ? part.bytes : part.bytes.subarray(0, wholeLength(part.bytes));
    this.#start = { is: 'from', from: part.from + whole.length, file: part.file };
    return whole.length === 0 ? null : { is: 'part', part: { ...part, bytes: whole } };
  }

  #hasRead(): boolean {
    return this.#start.is === 'from' && this.#start.from > 0;
  }

  #beginAnew(): LogNews {
    this.#start = { is: 'from', from: 0, file: null };
    return { is: 'anew' };
  }
}

/** Up to where the bytes are no unfinished UTF-8 character; one that nothing finishes within four bytes is none. */
export function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Of the character that begins with that byte. */
function lengthOf(first: number): number {
  if (first >= 0xf8) return 1;
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
