/** A line of two texts: of both, or only of the first or the second one. */
export interface DiffLine {
  readonly of: 'both' | 'a' | 'b';
  readonly text: string;
}

/** So many lines of each text are compared one with all; beyond that, what is in the middle counts as different. */
const MOST_COMPARED = 1_500;

/** The shortest way from one list of lines to the other: a longest common subsequence stays. */
export function diffLines(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [
    ...mark('both', a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...mark('both', a.slice(a.length - end)),
  ];
}

function mark(of: DiffLine['of'], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ of, text }));
}

function middle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  if (a.length > MOST_COMPARED || b.length > MOST_COMPARED) return [...mark('a', a), ...mark('b', b)];
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ of: 'both', text: left });
      i += 1;
      j += 1;
    } else if (
      right === undefined ||
      (left !== undefined && at(lengths, (i + 1) * width + j) >= at(lengths, i * width + j + 1))
    ) {
      lines.push({ of: 'a', text: left ?? '' });
      i += 1;
    } else {
      lines.push({ of: 'b', text: right });
      j += 1;
    }
  }
  return lines;
}

/** At `i * (b.length + 1) + j`: how long a common subsequence of what follows there can be. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? at(lengths, (i + 1) * width + j + 1) + 1
          : Math.max(at(lengths, (i + 1) * width + j), at(lengths, i * width + j + 1));
    }
  }
  return lengths;
}

function at(lengths: Uint16Array, index: number): number {
  return lengths[index] ?? 0;
}
