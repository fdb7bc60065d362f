import { cutTo, padTo, visible } from './text-width.ts';

/** One column: its heading and how wide it is; the last column of a table is neither cut nor filled. */
export interface Column {
  readonly heading: string;
  readonly width: number;
}

/** Lines of a table for people, heading first. Cells are text from anywhere: they are made harmless here. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ width }, index) => {
        const cell = visible(cells[index] ?? '');
        return index === columns.length - 1 ? cell : padTo(cutTo(cell, width), width);
      })
      .join(' ')
      .trimEnd();
  return [line(columns.map(({ heading }) => heading)), ...rows.map(line)];
}
