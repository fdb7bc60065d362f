/**
 * What a key does to a log; null when it is meant for something else: for a field, the browser, or the list of tasks
 * beside the log.
 */
export function logKeys(
  view: HTMLElement,
  event: KeyboardEvent,
  keys: Readonly<Record<string, () => void>>,
): (() => void) | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
  if (isTyping || !view.checkVisibility()) return null;
  const isAlone = document.getElementById('run-items') === null;
  if (!isAlone && !(view.closest('task-panel') ?? view).contains(document.activeElement)) return null;
  return keys[event.key] ?? null;
}
