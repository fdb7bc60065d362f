import { fetchPart, showMessage } from './fetch-part.ts';
import { applyFragments } from './morph.ts';

/** Forms marked `data-live` are sent without leaving the page; their answer takes the place of what it changes. */
export function registerForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-live')) return;
    event.preventDefault();
    void send(form);
  });
  document.addEventListener('click', closeOtherMenus);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeOtherMenus(event);
  });
}

async function send(form: HTMLFormElement): Promise<void> {
  const buttons = [...form.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  // `form.action` could be shadowed by a field of that name; the attribute cannot.
  const answer = await fetchPart(form.getAttribute('action') ?? '', {
    method: form.dataset.method ?? form.method,
    body: new URLSearchParams(),
  });
  for (const button of buttons) button.disabled = false;
  form.closest('details.menu')?.removeAttribute('open');
  if (answer.ok) applyFragments(answer.html);
  else showMessage(answer.html);
}

function closeOtherMenus(event: Event): void {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    const isInside = event.type === 'click' && event.target instanceof Node && menu.contains(event.target);
    if (!isInside) menu.removeAttribute('open');
  }
}
