import { type News, type Pool, StreamPool, type Tell, type Wish } from './stream-pool.ts';

/** What a page says to the worker. */
export type PageWord =
  | { readonly is: 'follow'; readonly hub: string; readonly wish: Wish }
  | { readonly is: 'leave' }
  /** A page that has crashed does not say that it leaves. */
  | { readonly is: 'alive' };

/** What the worker says to a page. */
export type WorkerWord = News | { readonly is: 'hello' };

/** How often a page says that it is there, in milliseconds. */
export const ALIVE_MS = 25_000;
/** Without a word from the worker by then, it will not come. */
const HELLO_MS = 4_000;

/**
 * The connection that all windows of the browser share (a `SharedWorker` holds it); a connection of this page's own
 * where there can be no worker.
 */
export class SharedPool implements Pool {
  readonly #hub: string;
  readonly #port: MessagePort | null;
  #own: StreamPool | null = null;
  #current: { readonly wish: Wish; readonly tell: Tell } | null = null;
  #stopOwn: (() => void) | null = null;

  constructor(hub: string, worker: string) {
    this.#hub = hub;
    this.#port = this.#start(worker);
    if (this.#port === null) this.#own = new StreamPool(hub);
  }

  /** One view at a time: a page has one. */
  follow(wish: Wish, tell: Tell): () => void {
    this.#current = { wish, tell };
    if (this.#own !== null) this.#stopOwn = this.#own.follow(wish, tell);
    else this.#say({ is: 'follow', hub: this.#hub, wish });
    return () => {
      this.#current = null;
      this.#stopOwn?.();
      this.#stopOwn = null;
      this.#say({ is: 'leave' });
    };
  }

  #say(word: PageWord): void {
    this.#port?.postMessage(word);
  }

  #start(address: string): MessagePort | null {
    if (typeof SharedWorker === 'undefined') return null;
    try {
      const worker = new SharedWorker(address, 'scripthut');
      const timer = setTimeout(() => this.#goAlone(), HELLO_MS);
      worker.addEventListener('error', () => this.#goAlone());
      worker.port.addEventListener('message', ({ data }: MessageEvent<WorkerWord>) => {
        if (data.is === 'hello') clearTimeout(timer);
        else if (this.#own === null) this.#current?.tell(data);
      });
      worker.port.start();
      setInterval(() => this.#say({ is: 'alive' }), ALIVE_MS);
      return worker.port;
    } catch {
      // A browser may forbid workers.
      return null;
    }
  }

  #goAlone(): void {
    if (this.#own !== null) return;
    this.#own = new StreamPool(this.#hub);
    if (this.#current !== null) this.#stopOwn = this.#own.follow(this.#current.wish, this.#current.tell);
  }
}
