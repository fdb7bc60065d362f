import type { ListedFile, ListedSource, SourceDetail } from '../wire/sources.ts';
import { localTime } from './run-words.ts';
import { type Column, tableLines } from './table.ts';

/** How sources are worded in a terminal. */

const SOURCE_COLUMNS: readonly Column[] = [
  { heading: 'NAME', width: 16 },
  { heading: 'TYPE', width: 4 },
  { heading: 'BRANCH', width: 16 },
  { heading: 'COMMIT', width: 12 },
  { heading: 'BACKEND', width: 14 },
  { heading: 'SYNCED', width: 19 },
  { heading: 'PLACE', width: 40 },
];

const FILE_COLUMNS: readonly Column[] = [
  { heading: 'FILE', width: 40 },
  { heading: 'TASKS', width: 7 },
  { heading: 'TITLE', width: 40 },
];

export function sourceLines(sources: readonly ListedSource[]): string[] {
  return sources.length === 0
    ? ['No sources are configured.']
    : tableLines(SOURCE_COLUMNS, sources.map(cells));
}

function cells(source: ListedSource): string[] {
  const { name, type, branch, last_commit, backend, last_sync } = source;
  const commit = last_commit?.slice(0, 12);
  const synced = last_sync === null ? 'never' : localTime(last_sync);
  return [name, type, branch ?? '-', commit ?? '-', backend ?? '-', synced, placeOf(source)];
}

export function sourceDetailLines(source: SourceDetail): string[] {
  const header: readonly (readonly [string, string | null | undefined])[] = [
    ['Source', `${source.name}  ${placeOf(source)}`],
    ['About', source.description || null],
    ['Branch', source.branch],
    ['Commit', source.last_commit],
    ['Backend', source.backend],
    ['Limit', source.max_concurrent === null ? null : `${source.max_concurrent} tasks at a time`],
    ['Synced', source.last_sync === null ? 'never' : localTime(source.last_sync)],
  ];
  const lines = header.flatMap(([label, value]) => (value ? [`${`${label}:`.padEnd(10)}${value}`] : []));
  if (source.files.length === 0) return [...lines, '', 'No workflow files.'];
  return [...lines, '', ...tableLines(FILE_COLUMNS, source.files.map(fileCells))];
}

function fileCells({ path, task_count, title, problem }: ListedFile): string[] {
  return [path, task_count === null ? '-' : String(task_count), problem?.detail ?? title ?? ''];
}

function placeOf({ url, path }: ListedSource): string {
  return url ?? path ?? '';
}
