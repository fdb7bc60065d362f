import { ALIVE_MS, type PageWord, type WorkerWord } from './shared-pool.ts';
import { StreamPool } from './stream-pool.ts';

/** Runs once for all windows of the browser (a `SharedWorker`), and holds their one connection. */

let pool: StreamPool | null = null;

addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port === undefined) return;
  const say = (word: WorkerWord) => port.postMessage(word);
  let stop: (() => void) | null = null;
  let aliveAt = Date.now();
  const leave = () => {
    stop?.();
    stop = null;
  };
  port.addEventListener('message', ({ data }: MessageEvent<PageWord>) => {
    aliveAt = Date.now();
    if (data.is === 'alive') return;
    leave();
    if (data.is !== 'follow') return;
    pool ??= new StreamPool(data.hub);
    stop = pool.follow(data.wish, say);
  });
  setInterval(() => {
    if (Date.now() - aliveAt > 4 * ALIVE_MS) leave();
  }, ALIVE_MS);
  port.start();
  say({ is: 'hello' });
});
