import type { SummarySection } from '../conductor/task-outputs.ts';
import type { RunId } from '../engine/ids.ts';
import { paths } from '../wire/paths.ts';
import type { Beside } from './parts/markdown.tsx';

/** What browsers show as a picture, by the end of its name; everything else is handed out as a file. */
const PICTURES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
};

/** Null for what is no picture. */
export function pictureType(path: string): string | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(PICTURES, ending) ? (PICTURES[ending] ?? null) : null;
}

/** Paths in a summary start at the folder of the task that wrote it, also where it is about the whole run. */
export function besideSummary(run: RunId, { task }: SummarySection): Beside {
  const link = (path: string) => (task === null ? null : paths.taskOutput(run, task.id, path));
  return { link, picture: (path) => (pictureType(path) === null ? null : link(path)) };
}
