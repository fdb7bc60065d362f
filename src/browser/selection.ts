import { CHANGED_EVENT } from './live-stream.ts';

/** Counts what is chosen in a list (`form.selection`) and says so on its buttons; the bar is shown while there is any. */
export function registerSelection(): void {
  document.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.dataset.choose === 'all') {
      choose(event.target.form, event.target.checked);
    }
    countAll();
  });
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-choose]') : null;
    if (!(button instanceof HTMLButtonElement)) return;
    choose(button.form, false);
    countAll();
  });
  // Runs may have gone from the list, and the browser may bring back what was chosen before a reload.
  document.addEventListener(CHANGED_EVENT, countAll);
  window.addEventListener('pageshow', countAll);
}

function boxesOf(form: HTMLFormElement): readonly HTMLInputElement[] {
  // Fields of other forms may stand inside of this one.
  return [...form.elements].filter(
    (element) => element instanceof HTMLInputElement && element.type === 'checkbox' && element.name !== '',
  ) as HTMLInputElement[];
}

function choose(form: HTMLFormElement | null, isChosen: boolean): void {
  if (form !== null) for (const box of boxesOf(form)) box.checked = isChosen;
}

function countAll(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.selection')) count(form);
}

function count(form: HTMLFormElement): void {
  const boxes = boxesOf(form);
  // One box may stand for several: the elements of an array.
  const chosen = boxes.reduce((sum, box) => sum + (box.checked ? Number(box.dataset.count ?? 1) : 0), 0);
  const checked = boxes.filter((box) => box.checked).length;
  const words = `${chosen} ${form.dataset.noun}${chosen === 1 ? '' : 's'}`;
  form.toggleAttribute('data-any', chosen > 0);
  const all = form.querySelector<HTMLInputElement>('[data-choose=all]');
  if (all !== null) {
    all.checked = checked > 0 && checked === boxes.length;
    all.indeterminate = checked > 0 && checked < boxes.length;
  }
  tell(form.querySelector('.selection-words'), `${words} chosen`);
  for (const button of form.querySelectorAll<HTMLButtonElement>('button[data-exactly]')) {
    button.disabled = String(checked) !== button.dataset.exactly;
  }
  for (const part of form.querySelectorAll<HTMLElement>('[data-counted]')) {
    tell(part, `${part.dataset.counted} ${words}`);
  }
}

/** Only what differs: a status that is written again would be read aloud again. */
function tell(element: Element | null, words: string): void {
  if (element !== null && element.textContent !== words) element.textContent = words;
}
