/** Says how many lines have come above while the reader was further down, and leads there. */
export class NewLines {
  readonly chip = document.createElement('button');
  #count = 0;

  constructor(toTop: () => void) {
    this.chip.type = 'button';
    this.chip.className = 'new-lines';
    this.chip.hidden = true;
    this.chip.addEventListener('click', toTop);
  }

  /** So many more stand above than before; negative where some have gone. */
  add(lines: number): void {
    this.#count = Math.max(0, this.#count + lines);
    this.#tell();
  }

  /** Whether anything of the list is above what is seen. */
  look(isScrolled: boolean): void {
    if (!isScrolled) this.forget();
  }

  forget(): void {
    this.#count = 0;
    this.#tell();
  }

  #tell(): void {
    this.chip.hidden = this.#count === 0;
    const words = `${this.#count.toLocaleString('en-US')} new above`;
    if (this.chip.textContent !== words) this.chip.textContent = words;
  }
}
