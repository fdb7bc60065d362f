import type { TaskList } from './task-list.ts';

/** How long somebody who types is waited for, in milliseconds. */
const TYPING_MS = 150;

/** The tools above the list of tasks choose without leaving the page. */
export function registerListTools(listOf: () => TaskList | null): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onTools = (event: Event, ms: number) => {
    const form = event.target instanceof Element ? event.target.closest('form.list-tools') : null;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    clearTimeout(timer);
    timer = setTimeout(() => {
      const fields = new FormData(form);
      listOf()?.choose({ q: String(fields.get('q') ?? ''), status: String(fields.get('status') ?? '') });
    }, ms);
  };
  document.addEventListener('input', (event) => onTools(event, TYPING_MS));
  document.addEventListener('submit', (event) => onTools(event, 0));
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-order]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    chooseOrder(listOf(), link.dataset.order ?? '');
  });
}

/** Changes between groups and states. */
export function turnOrder(list: TaskList): void {
  chooseOrder(list, list.choice.get('order') === 'state' ? '' : 'state');
}

function chooseOrder(list: TaskList | null, order: string): void {
  if (list === null) return;
  list.choose({ order });
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-order]')) {
    if (link.dataset.order === order) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}
