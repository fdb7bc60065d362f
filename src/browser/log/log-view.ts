import { type LogParts, makeParts } from './log-parts.ts';
import type { LogReel } from './log-reel.ts';
import { FoundLines, markFound } from './log-search.ts';
import { LogSource } from './log-source.ts';
import { bytesWords, linkedLine } from './log-words.ts';

/** So near to an end counts as being there, and so far from it more is fetched, in pixels. */
const NEAR_PX = 24;
const AHEAD_PX = 800;
/** With so many lines below what somebody reads, the log is no longer followed. */
const MOST_UNREAD = 6_000;
const WRAP = 'log-wrap';

export type LogKey = '/' | 'n' | 'N' | 'e' | 'G';

/**
 * `<log-view data-src data-label data-empty data-over>`: a log of any size, its end first. It follows what is written until the
 * reader scrolls up; earlier lines come when they are scrolled to, and only so many are in the page at a time.
 */
export class LogView extends HTMLElement {
  static readonly observedAttributes = ['data-src'];
  #parts: LogParts | null = null;
  #follows = true;
  #unread = 0;
  /** Where the box was scrolled to when it was looked at last. */
  #top = 0;
  readonly #resized = new ResizeObserver(() => this.#keepEnd());
  /** The last wish; answers to earlier ones come too late. */
  #wish = 0;
  #found: FoundLines | null = null;
  #searching: Promise<void> = Promise.resolve();
  readonly #onVisibility = () => this.#reel((reel) => (document.hidden ? reel.rest() : reel.follow()));
  readonly #onHash = () => void this.#goToHash();

