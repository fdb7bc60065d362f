import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type News, type Source, StreamPool, type Wish } from './stream-pool.ts';

/** A pretended connection: what it was opened for, and a way to say what comes. */
class Connection implements Source {
  readonly #listeners = new Map<string, (event: { readonly data?: string }) => void>();
  readonly views: readonly string[];
  isClosed = false;

  constructor(address: string) {
    this.views = new URL(address, 'http://hut').searchParams.getAll('on');
  }

  addEventListener(name: string, listener: (event: { readonly data?: string }) => void): void {
    this.#listeners.set(name, listener);
  }

  close(): void {
    this.isClosed = true;
  }

  say(name: string, data: unknown = ''): void {
    this.#listeners.get(name)?.({ data: typeof data === 'string' ? data : JSON.stringify(data) });
  }

  picture(name: string, html: string, seen: string, stamp = 'f1'): void {
    this.say('view', { name, stamp });
    this.say('items-update', html);
    this.say('done', seen);
  }
}

let connections: Connection[] = [];
let pool: StreamPool;

beforeEach(() => {
  vi.useFakeTimers();
  connections = [];
  pool = new StreamPool('/live', (address) => {
    const connection = new Connection(address);
    connections.push(connection);
    return connection;
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const A = '/runs/a/events';
const B = '/runs/b/events';

function wish(address: string, seen: string | null = null, stamp: string | null = null): Wish {
  return { address, events: ['items-update'], seen, stamp };
}

function follow(what: Wish): { readonly news: News[]; readonly stop: () => void } {
  const news: News[] = [];
  return { news, stop: pool.follow(what, (each) => news.push(each)) };
}

function newest(): Connection {
  const connection = connections.at(-1);
  if (connection === undefined) throw new Error('nothing was opened');
  return connection;
}

const htmlOf = (news: readonly News[]) => news.flatMap((each) => (each.is === 'picture' ? each.parts : []));

test('windows that come together share one connection, and each gets its own view', () => {
  const a = follow(wish(A, '5'));
  const b = follow(wish(B));
  vi.advanceTimersByTime(100);
  expect(connections).toHaveLength(1);
  expect(newest().views).toEqual([`${A}?after=5`, B]);
  newest().picture(A, '<p>a</p>', '6');
  newest().picture(B, '<p>b</p>', '6');
  expect(htmlOf(a.news)).toEqual(['<p>a</p>']);
  expect(htmlOf(b.news)).toEqual(['<p>b</p>']);
});

test('a new window makes a new connection that goes on from what came', () => {
  follow(wish(A, '5'));
  vi.advanceTimersByTime(100);
  newest().picture(A, '<p>a</p>', '8');
  follow(wish(B, '9'));
  vi.advanceTimersByTime(100);
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(newest().views).toEqual([`${A}?after=8&stamp=f1`, `${B}?after=9`]);
});

test('a second window of the same view needs no new connection when its page is as new', () => {
  follow(wish(A, '5'));
  vi.advanceTimersByTime(100);
  const second = follow(wish(A, '7'));
  vi.advanceTimersByTime(100);
  expect(connections).toHaveLength(1);
  newest().picture(A, '<p>8</p>', '8');
  expect(htmlOf(second.news)).toEqual(['<p>8</p>']);
});

test('a second window that has less, or another server’s picture, has the whole one sent', () => {
  for (const late of [wish(A, '5'), wish(A, '9', 'before'), wish(A)]) {
    const first = follow(wish(A, '8'));
    vi.advanceTimersByTime(100);
    const second = follow(late);
    vi.advanceTimersByTime(100);
    expect(newest().views).toEqual([A]);
    first.stop();
    second.stop();
  }
});

test('half a picture is nobody’s', () => {
  const { news } = follow(wish(A));
  vi.advanceTimersByTime(100);
  newest().say('view', { name: A, stamp: 'f1' });
  newest().say('items-update', 'half');
  newest().say('error');
  vi.advanceTimersByTime(1_000);
  expect(htmlOf(news)).toEqual([]);
  expect(newest().views).toEqual([A]);
});

test('who is cut off is told only when asking again fails too, and told when it is over', () => {
  const { news } = follow(wish(A));
  vi.advanceTimersByTime(100);
  newest().say('server', { build: '1', now: 7 });
  newest().say('error');
  expect(news).toEqual([{ is: 'server', build: '1', now: 7 }]);
  vi.advanceTimersByTime(500);
  newest().say('error');
  expect(news.at(-1)?.is).toBe('lost');
  expect(follow(wish(B)).news.at(-1)?.is).toBe('lost');
  vi.advanceTimersByTime(1_000);
  newest().say('server', { build: '2', now: 9 });
  expect(news.slice(-2)).toEqual([{ is: 'found' }, { is: 'server', build: '2', now: 9 }]);
});

test('asking again becomes rarer, and does not end', () => {
  follow(wish(A));
  vi.advanceTimersByTime(100);
  for (let times = 0; times < 20; times += 1) {
    newest().say('error');
    vi.advanceTimersByTime(8_000);
  }
  expect(connections).toHaveLength(21);
});

test('a connection that is silent for long is taken for dead', () => {
  follow(wish(A));
  vi.advanceTimersByTime(100);
  const first = newest();
  for (let times = 0; times < 10; times += 1) {
    vi.advanceTimersByTime(30_000);
    first.say('server', { build: '1', now: 7 });
  }
  expect(connections).toHaveLength(1);
  vi.advanceTimersByTime(120_000);
  expect(first.isClosed).toBe(true);
  expect(connections.length).toBeGreaterThan(1);
});

test('when the last window goes the connection does, and what it still brings is nobody’s', () => {
  const { news, stop } = follow(wish(A));
  vi.advanceTimersByTime(100);
  const first = newest();
  stop();
  vi.advanceTimersByTime(2_000);
  expect(first.isClosed).toBe(true);
  first.picture(A, 'late', '9');
  expect(htmlOf(news)).toEqual([]);
  expect(connections).toHaveLength(1);
});
