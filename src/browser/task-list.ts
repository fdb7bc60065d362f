import { fetchPart, parsePart } from './fetch-part.ts';
import { changedChoice, turnedChoice } from './list-choice.ts';
import { type Anchor, anchorOf, sightOf, topEdge } from './list-place.ts';
import { isNear, isShort, wantedWindow } from './list-window.ts';
import { morph, STALE_EVENT } from './morph.ts';
import { NewLines } from './new-lines.ts';
import { moveBy } from './steady.ts';
import { whileWaiting } from './waiting.ts';

/** More lines the server does not give at once. */
const MOST_LINES = 400;
/** Least pause before what changed is asked for again, in milliseconds; and so many times as long as asking took. */
const PAUSE_MS = 400;
const PAUSE_PER_LOAD = 3;

/** What is looked for in the list. */
interface Goal {
  /** The id of a line's element; null: the beginning. */
  readonly line: string | null;
  /** The next failed task behind it. */
  readonly isFailure: boolean;
}

/**
 * `<task-list data-src data-version>`: the tasks of a run. However many there are, the page holds only the lines around
 * those that are seen, and two spaces as high as the others; the server is asked for more as the reader scrolls, and
 * again when the version says that something has changed. The line that the reader is on stays where it is.
 */
export class TaskList extends HTMLElement {
  /** Which tasks are shown and how, as it stands in the address. */
  choice = new URLSearchParams(location.search);
  #lines: HTMLElement = document.createElement('ul');
  readonly #before = document.createElement('div');
  readonly #after = document.createElement('div');
  readonly #new = new NewLines(() => this.#toTop());
  /** Of the run: the page may show the address of a task meanwhile. */
  #path = '';
  #selected: string | null = null;
  #isLoading = false;
  #isWanted = false;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onScroll = () => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#look());
  };
  readonly #onSelected = (event: Event) => {
    if (event instanceof CustomEvent) this.#select(event.detail);
  };
  readonly #onBack = () => {
    if (location.pathname === this.#path && location.search.slice(1) !== this.choice.toString())
      this.#setChoice(new URLSearchParams(location.search), true);
  };
  #pauseUntil = 0;

  /** The address of the run's page with this choice. */
  get address(): string {
    return `${this.#path}${this.choice.size === 0 ? '' : `?${this.choice}`}`;
  }

  connectedCallback(): void {
    const lines = this.querySelector<HTMLElement>('.lines');
    if (lines === null) return;
    this.#lines = lines;
    this.#path = (this.dataset.src ?? '').replace(/\/items$/, '');
    this.dataset.loaded = '';
    for (const link of this.querySelectorAll('.more')) link.remove();
    lines.before(this.#before);
    lines.after(this.#after, this.#new.chip);
    this.#setSpaces();
    this.addEventListener(STALE_EVENT, () => this.#later());
    this.addEventListener('click', (event) => this.#onClick(event));
    document.addEventListener('scroll', this.#onScroll, { capture: true, passive: true });
    window.addEventListener('resize', this.#onScroll);
    window.addEventListener('popstate', this.#onBack);
    document.addEventListener('task-selected', this.#onSelected);
    this.#onScroll();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener('scroll', this.#onScroll, { capture: true });
    window.removeEventListener('resize', this.#onScroll);
    window.removeEventListener('popstate', this.#onBack);
    document.removeEventListener('task-selected', this.#onSelected);
  }

  /** Other words for some keys of the choice; an empty word takes the key away. */
  choose(changes: Readonly<Record<string, string>>): void {
    this.#setChoice(changedChoice(this.choice, changes), true);
  }

  /** Goes to a line, and puts the keyboard on it. Gives back its element; null when there is none such. */
  async goTo(goal: Goal): Promise<HTMLElement | null> {
    const at = await this.#load(goal);
    if (at === null) return null;
    const line = this.#lines.children[at - this.#from];
    if (!(line instanceof HTMLElement)) return null;
    const { top, bottom } = line.getBoundingClientRect();
    const edge = topEdge();
    if (top < edge || bottom > window.innerHeight) moveBy(top - edge - (window.innerHeight - edge) / 3);
    line.querySelector('a')?.focus({ preventScroll: true });
    return line;
  }

  get lines(): HTMLElement {
    return this.#lines;
  }

  get #from(): number {
    return Number(this.#lines.dataset.from ?? 0);
  }

  get #total(): number {
    return Number(this.#lines.dataset.total ?? 0);
  }

  /** Of a line, in pixels: from the styles, because to measure one makes the browser lay out all that has just changed. */
  get #height(): number {
    return Number.parseFloat(getComputedStyle(this).getPropertyValue('--line-height'));
  }

  get #window() {
    return { from: this.#from, count: this.#lines.children.length, total: this.#total };
  }

  #setChoice(choice: URLSearchParams, isOther: boolean): void {
    this.choice = choice;
    if (location.pathname === this.#path) history.replaceState(history.state, '', this.address);
    if (isOther) this.#new.forget();
    void whileWaiting(this.#lines, this.#load(isOther ? { line: null, isFailure: false } : null));
  }

  #onClick(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a.turn') : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const isOpen = link.getAttribute('aria-expanded') === 'true';
    this.#setChoice(turnedChoice(this.choice, link.dataset.turn ?? '', isOpen), false);
  }

  #look(): void {
    this.#frame = 0;
    const sight = sightOf(this.#before, this.#height);
    this.#new.look(sight.top > 0);
    if (isShort(this.#window, sight) || isNear(this.#window, sight)) void this.#load(null);
  }

  /** Asks again, but not more often than the reader, the browser and the server can take. */
  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(null), Math.max(0, this.#pauseUntil - performance.now()));
  }

  /**
   * One request at a time. Without a goal, the lines around those that are seen; what is wanted meanwhile is asked for
   * afterwards. Gives back the place of the line that was looked for.
   */
  async #load(goal: Goal | null): Promise<number | null> {
    if (this.#isLoading && goal === null) {
      this.#isWanted = true;
      return null;
    }
    this.#isLoading = true;
    this.#isWanted = false;
    const startedAt = performance.now();
    const choice = this.choice;
    const sight = sightOf(this.#before, this.#height);
    const anchor = goal === null ? anchorOf(this.#lines, this.#from) : null;
    const query = new URLSearchParams(choice);
    const { from, limit } = wantedWindow(sight, this.#total, MOST_LINES);
    for (const [key, word] of Object.entries(
      goal === null ? placeWords(anchor, from) : goalWords(goal, limit),
    ))
      query.set(key, word);
    query.set('limit', String(limit));
    const answer = await fetchPart(`${this.dataset.src}?${query}`);
    this.#isLoading = false;
    const endedAt = performance.now();
    this.#pauseUntil = endedAt + Math.max(PAUSE_MS, PAUSE_PER_LOAD * (endedAt - startedAt));
    // Something else was chosen meanwhile, and is being asked for.
    if (choice !== this.choice) return null;
    const at = answer.ok ? this.#show(answer.html, anchor) : null;
    if (this.#isWanted) this.#later();
    else this.#onScroll();
    return at;
  }

  #show(html: string, anchor: Anchor | null): number | null {
    const next = parsePart(html).querySelector('.lines');
    if (next === null) return null;
    const before = anchor?.line.getBoundingClientRect().top ?? 0;
    morph(this.#lines, next);
    this.#setSpaces();
    const at = this.#lines.dataset.at === undefined ? null : Number(this.#lines.dataset.at);
    if (anchor !== null && at !== null) {
      // Where it is folded now, the fold takes its place.
      const line = anchor.line.isConnected ? anchor.line : this.#lines.children[at - this.#from];
      if (line !== undefined) moveBy(line.getBoundingClientRect().top - before);
      this.#new.add(at - anchor.at);
    }
    this.#mark();
    this.#tellFound();
    return at;
  }

  #setSpaces(): void {
    const { from, count, total } = this.#window;
    const height = this.#height;
    this.#before.style.height = `${from * height}px`;
    this.#after.style.height = `${Math.max(0, total - from - count) * height}px`;
  }

  #select(href: unknown): void {
    this.#selected = typeof href === 'string' ? new URL(href, location.href).pathname : null;
    this.#mark();
  }

  /** The line of the task that stands beside the list. */
  #mark(): void {
    for (const link of this.#lines.querySelectorAll<HTMLAnchorElement>('a.task-id')) {
      if (link.pathname === this.#selected) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  #tellFound(): void {
    const place = document.querySelector('.list-found');
    const isFiltered = this.choice.has('q') || this.choice.has('status');
    const words = isFiltered ? `${this.#total.toLocaleString('en-US')} found` : '';
    if (place !== null && place.textContent !== words) place.textContent = words;
  }

  #toTop(): void {
    moveBy(this.#before.getBoundingClientRect().top - topEdge());
  }
}

function placeWords(anchor: Anchor | null, from: number): Record<string, string> {
  if (anchor === null) return { from: String(from) };
  const { id, dataset } = anchor.line;
  return { line: id, before: String(Math.max(0, anchor.at - from)), keep: dataset.fold ?? '' };
}

function goalWords({ line, isFailure }: Goal, limit: number): Record<string, string> {
  return {
    ...(line !== null && { line }),
    ...(isFailure && { seek: 'failed' }),
    before: String(Math.floor(limit / 2)),
  };
}
