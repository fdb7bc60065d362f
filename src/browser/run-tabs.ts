import { viewSearch } from './task-column.ts';

/** What the tabs of a run have in common: what is chosen in one of them is chosen in the next. */
const SHARED = ['status', 'group', 'q'];

/** A view may change its address without being loaded again, so the links beside it are made true when they are used. */
export function registerTabs(): void {
  // On a phone there is not room for all of them.
  const current = document.querySelector('.tabs [aria-current]');
  current?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'instant' });
  for (const kind of ['pointerdown', 'focusin'] as const) {
    document.addEventListener(kind, ({ target }) => {
      const link = target instanceof Element ? target.closest('.tabs a') : null;
      if (link instanceof HTMLAnchorElement) link.href = withChoice(link.href, viewSearch());
    });
  }
}

function withChoice(href: string, search: string): string {
  const url = new URL(href);
  const chosen = new URLSearchParams(search);
  for (const key of SHARED) {
    const value = chosen.get(key);
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  return url.pathname + url.search;
}
