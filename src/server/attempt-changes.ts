import type { AttemptRow } from '../store/store.ts';

/** What one attempt's script has and the other's has not. */
export interface ScriptChange {
  /** `-`: only the earlier one had it. */
  readonly sign: '-' | '+';
  readonly line: string;
}

/**
 * What was changed from one attempt to the next, by their scripts: the earlier lines first, both in their order. That
 * each attempt has a token and logs of its own is no change.
 */
export function scriptChanges(before: AttemptRow, after: AttemptRow): readonly ScriptChange[] {
  const [old, new_] = [linesOf(before), linesOf(after)];
  return [
    ...without(old, new_).map((line) => ({ sign: '-', line }) as const),
    ...without(new_, old).map((line) => ({ sign: '+', line }) as const),
  ];
}

/** What names an attempt is taken out: `<run>.<submission>_<element>`, and `<run>.<attempt>` in the names of logs. */
function linesOf({ run, script }: AttemptRow): readonly string[] {
  const name = new RegExp(`${run.replace(/\W/g, '\\$&')}(\\.\\d+(_\\d+)?)?`, 'g');
  return script.replace(name, '').split('\n');
}

/** Each line as often as it stands there more often than in the others. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}
