import { registerKey, usableKeys } from './keys.ts';
import { openPalette } from './palette.ts';

/** The list of keys, the palette, and keys that lead to the pages. */
export function registerDialogs(): void {
  registerKey({ key: '?', words: 'these keys', run: showKeys });
  registerKey({ key: 'Ctrl+k', words: 'find a page, run, task or action', run: openPalette });
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.nouns a')) {
    const name = link.textContent.trim();
    registerKey({
      key: `g ${name.charAt(0).toLowerCase()}`,
      words: `go to ${name}`,
      run: () => link.click(),
    });
  }
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-open]') : null;
    if (button?.dataset.open === 'keys') showKeys();
    if (button?.dataset.open === 'palette') openPalette();
  });
}

function showKeys(): void {
  const list = document.createElement('dl');
  list.className = 'keys';
  for (const { key, words } of usableKeys()) {
    const term = document.createElement('dt');
    for (const each of key.split(/[ +]/)) term.append(element('kbd', each === '' ? key : each), ' ');
    list.append(term, element('dd', words));
  }
  const close = element('button', 'Close');
  close.className = 'button';
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'keys-words');
  const heading = element('h2', 'Keys');
  heading.id = 'keys-words';
  dialog.append(heading, list, close);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
