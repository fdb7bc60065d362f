import { quote } from './quote.ts';

/**
 * How scripts travel to a shell that goes on living, and how their answers are told apart.
 *
 * On both output streams, and after whatever start-up files print: `<mark>+`, the output byte for byte, `<mark>-`,
 * the exit code, a newline. The mark is drawn anew for each script, so that no output can hold it by chance or malice.
 */

/**
 * The text that makes a POSIX `sh` run the script in a subshell of its own, with nothing on its standard input.
 * As an argument of `eval` it is parsed in there too: a syntax error ends the subshell, not the shell.
 * @throws RangeError when the script holds NUL.
 */
export function frame(script: string, mark: string): string {
  // In two halves, so that the mark is not seen where a shell echoes what it runs (an exported `set -x`).
  const halves = `${mark.slice(0, mark.length / 2)} ${mark.slice(mark.length / 2)}`;
  const begin = `printf '%s%s+' ${halves}`;
  const end = `printf '%s%s-%d\\n' ${halves}`;
  return [
    `${begin}; ${begin} >&2`,
    `( eval ${quote(script)} ) </dev/null`,
    `set -- $?; ${end} $1; ${end} $1 >&2`,
    '',
  ].join('\n');
}

type Encoding = 'utf8' | 'latin1';

const NOISE_LIMIT_BYTES = 8192;
const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Reads one output stream of one framed script, in chunks cut anywhere. */
export class FramedOutput {
  readonly #begin: Buffer;
  readonly #end: Buffer;
  readonly #noise: KeptBytes;
  readonly #output: KeptBytes;
  #phase: 'before' | 'inside' | 'code' | 'complete' = 'before';
  /** What could be the first part of a mark. */
  #rest: Buffer = NOTHING;
  #exitCode: number | null = null;

  /** Keeps the first `limitBytes` of the output. */
  constructor(mark: string, limitBytes: number, encoding: Encoding = 'utf8') {
    this.#begin = Buffer.from(`${mark}+`);
    this.#end = Buffer.from(`${mark}-`);
    this.#noise = new KeptBytes(NOISE_LIMIT_BYTES, 'utf8');
    this.#output = new KeptBytes(limitBytes, encoding);
  }

  /** Gives back what came behind the end. */
  push(chunk: Buffer): Buffer {
    if (this.#phase === 'complete') return chunk;
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#phase === 'before' && this.#passes(this.#begin, this.#noise)) this.#phase = 'inside';
    if (this.#phase === 'inside' && this.#passes(this.#end, this.#output)) this.#phase = 'code';
    return this.#phase === 'code' ? this.#readCode() : NOTHING;
  }

  get complete(): boolean {
    return this.#phase === 'complete';
  }

  /** Null until complete. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** What has come of the output so far; what is not UTF-8 in it becomes U+FFFD, unless it is read as Latin-1. */
  text(): string {
    return this.#output.text(this.#phase === 'inside' ? this.#rest : undefined);
  }

  get cut(): boolean {
    return this.#output.cut;
  }

  /** What came before the script was begun: banners, or why the shell could not be reached. */
  noise(): string {
    return this.#noise.text(this.#phase === 'before' ? this.#rest : undefined);
  }

  /** Moves the bytes before the mark to `kept`; true when the mark was found, and `#rest` is what follows it. */
  #passes(mark: Buffer, kept: KeptBytes): boolean {
    const at = this.#rest.indexOf(mark);
    const end = at >= 0 ? at : Math.max(0, this.#rest.length - mark.length + 1);
    kept.add(this.#rest.subarray(0, end));
    this.#rest = this.#rest.subarray(at >= 0 ? at + mark.length : end);
    return at >= 0;
  }

  #readCode(): Buffer {
    const end = this.#rest.indexOf(NEWLINE);
    if (end < 0) return NOTHING;
    this.#exitCode = Number(this.#rest.toString('latin1', 0, end));
    this.#phase = 'complete';
    return this.#rest.subarray(end + 1);
  }
}

/** The first bytes of a stream, up to a limit. */
class KeptBytes {
  readonly #limit: number;
  readonly #encoding: Encoding;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  cut = false;

  constructor(limit: number, encoding: Encoding) {
    this.#limit = limit;
    this.#encoding = encoding;
  }

  add(bytes: Buffer): void {
    const part = bytes.subarray(0, this.#limit - this.#length);
    if (part.length < bytes.length) this.cut = true;
    if (part.length === 0) return;
    this.#chunks.push(part);
    this.#length += part.length;
  }

  /** As text, with bytes that may still turn out to be something else. */
  text(more: Buffer = NOTHING): string {
    const bytes = Buffer.concat([...this.#chunks, more.subarray(0, this.#limit - this.#length)]);
    return bytes.toString(this.#encoding);
  }
}
