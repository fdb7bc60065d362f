/** The tools above a log, as elements; what they do is given from outside. */
export interface LogTools {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
  /** `3 of 120`. */
  readonly found: HTMLOutputElement;
  readonly wrap: HTMLButtonElement;
  /** Size and state. */
  readonly state: HTMLElement;
}

export interface LogActions {
  readonly search: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly firstError: () => void;
  readonly wrap: () => void;
  readonly copy: () => void;
  readonly downloadHref: string;
}

/** After the last letter, before a search goes to a machine far away, in milliseconds. */
const TYPING_MS = 350;

export function makeTools(label: string, actions: LogActions): LogTools {
  const element = document.createElement('div');
  element.className = 'log-tools';
  element.setAttribute('role', 'toolbar');
  element.setAttribute('aria-label', `Tools for ${label}`);
  const search = makeSearch(label, actions);
  const found = document.createElement('output');
  found.className = 'log-found';
  const wrap = button('Wrap', 'Break long lines, or let them run on', actions.wrap);
  const state = document.createElement('span');
  state.className = 'log-state quiet';
  const download = document.createElement('a');
  download.className = 'button';
  download.href = actions.downloadHref;
  download.download = '';
  download.textContent = 'Download';
  download.title = 'The whole file';
  element.append(
    search,
    found,
    button('↑', 'Match before (Enter, N)', () => actions.step(-1)),
    button('↓', 'Match after (Shift+Enter, n)', () => actions.step(1)),
    button('First error', 'The first line that tells of an error (e)', actions.firstError),
    state,
    wrap,
    button('Copy', 'Copy what is shown', actions.copy),
    download,
  );
  return { element, search, found, wrap, state };
}

function makeSearch(label: string, actions: LogActions): HTMLInputElement {
  const search = document.createElement('input');
  search.type = 'search';
  search.placeholder = 'Search';
  search.setAttribute('aria-label', `Search in ${label}`);
  search.title = 'Looks through the whole file, where it lies (/)';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let searched = '';
  const begin = () => {
    clearTimeout(timer);
    if (search.value !== searched) actions.search(search.value);
    searched = search.value;
  };
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(begin, TYPING_MS);
  });
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    begin();
    // One reads from the end: the match before is the next to look at.
    actions.step(event.shiftKey ? 1 : -1);
  });
  return search;
}

function button(words: string, title: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'button';
  made.textContent = words;
  made.title = title;
  if (words.length === 1) made.setAttribute('aria-label', title);
  made.addEventListener('click', act);
  return made;
}
