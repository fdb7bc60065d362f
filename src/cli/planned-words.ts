import type { ItemTask } from '../wire/tasks.ts';
import type { PlannedDocument } from './output.ts';
import { type Column, tableLines } from './table.ts';
import { visible, widthOf } from './text-width.ts';

const MAX_TASK_WIDTH = 48;

/** The tasks of a document as a table, in its order, and how many there are. */
export function plannedLines({ title, tasks }: PlannedDocument): string[] {
  const longest = tasks.reduce((width, { id }) => Math.max(width, widthOf(visible(id))), 'TASK'.length);
  const columns: readonly Column[] = [
    { heading: 'TASK', width: Math.min(MAX_TASK_WIDTH, longest) },
    { heading: 'PARTITION', width: 12 },
    { heading: 'CPUS', width: 5 },
    { heading: 'MEMORY', width: 8 },
    { heading: 'TIME', width: 12 },
    { heading: 'AFTER', width: 20 },
    { heading: 'NAME', width: 40 },
  ];
  const count = tasks.length === 1 ? '1 task' : `${tasks.length} tasks`;
  const heading = title === null ? count : `${visible(title)}: ${count}`;
  return [...tableLines(columns, tasks.map(cells)), '', `${heading}; nothing has been sent`];
}

function cells({ id, partition, cpus, memory, time_limit, dependencies, name }: ItemTask): string[] {
  const [first = '-', ...others] = new Set(dependencies);
  const after = others.length === 0 ? first : `${others.length + 1} tasks`;
  return [id, partition, String(cpus), memory, time_limit, after, name];
}
