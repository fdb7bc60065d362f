import type { FC } from 'hono/jsx';
import { type ListChoice, paths } from '../../wire/paths.ts';
import { linesWish } from '../list-choice.ts';
import { type TaskList, versionOf } from '../listed-tasks.ts';
import { leaf, type Piece } from '../pieces.ts';
import { type Line, TaskLines } from '../task-lines.ts';
import { countWords } from '../words.ts';
import { ListTools } from './list-tools.tsx';
import { TaskListLine } from './task-list-line.tsx';

/** Lines of a page, before the script asks for others. */
export const PAGE_LINES = 100;

/** Some lines of the list. */
export interface ListWindow {
  readonly lines: TaskLines;
  readonly from: number;
  readonly limit: number;
  /** The line that was asked for by what it is; null where there is none. */
  readonly at: number | null;
}

/**
 * The list as it stands in the stream of the page: its contents are fetched by the page's script, because each reader has
 * other lines before them. The version changes with whatever may change a line.
 */
export function runItemsPiece(list: TaskList): Piece {
  const version = versionOf(list);
  return leaf('run-items', [version], () => (
    <task-list id="run-items" data-src={paths.runItems(list.picture.run)} data-version={version} />
  ));
}

/** The same with its first lines, and what leads to the others without script. */
export const RunItems: FC<{ list: TaskList; choice: ListChoice }> = ({ list, choice }) => {
  const { run, groups } = list.picture;
  const lines = new TaskLines(groups, linesWish(choice));
  const from = Math.min(choice.from ?? 0, lines.total);
  const window = { lines, from, limit: PAGE_LINES, at: null };
  const next = from + PAGE_LINES;
  return (
    <>
      <ListTools run={run} choice={choice} found={lines.total} />
      <task-list id="run-items" data-src={paths.runItems(run)} data-version={versionOf(list)}>
        <ListLines list={list} choice={choice} window={window} />
        {from > 0 && (
          <a class="more" href={paths.run(run, { ...choice, from: Math.max(0, from - PAGE_LINES) })}>
            Lines before
          </a>
        )}
        {next < lines.total && (
          <a class="more" href={paths.run(run, { ...choice, from: next })}>
            {countWords(lines.total - next, 'more line')}
          </a>
        )}
      </task-list>
    </>
  );
};

export interface ListLinesProps {
  readonly list: TaskList;
  readonly choice: ListChoice;
  readonly window: ListWindow;
}

/** The lines themselves; the element around them says which of how many they are. */
export const ListLines: FC<ListLinesProps> = ({ list, choice, window: { lines, from, limit, at } }) => {
  const { groups } = list.picture;
  const shown = lines.window(from, limit);
  // All rows at once, because the store reads them at once.
  const tasks = shown.flatMap((line) => (line.is === 'task' ? [line.index] : []));
  const rows = new Map(list.picture.rows(tasks).map((row) => [row.index, row]));
  const firstOf = (line: Line) => (line.is === 'fold' ? groups.inStatus(line.set, line.status, 0, 1) : []);
  return (
    <ul class="lines" aria-label="Tasks" data-total={lines.total} data-from={from} data-at={at ?? undefined}>
      {shown.map((line, index) => (
        <TaskListLine
          list={list}
          choice={choice}
          line={line}
          row={line.is === 'task' ? rows.get(line.index) : list.picture.rows(firstOf(line))[0]}
          place={{ at: from + index + 1, of: lines.total }}
        />
      ))}
      {lines.total === 0 && (
        <li class="no-lines">
          <NoLines list={list} choice={choice} />
        </li>
      )}
    </ul>
  );
};

const NoLines: FC<{ list: TaskList; choice: ListChoice }> = ({ list, choice: { order } }) => {
  const { run, groups } = list.picture;
  const tasks = groups.all.members.length;
  if (tasks === 0) return <>This run has no tasks.</>;
  return (
    <>
      None of the {countWords(tasks, 'task')} is like that. <a href={paths.run(run, { order })}>Show all</a>
    </>
  );
};
