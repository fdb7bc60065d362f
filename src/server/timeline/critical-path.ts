/** What the way to the end is found by. */
export interface Ends {
  readonly tasks: number;
  /** When a task was over, in milliseconds since 1970, or now while it goes on; null where it never began. */
  end(task: number): number | null;
  /** When it was first sent; read only of tasks that have an end. */
  begin(task: number): number;
  needs(task: number): readonly number[];
}

/**
 * The chain of tasks that led to the end: the one that ended last, before it the one of those that it needs that ended
 * last and so let it begin, and so on; first to last. Making one of them shorter would have brought the end nearer.
 */
export function criticalPath(ends: Ends): readonly number[] {
  const path: number[] = [];
  const seen = new Set<number>();
  for (let task = latest(numbers(ends.tasks), ends); task !== null && !seen.has(task); ) {
    seen.add(task);
    path.push(task);
    task = latest(ends.needs(task), ends);
  }
  return path.reverse();
}

function* numbers(count: number): Generator<number> {
  for (let number = 0; number < count; number += 1) yield number;
}

/** Of several that end at the same moment, as all do that go on, the one that began first. */
function latest(tasks: Iterable<number>, ends: Ends): number | null {
  let found: number | null = null;
  let foundEnd = Number.NEGATIVE_INFINITY;
  for (const task of tasks) {
    const end = ends.end(task);
    if (end === null || end < foundEnd) continue;
    if (found !== null && end === foundEnd && ends.begin(task) >= ends.begin(found)) continue;
    found = task;
    foundEnd = end;
  }
  return found;
}
