import { fetchPart, showMessage } from './fetch-part.ts';
import { CHANGED_EVENT, CHOSEN_EVENT } from './live-stream.ts';
import { applyFragments } from './morph.ts';

/**
 * Forms marked `data-live` are sent without leaving the page; their answer takes the place of what it changes. With
 * `data-live="choice"` they say what this reader wants to see from then on.
 */
export function registerForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-live')) return;
    // A button that asks for another page is followed like a link.
    if (event.submitter?.getAttribute('formmethod') === 'get') return;
    event.preventDefault();
    void send(form, event.submitter);
  });
  document.addEventListener('click', closeOtherMenus);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeOtherMenus(event);
  });
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  // Read before the buttons are disabled: what is disabled is not sent.
  const fields = [...new FormData(form, submitter)].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const buttons = [...form.elements].filter((element) => element instanceof HTMLButtonElement);
  for (const button of buttons) button.disabled = true;
  // `form.action` could be shadowed by a field of that name; the attribute cannot.
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const answer = await fetchPart(action, {
    method: submitter?.dataset.method ?? form.dataset.method ?? form.method,
    body: new URLSearchParams(fields),
  });
  for (const button of buttons) button.disabled = false;
  for (const menu of menusAround(form, submitter)) menu.removeAttribute('open');
  if (!answer.ok) return showMessage(answer.html);
  applyFragments(answer.html);
  if (form.dataset.live === 'choice') document.dispatchEvent(new Event(CHOSEN_EVENT));
  document.dispatchEvent(new Event(CHANGED_EVENT));
}

/** A form stands in its menu, its menu in the form, or its button in a menu elsewhere. */
function menusAround(form: HTMLFormElement, submitter: HTMLElement | null): readonly Element[] {
  const around = [form.closest('details.menu'), submitter?.closest('details.menu')];
  return [...around, ...form.querySelectorAll('details.menu')].filter((menu) => menu instanceof Element);
}

function closeOtherMenus(event: Event): void {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    const isInside = event.type === 'click' && event.target instanceof Node && menu.contains(event.target);
    if (!isInside) menu.removeAttribute('open');
  }
}
