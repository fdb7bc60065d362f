/** Lines of a list that are in the page: so many from one on, of so many. */
export interface Window {
  readonly from: number;
  readonly count: number;
  readonly total: number;
}

/** What of the list stands before the reader, in pixels from the list's own top; `line` is the height of one. */
export interface Sight {
  readonly top: number;
  readonly bottom: number;
  readonly line: number;
}

/** The first line that is seen, and the one behind the last. */
export function seenLines(
  { top, bottom, line }: Sight,
  total: number,
): readonly [first: number, end: number] {
  const first = Math.min(total, Math.max(0, Math.floor(top / line)));
  return [first, Math.min(total, Math.max(first, Math.ceil(bottom / line)))];
}

/** As many lines as are seen stand ready on either side; the server gives no more than it wants to. */
export function wantedWindow(
  sight: Sight,
  total: number,
  most: number,
): { readonly from: number; readonly limit: number } {
  const [first, end] = seenLines(sight, total);
  const height = Math.ceil((sight.bottom - sight.top) / sight.line);
  const spare = Math.max(10, height);
  return { from: Math.max(0, first - spare), limit: Math.min(most, end - first + 2 * spare) };
}

/** Something is seen that is not in the page. */
export function isShort({ from, count, total }: Window, sight: Sight): boolean {
  const [first, end] = seenLines(sight, total);
  return first < end && (first < from || end > from + count);
}

/** Less than half of what should stand ready does. */
export function isNear({ from, count, total }: Window, sight: Sight): boolean {
  const [first, end] = seenLines(sight, total);
  const margin = Math.ceil((end - first) / 2);
  return (from > 0 && first - from < margin) || (from + count < total && from + count - end < margin);
}
