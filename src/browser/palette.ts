import { fetchPart } from './fetch-part.ts';

/** How long somebody who types is waited for, in milliseconds. */
const TYPING_MS = 80;

let open: HTMLDialogElement | null = null;

/**
 * Asks where to go, or what to do: pages, runs, tasks of the open run, backends and sources come from the server;
 * actions are what the page has itself, marked with `data-command`.
 */
export function openPalette(): void {
  if (open !== null) return;
  const input = document.createElement('input');
  input.type = 'text';
  input.placeholder = 'Find a page, run, task or action';
  const list = document.createElement('ul');
  list.id = 'palette-list';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Found');
  const about = {
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': list.id,
    'aria-autocomplete': 'list',
  };
  for (const [name, value] of Object.entries({
    ...about,
    'aria-label': input.placeholder,
    autocomplete: 'off',
  }))
    input.setAttribute(name, value);
  const dialog = document.createElement('dialog');
  dialog.className = 'palette';
  dialog.setAttribute('aria-label', 'Find');
  dialog.append(input, list);
  let timer: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void fill(input, list), TYPING_MS);
  });
  input.addEventListener('keydown', (event) => onKey(event, input, list));
  list.addEventListener('click', (event) => {
    const option =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[role=option]') : null;
    if (option !== null) choose(option);
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    open = null;
  });
  open = dialog;
  document.body.append(dialog);
  dialog.showModal();
  void fill(input, list);
}

/** What an option does, where it is not an address. */
const commands = new WeakMap<HTMLElement, HTMLElement>();

async function fill(input: HTMLInputElement, list: HTMLElement): Promise<void> {
  const text = input.value;
  const query = new URLSearchParams({ q: text });
  const run = /^\/runs\/([^/]+)/.exec(location.pathname)?.[1];
  if (run !== undefined) query.set('run', decodeURIComponent(run));
  const href = document.querySelector<HTMLElement>('[data-find]')?.dataset.find ?? '';
  const answer = await fetchPart(`${href}?${query}`);
  // Something else was typed meanwhile.
  if (text !== input.value) return;
  const found = new DOMParser().parseFromString(answer.html, 'text/html').querySelectorAll('li > a');
  const options = [...actions(text), ...[...found].map(optionOf)];
  list.replaceChildren(...options);
  for (const [at, option] of options.entries()) option.id = `palette-${at}`;
  if (options.length === 0) list.append(nothing());
  select(input, options[0] ?? null);
}

function actions(text: string): readonly HTMLElement[] {
  const wanted = text.trim().toLowerCase();
  return [...document.querySelectorAll<HTMLElement>('[data-command]')].flatMap((target) => {
    const words = target.dataset.command ?? '';
    if (!words.toLowerCase().includes(wanted)) return [];
    const option = emptyOption();
    option.append(part('found-kind', 'action'), ' ', part('found-name', words));
    commands.set(option, target);
    return [option];
  });
}

/** Options hold no links of their own: what is chosen is followed. */
function optionOf(link: Element): HTMLElement {
  const option = emptyOption();
  option.dataset.href = link.getAttribute('href') ?? '';
  option.append(...link.childNodes);
  return option;
}

function emptyOption(): HTMLElement {
  const option = document.createElement('li');
  option.setAttribute('role', 'option');
  return option;
}

function nothing(): HTMLElement {
  const line = part('no-lines', 'Nothing is called that.');
  line.setAttribute('role', 'status');
  return line;
}

function part(name: string, words: string): HTMLElement {
  const made = document.createElement('span');
  made.className = name;
  made.textContent = words;
  return made;
}

function onKey(event: KeyboardEvent, input: HTMLInputElement, list: HTMLElement): void {
  const options = [...list.querySelectorAll<HTMLElement>('[role=option]')];
  const at = options.findIndex((option) => option.ariaSelected === 'true');
  if (event.key === 'Enter') {
    const option = options[at];
    if (option !== undefined) choose(option);
  } else if (event.key === 'ArrowDown') select(input, options[(at + 1) % options.length] ?? null);
  else if (event.key === 'ArrowUp') select(input, options.at(at - 1) ?? null);
  else return;
  event.preventDefault();
}

function select(input: HTMLInputElement, option: HTMLElement | null): void {
  for (const other of option?.parentElement?.children ?? []) other.ariaSelected = String(other === option);
  input.setAttribute('aria-activedescendant', option?.id ?? '');
  option?.scrollIntoView({ block: 'nearest' });
}

function choose(option: HTMLElement): void {
  open?.close();
  const target = commands.get(option);
  if (target === undefined) location.assign(option.dataset.href ?? '');
  else {
    // A menu opens with its sentence about what will happen, and waits there.
    target.click();
    target.focus();
  }
}
