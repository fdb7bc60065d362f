import { LogSource } from './log-source.ts';
import { bytesWords } from './log-words.ts';

/** `<log-size data-src>`: how much there is in a log that is not shown. Nothing where it is empty, or nobody answers. */
export class LogSize extends HTMLElement {
  static readonly observedAttributes = ['data-src'];

  attributeChangedCallback(): void {
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { src = '' } = this.dataset;
    const part = await new LogSource(src).part({ from: 0, bytes: 1 }).catch(() => null);
    if (this.dataset.src !== src) return;
    this.dataset.loaded = '';
    this.textContent = part === null || part.size === 0 ? '' : bytesWords(part.size);
  }
}
