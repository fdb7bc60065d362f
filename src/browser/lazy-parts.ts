import { fetchPart } from './fetch-part.ts';
import { morphInside, STALE_EVENT } from './morph.ts';

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
