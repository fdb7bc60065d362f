/** The same choice with other words for some keys; an empty word takes the key away. */
export function changedChoice(
  choice: URLSearchParams,
  changes: Readonly<Record<string, string>>,
): URLSearchParams {
  const changed = new URLSearchParams(choice);
  for (const [key, word] of Object.entries(changes)) {
    if (word === '') changed.delete(key);
    else changed.set(key, word);
  }
  changed.delete('from');
  return changed;
}

/** The same choice after the reader has opened a line, or shut it. */
export function turnedChoice(choice: URLSearchParams, name: string, isOpen: boolean): URLSearchParams {
  const changed = changedChoice(choice, {});
  changed.delete('open', name);
  changed.delete('shut', name);
  changed.append(isOpen ? 'shut' : 'open', name);
  return changed;
}
