import type {
  LogEvents,
  LogHeader,
  LogLinesAnswer,
  LogPartQuery,
  LogSearchAnswer,
  LogSearchQuery,
} from '../../wire/logs.ts';

/** Bytes of a log, and how the whole was when they were read. */
export interface Part {
  readonly from: number;
  readonly size: number;
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What one who follows a log is told. */
export interface FollowerOptions {
  /** The bytes that come next. */
  readonly onBytes: (from: number, bytes: Uint8Array, file: string) => void;
  /** The log was cut or replaced. */
  readonly onAnew: () => void;
  readonly onOver: () => void;
  readonly onProblem: (message: string) => void;
}

/** Before a stream that broke is opened again, in milliseconds. */
const AGAIN_MS = 2_000;

/** A log behind the address of its parts. What goes wrong is thrown as an Error with the server's words. */
export class LogSource {
  readonly #base: URL;

  constructor(href: string) {
    this.#base = new URL(href, location.href);
  }

  /** Null while there is no such log. */
  async part(place: Pick<LogPartQuery, 'from' | 'line' | 'bytes'>): Promise<Part | null> {
    const response = await this.#ask('', place);
    if (response.status === 204) return null;
    const number = (name: LogHeader) => Number(response.headers.get(name));
    const file: LogHeader = 'Log-File';
    return {
      from: number('Log-From'),
      size: number('Log-Size'),
      file: response.headers.get(file) ?? '',
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  }

  async search(search: Pick<LogSearchQuery, 'q' | 'errors'>): Promise<LogSearchAnswer> {
    return (await (await this.#ask('/search', search)).json()) as LogSearchAnswer;
  }

  async linesBefore(before: number): Promise<number> {
    const answer = (await (await this.#ask('/lines', { before })).json()) as LogLinesAnswer;
    return answer.lines;
  }

  /** Where those bytes, or all of them, can be had as a text. */
  address(what: '' | '/download', place: Pick<LogPartQuery, 'from' | 'bytes'> = {}): string {
    return this.#address(what, place).href;
  }

  /** From that byte on; gives back how to stop. A stream that breaks is opened again where it was. */
  follow(from: number, file: string, options: FollowerOptions): () => void {
    let place = { from, file };
    let again: ReturnType<typeof setTimeout> | undefined;
    let isStopped = false;
    // One after the other: a piece that has to be asked for once more must not be overtaken.
    let told = Promise.resolve();
    let source: EventSource | null = null;
    const stop = () => {
      isStopped = true;
      clearTimeout(again);
      source?.close();
    };
    const onPart = async ({ data, lastEventId }: MessageEvent<string>) => {
      const { from, to, text } = JSON.parse(data) as LogEvents['part'];
      const bytes = await this.#bytesOf(from, to, text);
      place = { from: to, file: lastEventId.slice(lastEventId.indexOf(':') + 1) };
      if (!isStopped) options.onBytes(from, bytes, place.file);
    };
    const open = () => {
      source = new EventSource(this.#address('/follow', place));
      source.addEventListener('part', (event) => {
        told = told.then(() => onPart(event)).catch((error: unknown) => options.onProblem(String(error)));
      });
      source.addEventListener('anew', () => {
        stop();
        void told.then(options.onAnew);
      });
      source.addEventListener('over', () => {
        stop();
        void told.then(options.onOver);
      });
      source.addEventListener('problem', ({ data }: MessageEvent<string>) =>
        options.onProblem((JSON.parse(data) as LogEvents['problem']).detail),
      );
      source.addEventListener('error', () => {
        source?.close();
        if (!isStopped) again = setTimeout(() => void told.then(() => isStopped || open()), AGAIN_MS);
      });
    };
    open();
    return stop;
  }

  /** The text as its bytes; where it is not UTF-8, they are asked for. */
  async #bytesOf(from: number, to: number, text: string): Promise<Uint8Array> {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length === to - from && !text.includes('\ufffd')) return bytes;
    return (await this.part({ from, bytes: to - from }))?.bytes ?? bytes;
  }

  async #ask(what: string, query: object): Promise<Response> {
    const response = await fetch(this.#address(what, query), { headers: { Accept: 'application/json' } });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; error?: string };
    throw new Error(problem.detail ?? problem.error ?? `The server answered with status ${response.status}.`);
  }

  #address(what: string, query: object): URL {
    const url = new URL(this.#base);
    url.pathname += what;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url;
  }
}
