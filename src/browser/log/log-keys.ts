import { registerKey } from '../keys.ts';
import { type LogKey, LogView } from './log-view.ts';

const KEYS: readonly (readonly [key: LogKey, words: string])[] = [
  ['/', 'search in the log'],
  ['n', 'match after'],
  ['N', 'match before'],
  ['e', 'first error in the log'],
  ['G', 'end of the log'],
];

export function registerLogKeys(): void {
  for (const [key, words] of KEYS) {
    registerKey({ key, words, isUsable: () => keyedLog() !== null, run: () => keyedLog()?.press(key) });
  }
}

/** The log that keys are meant for: beside a list of tasks only while the focus is in its panel. */
function keyedLog(): LogView | null {
  const log = document.querySelector('log-view');
  if (!(log instanceof LogView) || !log.checkVisibility()) return null;
  const isAlone = document.getElementById('run-items') === null;
  return isAlone || (log.closest('task-panel') ?? log).contains(document.activeElement) ? log : null;
}
