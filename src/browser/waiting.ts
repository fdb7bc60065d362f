/** What comes sooner needs no sign that it is on its way, in milliseconds. */
const SOON_MS = 150;

/** Does something when an answer has not come by then. */
export function unlessSoon(answer: Promise<unknown>, then: () => void): void {
  const timer = setTimeout(then, SOON_MS);
  const stop = () => clearTimeout(timer);
  // Who waits for the answer hears of its failure; here it would be one that nobody has caught.
  answer.then(stop, stop);
}

/** What is shown stays, marked (`aria-busy`), while the answer that will take its place is on its way. */
export async function whileWaiting<T>(element: Element, answer: Promise<T>): Promise<T> {
  unlessSoon(answer, () => element.setAttribute('aria-busy', 'true'));
  try {
    return await answer;
  } finally {
    element.removeAttribute('aria-busy');
  }
}

/** Stands where something will be that is on its way: lines that do not move. */
export function skeleton(words: string): HTMLElement {
  const element = document.createElement('div');
  element.className = 'skeleton';
  element.setAttribute('role', 'status');
  const said = document.createElement('span');
  said.className = 'only-read';
  said.textContent = words;
  element.append(said, ...Array.from({ length: LINES }, () => document.createElement('i')));
  return element;
}

const LINES = 6;
