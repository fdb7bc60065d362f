import type { FC } from 'hono/jsx';
import type { TaskRow } from '../../store/store.ts';
import { type ListChoice, paths } from '../../wire/paths.ts';
import { turned } from '../list-choice.ts';
import type { TaskList } from '../listed-tasks.ts';
import { visible } from '../log-text.ts';
import type { TaskGroup } from '../task-groups.ts';
import type { FoldLine, GroupLine, Line } from '../task-lines.ts';
import { countsSentence, numberWords, stateWord } from '../words.ts';
import { ProgressBar } from './progress-bar.tsx';
import { Shape } from './state-mark.tsx';
import { type LinePlace, TaskLine } from './task-row.tsx';

interface TaskListLineProps {
  readonly list: TaskList;
  readonly choice: ListChoice;
  readonly line: Line;
  /** The task; of a fold, its first one. */
  readonly row: TaskRow | undefined;
  readonly place: LinePlace;
}

/** One line of the list, as high as any other. */
export const TaskListLine: FC<TaskListLineProps> = ({ list, choice, line, row, place }) => {
  const why = row === undefined ? '' : list.explain(row);
  if (line.is !== 'task') {
    const { is, name, depth, isOpen } = line;
    return (
      <li
        class={`line ${is} depth-${Math.min(depth, 4)}`}
        id={`${is}-${name}`}
        aria-setsize={place.of}
        aria-posinset={place.at}
      >
        <a
          class="turn"
          href={hrefOf(list, choice, line)}
          data-turn={name}
          aria-expanded={isOpen ? 'true' : 'false'}
        >
          {is === 'group' ? (
            <GroupWords group={line.group} isCancelled={list.cancel !== null} />
          ) : (
            <FoldWords line={line} why={why} />
          )}
        </a>
      </li>
    );
  }
  // Tasks are never deleted one by one; without its row, one was read between two states of the run.
  if (row === undefined) return null;
  return <TaskLine row={row} why={why} cancel={list.cancel} now={list.now} place={{ ...line, ...place }} />;
};

/** To the same list with the line opened, or shut. */
function hrefOf({ picture }: TaskList, choice: ListChoice, line: GroupLine | FoldLine): string {
  return paths.run(picture.run, turned(choice, line.name, line.isOpen));
}

const GroupWords: FC<{ group: TaskGroup; isCancelled: boolean }> = ({ group, isCancelled }) => {
  const { prefix, members, counts } = group;
  const sentence = countsSentence(counts, isCancelled);
  return (
    <>
      <span class="group-name">{visible(prefix)}</span>
      <span class="group-count">{numberWords(members.length)}</span>
      <ProgressBar counts={counts} isCancelled={isCancelled} />
      <span class="group-words" title={sentence}>
        {sentence}
      </span>
    </>
  );
};

const FoldWords: FC<{ line: FoldLine; why: string }> = ({ line: { set, status }, why }) => (
  <>
    <Shape mark={status} />
    <span class="fold-count">
      {numberWords(set.counts[status])} {stateWord(status)}
    </span>
    {why !== '' && (
      <span class="why" title={visible(why)}>
        {visible(why)}
      </span>
    )}
  </>
);
