/** A key that does something on the page. */
export interface Key {
  /** As `KeyboardEvent.key` says it: `j`, `?`, `ArrowDown`; two that follow each other: `g r`; `Ctrl+k`. */
  readonly key: string;
  /** What it does, for the list of keys: `next failure`. */
  readonly words: string;
  /** Whether it does anything now; always, when it is not said. */
  readonly isUsable?: () => boolean;
  readonly run: () => void;
}

const registered: Key[] = [];

/** How long the second of two keys may take, in milliseconds. */
const PAIR_MS = 1_500;

/** Of those with the same key that are usable, the one that was registered last counts. */
export function registerKey(key: Key): void {
  registered.unshift(key);
}

/** Those that do something now, in the order in which they were registered. */
export function usableKeys(): readonly Key[] {
  const usable = registered.filter(isUsable);
  return usable.filter((key, at) => usable.findIndex((other) => other.key === key.key) === at).reverse();
}

/**
 * Hears the keys. None is heard while somebody types, or in a dialogue; those with Ctrl (or ⌘) are heard everywhere. Keys
 * with Alt are the browser's and the screen reader's.
 */
export function listenForKeys(): void {
  let first = '';
  let until = 0;
  document.addEventListener('keydown', (event) => {
    const isControl = event.ctrlKey || event.metaKey;
    if (event.defaultPrevented || event.altKey || (!isControl && isElsewhere(event.target))) return;
    const key = isControl ? `Ctrl+${event.key.toLowerCase()}` : event.key;
    const pair = event.timeStamp < until ? `${first} ${key}` : key;
    const found = registered.find((each) => (each.key === pair || each.key === key) && isUsable(each));
    first = key;
    until = registered.some((each) => each.key.startsWith(`${key} `)) ? event.timeStamp + PAIR_MS : 0;
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
}

function isUsable(key: Key): boolean {
  return key.isUsable === undefined || key.isUsable();
}

const ELSEWHERE =
  'input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], dialog';

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ELSEWHERE) !== null;
}