  connectedCallback(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    window.addEventListener('hashchange', this.#onHash);
    this.#begin();
  }

  attributeChangedCallback(_name: string, before: string | null): void {
    if (before !== null && this.isConnected) this.#begin();
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    window.removeEventListener('hashchange', this.#onHash);
    this.#resized.disconnect();
    this.#reel((reel) => reel.rest());
  }

  #begin(): void {
    this.#reel((reel) => reel.rest());
    const source = new LogSource(this.dataset.src ?? '');
    const label = this.dataset.label ?? 'log';
    const parts = makeParts(label, source, {
      onNew: (count) => this.#onNew(count),
      onState: () => this.#showState(),
      onProblem: (message) => this.#say(message),
      search: (text) => this.#search(text),
      step: (by) => void this.#step(by),
      firstError: () => void this.#goToFirstError(),
      wrap: () => this.#setWrap(this.#parts?.box.classList.contains('is-unwrapped') ?? false),
      copy: () => void this.#copy(),
    });
    this.#parts = parts;
    this.dataset.loaded = '';
    this.replaceChildren(parts.tools.element, parts.box, parts.chip, parts.said);
    this.#setWrap(localStorage.getItem(WRAP) !== 'no');
    this.#resized.disconnect();
    this.#resized.observe(parts.reel.paper.element);
    parts.box.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    parts.box.addEventListener('click', (event) => void this.#onClick(event));
    parts.chip.addEventListener('click', () => void this.#goToEnd());
    if (linkedLine() === null) void this.#goToEnd();
    else this.#onHash();
  }

  #reel(use: (reel: LogReel) => void): void {
    if (this.#parts !== null) use(this.#parts.reel);
  }

  /** Runs what a person wants; what goes wrong is said below the log. */
  async #try(wish: (parts: LogParts) => Promise<void>): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    this.#say('');
    try {
      await wish(parts);
    } catch (error) {
      if (parts !== this.#parts) return;
      parts.box.dataset.empty ??= '';
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  async #goToEnd(): Promise<void> {
    await this.#try(async ({ reel }) => {
      this.#unread = 0;
      this.#follows = true;
      if (!reel.isFollowed || reel.paper.count === 0) await reel.openEnd();
      this.#keepEnd();
      await this.#fill();
      this.#markFound();
      this.#showState();
    });
  }

  /** A few lines leave room: what is not full cannot be scrolled, and would never ask for more. */
  async #fill(): Promise<void> {
    if (this.#parts === null) return;
    const { reel, box } = this.#parts;
    for (let start: number | null = -1; !reel.isAtStart && start !== reel.paper.start; ) {
      if (box.scrollHeight > box.clientHeight + AHEAD_PX) return;
      start = reel.paper.start;
      await reel.loadEarlier();
      this.#keepEnd();
    }
  }

  async #goToHash(): Promise<void> {
    const line = linkedLine();
    if (line === null) return;
    await this.#try(async ({ reel }) => {
      const known = reel.paper.lineOfNumber(line);
      if (known !== null) return this.#show(known);
      const at = await reel.placeOf(line);
      if (at !== null) return this.#goTo({ at, line });
      await reel.openEnd();
      this.#say(`This log has no line ${line.toLocaleString('en-US')}.`);
    });
  }

  async #goTo({ at, line }: { readonly at: number; readonly line: number }): Promise<void> {
    await this.#try(async ({ reel }) => {
      this.#follows = false;
      const known = reel.paper.lineAt(at);
      if (known === null) await reel.openAt(at, line);
      const shown = known ?? reel.paper.lineAt(at) ?? reel.paper.lineOfNumber(line);
      if (shown !== null) this.#show(shown);
      this.#markFound();
    });
  }

  async #goToFirstError(): Promise<void> {
    await this.#try(async ({ source }) => {
      const [first] = (await source.search({ errors: 'first' })).matches;
      if (first === undefined) this.#say('No line of this log tells of an error.');
      else await this.#goTo(first);
    });
  }

  #show(line: HTMLElement): void {
    this.#follows = false;
    for (const other of this.querySelectorAll('.is-current')) other.classList.remove('is-current');
    line.classList.add('is-current');
    this.#center(line);
    // What is around it is drawn only now, and takes the room that it really needs.
    requestAnimationFrame(() => this.#center(line));
    this.#showState();
  }

  /** The page around the log stays where it is. */
  #center(line: HTMLElement): void {
    const box = this.#parts?.box;
    if (box === undefined || !box.contains(line)) return;
    const [around, inside] = [box.getBoundingClientRect(), line.getBoundingClientRect()];
    box.scrollTop += inside.top - around.top - (around.height - inside.height) / 2;
  }

  #search(text: string): void {
    const wish = ++this.#wish;
    this.#found = null;
    this.#searching = this.#try(async ({ source, tools }) => {
      tools.found.value = text === '' ? '' : 'searching…';
      this.#markFound();
      if (text === '') return;
      try {
        const answer = await source.search({ q: text });
        if (wish === this.#wish) this.#found = new FoundLines(answer);
      } finally {
        if (wish === this.#wish) tools.found.value = this.#found?.words ?? '';
      }
    });
  }

  async #step(by: 1 | -1): Promise<void> {
    await this.#searching;
    const match = this.#found?.step(by) ?? null;
    if (match === null || this.#parts === null) return;
    this.#parts.tools.found.value = this.#found?.words ?? '';
    await this.#goTo(match);
  }

  #markFound(): void {
    if (this.#parts !== null) markFound(this.#parts.box, this.#parts.tools.search.value);
  }

  #onNew(count: number): void {
    this.#reel((reel) => {
      if (this.#follows) {
        reel.paper.trim('top');
        this.#keepEnd();
      } else {
        this.#unread += count;
        if (this.#unread > MOST_UNREAD) reel.rest();
      }
    });
    this.#showState();
  }

  /** Lines take their true height only when they are drawn: who follows stays at the end nevertheless. */
  #keepEnd(): void {
    const box = this.#parts?.box;
    if (box !== undefined && this.#follows) box.scrollTop = box.scrollHeight;
  }

  #onScroll(): void {
    if (this.#parts === null) return;
    const { box, reel } = this.#parts;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    const isAtBottom = below < NEAR_PX && reel.isAtEnd;
    // Only who scrolls up stops following: that what is drawn late takes more room than thought is no wish.
    const follows = isAtBottom || (this.#follows && box.scrollTop >= this.#top);
    this.#top = box.scrollTop;
    if (follows) this.#unread = 0;
    if (follows !== this.#follows) {
      this.#follows = follows;
      this.#showState();
    }
    const move = box.scrollTop < AHEAD_PX ? reel.loadEarlier() : below < AHEAD_PX ? reel.loadLater() : null;
    move?.then(
      () => this.#markFound(),
      (error: unknown) => this.#say(String(error)),
    );
  }

  /** A line's number is its address; where the numbers are not known yet, they are asked for. */
  async #onClick(event: MouseEvent): Promise<void> {
    const number = event.target instanceof Element ? event.target.closest('.log-number') : null;
    const line = number?.parentElement ?? null;
    if (line === null) return;
    await this.#try(async ({ reel }) => {
      await reel.count();
      const counted = reel.paper.numberOf(line);
      if (counted === null) return;
      event.preventDefault();
      history.replaceState(history.state, '', `#log-L${counted}`);
      this.#show(line);
    });
  }

  press(key: LogKey): void {
    if (key === '/') this.#parts?.tools.search.select();
    if (key === 'n') void this.#step(1);
    if (key === 'N') void this.#step(-1);
    if (key === 'e') void this.#goToFirstError();
    if (key === 'G') void this.#goToEnd();
  }

  #setWrap(isWrapped: boolean): void {
    localStorage.setItem(WRAP, isWrapped ? 'yes' : 'no');
    this.#parts?.box.classList.toggle('is-unwrapped', !isWrapped);
    this.#parts?.tools.wrap.setAttribute('aria-pressed', String(isWrapped));
  }

  /** Where the page may not write to the clipboard, the text is selected. */
  async #copy(): Promise<void> {
    await this.#try(async ({ reel, box }) => {
      try {
        await navigator.clipboard.writeText(reel.paper.text);
        this.#say(`${reel.paper.count.toLocaleString('en-US')} lines copied.`);
      } catch {
        getSelection()?.selectAllChildren(box);
      }
    });
  }

  #showState(): void {
    if (this.#parts === null) return;
    const { reel, tools, chip, box } = this.#parts;
    const live =
      reel.isOver || this.dataset.over === '' ? 'ended' : reel.isFollowed ? 'live' : 'not followed';
    tools.state.textContent = `${bytesWords(reel.size)} · ${live}`;
    box.dataset.empty = reel.size === 0 ? (this.dataset.empty ?? '') : '';
    box.classList.toggle('is-start', reel.isAtStart);
    chip.hidden = this.#follows || reel.size === 0;
    const new_ = this.#unread.toLocaleString('en-US');
    chip.textContent =
      this.#unread > 0 ? `${new_} new line${this.#unread === 1 ? '' : 's'} ↓` : 'To the end ↓';
  }

  #say(words: string): void {
    if (this.#parts !== null) this.#parts.said.textContent = words;
  }
}
