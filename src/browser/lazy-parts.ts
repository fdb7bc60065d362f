import { fetchPart } from './fetch-part.ts';
import { CHANGED_EVENT } from './live-stream.ts';
import { applyFragments, morphInside, STALE_EVENT } from './morph.ts';

/** Least pause between two readings of a log, in milliseconds: each may be a command on a far machine. */
const LOG_PAUSE_MS = 4_000;

/**
 * `<lazy-part data-src>`: fetches its contents when the page is open, and again and again until what the page tells of is
 * over; from the start when the address changes, or when it goes on after all.
 */
export class LazyPart extends HTMLElement {
  static readonly observedAttributes = ['data-src'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChanged = () => this.#onPageChanged();
  #wasOver = false;

  connectedCallback(): void {
    this.#wasOver = isOver();
    document.addEventListener(CHANGED_EVENT, this.#onChanged);
    this.#loadNow();
  }

  attributeChangedCallback(_name: string, before: string | null): void {
    if (before !== null) this.#loadNow();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener(CHANGED_EVENT, this.#onChanged);
  }

  /** The last lines are written just before the end, so the end is a reason to look once more. */
  #onPageChanged(): void {
    if (this.#wasOver === isOver()) return;
    this.#wasOver = !this.#wasOver;
    this.#loadNow();
  }

  #loadNow(): void {
    clearTimeout(this.#timer);
    void this.#load();
  }

  async #load(): Promise<void> {
    const src = this.dataset.src ?? '';
    if (!document.hidden) {
      const before = this.querySelector('[data-follow]');
      const isAtEnd = before === null || before.scrollHeight - before.scrollTop - before.clientHeight < 24;
      const answer = await fetchPart(src);
      // Another address was set meanwhile, and is being asked.
      if (src !== this.dataset.src) return;
      this.dataset.loaded = '';
      if (answer.ok) applyFragments(answer.html);
      else morphInside(this.firstElementChild ?? this, answer.html);
      const after = this.querySelector('[data-follow]');
      if (isAtEnd && after !== null) after.scrollTop = after.scrollHeight;
    }
    clearTimeout(this.#timer);
    if (this.isConnected && !isOver()) this.#timer = setTimeout(() => void this.#load(), LOG_PAUSE_MS);
  }
}

function isOver(): boolean {
  return document.querySelector('[data-over]') !== null;
}

/** The contents of a large run's groups are fetched when they are opened, and again when they have changed. */
export function registerGroups(): void {
  // `toggle` does not bubble, but it can be caught on its way down.
  document.addEventListener('toggle', (event) => onToggle(event.target), true);
  document.addEventListener(STALE_EVENT, (event) => {
    if (event.target instanceof HTMLElement && isOpen(event.target)) void loadGroup(event.target);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-more]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void loadMore(link);
  });
}

function onToggle(target: EventTarget | null): void {
  if (!(target instanceof HTMLDetailsElement) || !target.open) return;
  const body = target.querySelector<HTMLElement>(':scope > [data-src]');
  if (body !== null && body.dataset.loaded !== body.dataset.version) void loadGroup(body);
}

function isOpen(body: HTMLElement): boolean {
  return body.parentElement instanceof HTMLDetailsElement && body.parentElement.open;
}

const loading = new WeakSet<HTMLElement>();

/** Least pause between two readings of a group, in milliseconds: a large run changes several times a second. */
const GROUP_PAUSE_MS = 1_500;

/** One request at a time for each group; what changes meanwhile is fetched a moment later. */
async function loadGroup(body: HTMLElement): Promise<void> {
  if (loading.has(body)) return;
  loading.add(body);
  const version = body.dataset.version ?? '';
  const url = new URL(body.dataset.src ?? '', location.href);
  const shown = body.querySelectorAll(':scope > [data-list] > *').length;
  if (shown > 0) url.searchParams.set('limit', String(shown));
  const answer = await fetchPart(url.pathname + url.search);
  if (answer.ok) {
    morphInside(body, answer.html);
    body.dataset.loaded = version;
  }
  setTimeout(() => {
    loading.delete(body);
    if (answer.ok && body.isConnected && body.dataset.version !== version && isOpen(body))
      void loadGroup(body);
  }, GROUP_PAUSE_MS);
}

async function loadMore(link: HTMLAnchorElement): Promise<void> {
  const list = link.previousElementSibling;
  const answer = await fetchPart(link.getAttribute('href') ?? '');
  if (!answer.ok || list === null) return;
  const parsed = new DOMParser().parseFromString(answer.html, 'text/html');
  for (const row of [...(parsed.querySelector('[data-list]')?.children ?? [])]) {
    // Rows change their places while one reads; none may stand there twice.
    if (row.id === '' || document.getElementById(row.id) === null) list.append(row);
  }
  const next = parsed.querySelector('a[data-more]');
  if (next === null) link.remove();
  else link.replaceWith(next);
}
