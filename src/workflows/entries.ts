import { type TaskId, taskId } from '../engine/ids.ts';
import type { TextPath, WrittenText } from '../text/written-text.ts';
import { expandMatrix } from './matrix/expand-matrix.ts';
import { isGroup, type Report, type Subject } from './subject.ts';
import { taskLabel } from './unused-keys.ts';

/** What makes one task: as its author wrote it, or a point of a matrix, filled in. Not checked yet. */
export interface Entry {
  readonly written: unknown;
  /** The task in the document. */
  readonly subject: Subject;
  /** `lr 0.1, seed 1`; null where it is no point of a matrix. */
  readonly point: string | null;
}

export interface EntryList {
  readonly entries: readonly Entry[];
  /** The ids of each task with a matrix, by the id that stands in the document. */
  readonly points: ReadonlyMap<string, readonly TaskId[]>;
  readonly warnings: readonly string[];
}

/** Where the tasks stand in the document. */
export interface ListPlace extends Pick<WrittenText, 'sourceOf'> {
  readonly path: TextPath;
  readonly report: Report;
}

/** Makes tasks of each `matrix`; everything else stays as it is. One whose matrix is faulty makes none. */
export function readEntries(list: readonly unknown[], { path, sourceOf, report }: ListPlace): EntryList {
  const warnings: string[] = [];
  const points = new Map<string, readonly TaskId[]>();
  let pointCount = 0;
  const entries = list.flatMap((written, index): Entry[] => {
    const subject = { label: taskLabel(written, index), path: [...path, index], report };
    if (!isGroup(written) || (written.matrix ?? null) === null) return [{ written, subject, point: null }];
    const once = { ...subject, report: reportOnce(report) };
    const expansion = expandMatrix(written, { subject: once, sourceOf, before: pointCount });
    if (expansion === null) return [];
    pointCount += expansion.tasks.length;
    warnings.push(...expansion.warnings);
    points.set(
      String(written.id),
      expansion.tasks.map((task) => taskId(task.id)),
    );
    return expansion.tasks.map((task) => ({ written: task.written, subject: once, point: task.point }));
  });
  return { entries, points, warnings };
}

/** What is wrong with one point is for the most part wrong with all of them. */
function reportOnce(report: Report): Report {
  const reported = new Set<string>();
  return (message, path, hint) => {
    const key = JSON.stringify([message, path]);
    if (!reported.has(key)) report(message, path, hint);
    reported.add(key);
  };
}
