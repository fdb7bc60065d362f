/** A view that a page wants to follow, and what it has of it. */
export interface Wish {
  /** Of the view's stream, without what is known of it: `/runs/a1b2c3d4/events`. */
  readonly address: string;
  /** Events whose contents it wants. */
  readonly events: readonly string[];
  /** Number of the picture that it has; null: none. */
  readonly seen: string | null;
  /** Of which server that is, and how many changes it had told (`<server>.<changes>`); null: not known. */
  readonly stamp: string | null;
}

export interface Picture {
  readonly is: 'picture';
  /** HTML of elements with ids. */
  readonly parts: readonly string[];
  readonly seen: string;
  readonly stamp: string;
}

export type News =
  | Picture
  /** How the server is, again and again. `now` in milliseconds since 1970. */
  | { readonly is: 'server'; readonly build: string; readonly now: number }
  /** The connection is gone, since then by the browser's own clock. */
  | { readonly is: 'lost'; readonly at: number }
  | { readonly is: 'found' };

export type Tell = (news: News) => void;

/** Brings the pictures of views. Gives back how to stop it. */
export interface Pool {
  follow(wish: Wish, tell: Tell): () => void;
}

/** What we use of the browser's `EventSource`. */
export interface Source {
  addEventListener(name: string, listener: (event: { readonly data?: string }) => void): void;
  close(): void;
}

interface Follower {
  readonly wish: Wish;
  readonly tell: Tell;
}

/** How far the connection has brought a view. */
interface View {
  seen: string | null;
  stamp: string | null;
}

/** Windows that are opened at once make one new connection, in milliseconds. */
const GATHER_MS = 20;
/** A view that nobody follows any more may be wanted again in a moment, by the next page. */
const LEAVE_MS = 1_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000];
/** The server shows a sign of life every 30 s: without any, the connection is dead and has not noticed. */
const SILENCE_MS = 75_000;
const LOOK_MS = 15_000;

/**
 * One connection for any number of views and followers. Which views it carries stands in its address, with what is known
 * of each; when the set changes it is made anew, and nothing is lost in between, because each view goes on from its number.
 */
export class StreamPool implements Pool {
  readonly #hub: string;
  readonly #connect: (address: string) => Source;
  readonly #followers = new Set<Follower>();
  readonly #views = new Map<string, View>();
  #source: Source | null = null;
  #names = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #lostAt: number | null = null;
  #heardAt = 0;

  /** `hub` is the address of the server's stream of several views. */
  constructor(hub: string, connect: (address: string) => Source = (address) => new EventSource(address)) {
    this.#hub = hub;
    this.#connect = connect;
    setInterval(() => this.#look(), LOOK_MS);
  }

  follow(wish: Wish, tell: Tell): () => void {
    const follower = { wish, tell };
    this.#followers.add(follower);
    if (this.#lostAt !== null) tell({ is: 'lost', at: this.#lostAt });
    const hasNames = wish.events.every((name) => this.#names.has(name));
    if (this.#note(wish) || !hasNames) this.#connectIn(this.#failures === 0 ? GATHER_MS : RETRY_MS[0]);
    return () => this.#leave(follower);
  }

  /** Whether the connection must be made anew to bring what is wanted. */
  #note({ address, seen, stamp }: Wish): boolean {
    const view = this.#views.get(address);
    if (view === undefined) {
      this.#views.set(address, { seen, stamp });
      return true;
    }
    const isCovered =
      seen !== null &&
      view.seen !== null &&
      Number(seen) >= Number(view.seen) &&
      (stamp === null || isAsNew(stamp, view.stamp));
    if (!isCovered) view.seen = null;
    return !isCovered;
  }

  #leave(follower: Follower): void {
    this.#followers.delete(follower);
    const { address } = follower.wish;
    if ([...this.#followers].some(({ wish }) => wish.address === address)) return;
    this.#views.delete(address);
    if (this.#lostAt === null) this.#connectIn(LEAVE_MS);
  }

  #connectIn(ms = 0): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), ms);
  }

  #open(): void {
    this.#source?.close();
    this.#source = null;
    if (this.#views.size === 0) return;
    const query = new URLSearchParams();
    for (const [address, { seen, stamp }] of this.#views) query.append('on', withKnown(address, seen, stamp));
    const source = this.#connect(`${this.#hub}?${query}`);
    this.#source = source;
    this.#heardAt = Date.now();
    this.#names = new Set([...this.#followers].flatMap(({ wish }) => wish.events));
    this.#listen(source);
  }

  #listen(source: Source): void {
    // What a connection had already read when it was closed still arrives.
    const on = (name: string, then: (data: string) => void) =>
      source.addEventListener(name, (event) => {
        if (source !== this.#source) return;
        this.#heardAt = Date.now();
        then(event.data ?? '');
      });
    let name = '';
    let stamp = '';
    let parts: [event: string, html: string][] = [];
    on('server', (data) => this.#onServer(JSON.parse(data)));
    on('view', (data) => {
      ({ name, stamp } = JSON.parse(data) as { name: string; stamp: string });
      parts = [];
    });
    for (const event of this.#names) on(event, (html) => parts.push([event, html]));
    on('done', (seen) => this.#onPicture(name, { seen, stamp, parts }));
    on('error', () => this.#onError());
  }

  #onServer({ build, now }: { readonly build: string; readonly now: number }): void {
    this.#failures = 0;
    if (this.#lostAt !== null) this.#tellAll({ is: 'found' });
    this.#lostAt = null;
    this.#tellAll({ is: 'server', build, now });
  }

  #onPicture(
    address: string,
    { seen, stamp, parts }: { seen: string; stamp: string; parts: readonly (readonly [string, string])[] },
  ): void {
    const view = this.#views.get(address);
    if (view === undefined) return;
    view.seen = seen;
    view.stamp = stamp;
    for (const { wish, tell } of this.#followers) {
      if (wish.address !== address) continue;
      const wanted = parts.filter(([event]) => wish.events.includes(event)).map(([, html]) => html);
      tell({ is: 'picture', parts: wanted, seen, stamp });
    }
  }

  /** Asks again ourselves: the browser would ask with what was known at the beginning. */
  #onError(): void {
    this.#source?.close();
    this.#source = null;
    // The first time it may be only a connection that was cut: the next one tells.
    if (this.#failures > 0 && this.#lostAt === null) {
      this.#lostAt = Date.now();
      this.#tellAll({ is: 'lost', at: this.#lostAt });
    }
    this.#connectIn(RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]);
    this.#failures += 1;
  }

  #look(): void {
    if (this.#source !== null && Date.now() - this.#heardAt > SILENCE_MS) this.#onError();
  }

  #tellAll(news: News): void {
    for (const { tell } of this.#followers) tell(news);
  }
}

/** Whether a picture is of the same server as another one, and shows at least the same changes. */
function isAsNew(stamp: string, than: string | null): boolean {
  const [server, changes] = stamp.split('.');
  const [otherServer, otherChanges] = (than ?? '').split('.');
  return server === otherServer && Number(changes) >= Number(otherChanges);
}

function withKnown(address: string, seen: string | null, stamp: string | null): string {
  if (seen === null) return address;
  const known = `after=${seen}${stamp === null ? '' : `&stamp=${stamp}`}`;
  return `${address}${address.includes('?') ? '&' : '?'}${known}`;
}
