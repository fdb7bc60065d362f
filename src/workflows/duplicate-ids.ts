import type { Place } from '../engine/problem.ts';
import type { TextPath, WrittenText } from '../text/written-text.ts';
import type { Entry } from './entries.ts';
import { isGroup, type Report } from './subject.ts';

interface Claim {
  readonly id: string;
  /** For messages, without its place. */
  readonly owner: string;
  readonly path: TextPath;
}

/**
 * Reports each id that is used twice. The points of a matrix count, and so does the id that is written for all of them,
 * because other tasks may name it.
 */
export function reportDuplicateIds(
  list: readonly unknown[],
  entries: readonly Entry[],
  { path, placeOf, report }: Pick<WrittenText, 'placeOf'> & { path: TextPath; report: Report },
): void {
  const first = new Map<string, Claim>();
  for (const claim of [...claimsOfTasks(list, path), ...claimsOfPoints(entries)]) {
    const earlier = first.get(claim.id);
    if (earlier === undefined) first.set(claim.id, claim);
    else report(inWords(claim, earlier, placeOf(earlier.path)), claim.path);
  }
}

function inWords({ id, owner }: Claim, earlier: Claim, place: Place | null): string {
  const where = place === null ? '' : ` on line ${place.line}`;
  const whose = owner.startsWith('the point') ? ` for ${owner}` : '';
  return `Duplicate task id '${id}'${whose}: it is also that of ${earlier.owner}${where}`;
}

function claimsOfTasks(list: readonly unknown[], path: TextPath): Claim[] {
  return list.flatMap((written, index) => {
    const id = isGroup(written) ? written.id : undefined;
    if (typeof id !== 'string') return [];
    return [{ id, owner: `task number ${index + 1}`, path: [...path, index, 'id'] }];
  });
}

function claimsOfPoints(entries: readonly Entry[]): Claim[] {
  return entries.flatMap(({ written, subject, point }) => {
    const id = isGroup(written) ? written.id : undefined;
    if (typeof id !== 'string' || point === null) return [];
    return [{ id, owner: `the point (${point}) of ${subject.label}`, path: [...subject.path, 'matrix'] }];
  });
}
