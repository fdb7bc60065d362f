import { fetchPart, parsePart, showMessage } from './fetch-part.ts';
import { skeleton, unlessSoon } from './waiting.ts';

/** From this width on, a task has room beside the list, the graph or the timeline that it is in. */
const WIDE = '(min-width: 1100px)';

/** Told to the document: the address of the task that is shown beside, or null; lists mark it. */
const SELECTED_EVENT = 'task-selected';

/**
 * On a wide screen a task that is chosen opens beside what it was chosen in, under its own address: going back closes it,
 * and loading it anew shows the task's page. Elsewhere the link is followed as it is.
 */
export function registerTaskColumn(): void {
  const column = document.getElementById('task-column');
  if (column === null) return;
  document.addEventListener('click', onClick);
  window.addEventListener('popstate', () => void show(addressHere()));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !column.hidden) close();
  });
}

/** Opens a task beside where there is room for it; else goes there. */
export function openTask(href: string): void {
  if (document.getElementById('task-column') === null || !matchMedia(WIDE).matches) {
    location.assign(href);
    return;
  }
  const state: TaskState = { task: href, search: viewSearch() };
  if (addressHere() === null) history.pushState(state, '', href);
  else history.replaceState(state, '', href);
  void show(href);
}

/** What is kept with the place in the history that a task was opened in. */
interface TaskState {
  readonly task: string;
  /** The query of the view that it was chosen in. */
  readonly search: string;
}

function stateHere(): Partial<TaskState> {
  const state: Partial<TaskState> | null = history.state;
  return state ?? {};
}

function addressHere(): string | null {
  return stateHere().task ?? null;
}

/** What is chosen in the view that the page shows, also while a task is open beside it. */
export function viewSearch(): string {
  return stateHere().search ?? location.search;
}

function onClick(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('.column-close')) close();
  const link = target?.closest('.column:not(.task-column) a.task-id, a[data-beside]') ?? null;
  const isPlain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link === null || !isPlain || !matchMedia(WIDE).matches) return;
  event.preventDefault();
  openTask(link.getAttribute('href') ?? '');
}

/** Opening was one step in the history, so closing is the step back. */
function close(): void {
  if (addressHere() === null) void show(null);
  else history.back();
}

async function show(href: string | null): Promise<void> {
  const column = document.getElementById('task-column');
  if (column === null) return;
  document.dispatchEvent(new CustomEvent(SELECTED_EVENT, { detail: href }));
  if (href === null) return empty(column);
  const asked = fetchPart(href);
  unlessSoon(asked, () => {
    if (addressHere() === href) fill(column, [skeleton('Reading the task…')]);
  });
  const answer = await asked;
  // Another one was chosen meanwhile.
  if (addressHere() !== href) return;
  if (!answer.ok) {
    if (column.querySelector('.skeleton') !== null) empty(column);
    showMessage(answer.html);
    return;
  }
  const parsed = parsePart(answer.html);
  fill(column, [...parsed.body.childNodes]);
}

function fill(column: HTMLElement, contents: readonly Node[]): void {
  column.replaceChildren(closeButton(), ...contents);
  column.scrollTop = 0;
  column.hidden = false;
}

function empty(column: HTMLElement): void {
  column.hidden = true;
  column.replaceChildren();
}

function closeButton(): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button column-close';
  button.textContent = 'Close';
  button.title = 'Close (Esc)';
  return button;
}
