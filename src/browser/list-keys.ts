import { registerKey } from './keys.ts';
import { topEdge } from './list-place.ts';
import { registerListTools, turnOrder } from './list-tools.ts';
import { TaskList } from './task-list.ts';

/** The list of tasks by keyboard: it goes from line to line, and Enter follows the line's link. */
export function registerListKeys(): void {
  registerListTools(listOf);
  const keys: readonly (readonly [key: string, words: string, run: (list: TaskList) => void])[] = [
    ['j', 'next line', (list) => void step(list, 1)],
    ['k', 'line before', (list) => void step(list, -1)],
    ['f', 'next failure', (list) => void nextFailure(list)],
    ['s', 'order by state, or in groups', turnOrder],
    ['/', 'find tasks', () => document.querySelector<HTMLElement>('.list-tools input[type=search]')?.focus()],
  ];
  for (const [key, words, run] of keys) {
    registerKey({
      key,
      words,
      isUsable: () => listOf() !== null,
      run: () => {
        const list = listOf();
        if (list !== null) run(list);
      },
    });
  }
  document.addEventListener('focusin', (event) => {
    const line = event.target instanceof Element ? event.target.closest('.lines > li') : null;
    if (line !== null) current = line.id;
  });
}

/** The line that the keyboard was on last, also when it is not in the page any more. */
let current: string | null = null;

function listOf(): TaskList | null {
  const list = document.querySelector('task-list');
  return list instanceof TaskList ? list : null;
}

async function step(list: TaskList, by: 1 | -1): Promise<void> {
  const here = current === null ? null : document.getElementById(current);
  if (here === null) {
    // Nothing has had the keyboard yet, or the reader has scrolled far away from it.
    if (current === null) focusLine(firstSeen(list));
    else await list.goTo({ line: current, isFailure: false });
    return;
  }
  focusLine(by === 1 ? here.nextElementSibling : here.previousElementSibling);
}

async function nextFailure(list: TaskList): Promise<void> {
  await list.goTo({ line: current, isFailure: true });
}

function firstSeen({ lines }: TaskList): Element | null {
  const edge = topEdge();
  return [...lines.children].find((line) => line.getBoundingClientRect().top >= edge) ?? null;
}

/** Scrolls no further than it must; what sticks to the top of the page is kept clear of by the styles. */
function focusLine(line: Element | null): void {
  const link = line?.querySelector('a');
  if (link === null || link === undefined) return;
  link.focus({ preventScroll: true });
  line?.scrollIntoView({ block: 'nearest' });
}
