import { fetchPart, parsePart, showMessage } from './fetch-part.ts';
import { CHANGED_EVENT } from './live-stream.ts';
import { morph } from './morph.ts';
import { whileWaiting } from './waiting.ts';

/** Least pause between two readings of a panel, in milliseconds: a large run changes several times a second. */
const PAUSE_MS = 1_500;

/**
 * `<task-panel data-href>`: all about one task. Its tabs open in place, each under its own address, and it fetches itself
 * anew when something has changed; what was fetched by its own parts (logs) stays.
 */
export class TaskPanel extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStale = false;
  readonly #onChanged = () => this.#onPageChanged();

  connectedCallback(): void {
    document.addEventListener(CHANGED_EVENT, this.#onChanged);
    this.addEventListener('click', this.#onClick);
    this.#showTab();
  }

  disconnectedCallback(): void {
    document.removeEventListener(CHANGED_EVENT, this.#onChanged);
    this.removeEventListener('click', this.#onClick);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #onPageChanged(): void {
    if (this.#timer !== undefined) {
      this.#isStale = true;
      return;
    }
    this.#isStale = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isStale) this.#onPageChanged();
    }, PAUSE_MS);
    if (!document.hidden) void this.#load(this.dataset.href ?? '');
  }

  readonly #onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || !this.#isOfThisTask(link))
      return;
    event.preventDefault();
    void this.#open(link.getAttribute('href') ?? '');
  };

  /** Tabs, and what of an attempt is shown in one of them. */
  #isOfThisTask(link: HTMLAnchorElement): boolean {
    const here = new URL(this.dataset.href ?? '', location.href);
    return link.origin === here.origin && link.pathname === here.pathname && link.hash === '';
  }

  async #open(href: string): Promise<void> {
    if (!(await whileWaiting(this, this.#load(href)))) return;
    // Who came here by a link to a line has left that line.
    history.replaceState(history.state, '', href);
    this.querySelector<HTMLElement>('.tabs [aria-current]')?.focus({ preventScroll: true });
    this.#showTab();
  }

  /** On a phone there is no room for all tabs. */
  #showTab(): void {
    const tab = this.querySelector<HTMLElement>('.tabs [aria-current]');
    const tabs = tab?.parentElement;
    if (tab && tabs)
      tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }

  async #load(href: string): Promise<boolean> {
    const before = this.dataset.href;
    const answer = await fetchPart(href);
    // Another tab was opened meanwhile.
    if (before !== this.dataset.href || !this.isConnected) return false;
    const next = parsePart(answer.html).querySelector('task-panel');
    if (answer.ok && next !== null) morph(this, next);
    else if (href !== before) showMessage(answer.html);
    return answer.ok;
  }
}
