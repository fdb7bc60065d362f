import type { Child, FC } from 'hono/jsx';
import type { RunId } from '../../engine/ids.ts';
import { statusOf, type TaskStatus } from '../../engine/state.ts';
import type { TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { Cancel } from '../failures.ts';
import { visible } from '../log-text.ts';
import { byUrgency, groupTasks, type TaskGroup, type TaskNode } from '../task-groups.ts';
import { countsSentence, countWords, emptyCounts, numberWords } from '../words.ts';
import { ProgressBar } from './progress-bar.tsx';
import { Shape } from './state-mark.tsx';
import { TaskLine } from './task-row.tsx';

export interface TaskListProps {
  readonly run: RunId;
  /** Who cancelled the run, if anybody did. */
  readonly cancel: Cancel;
  readonly rows: readonly TaskRow[];
  /** One sentence for a task that is not a success; empty when there is none. */
  readonly explain: (row: TaskRow) => string;
  readonly now: number;
}

/** Up to so many tasks stand in the page at once; the groups of larger runs are fetched when they are opened. */
const INLINE_TASKS = 300;
/** So many quiet tasks in the same state fold into one line. */
const FOLD_FROM = 9;
/** Failures shown before the groups. */
const MOST_FAILURES = 8;
/** So many lines are read in document order; more are ordered by urgency. */
const GLANCE = 24;

/** All tasks of a run in groups, in document order. Where groups are closed, the first failures stand before them. */
export const RunItems: FC<TaskListProps> = (props) => {
  const { rows } = props;
  const isInline = rows.length <= INLINE_TASKS;
  const failures = rows.filter((row) => statusOf(row.state) === 'failed');
  return (
    <section id="run-items" aria-label="Tasks">
      {!isInline && failures.length > 0 && <Failures {...props} rows={failures} />}
      <h2 class="section">
        Tasks <span class="quiet">{numberWords(rows.length)}</span>
      </h2>
      <TaskNodes {...props} prefix="" isInline={isInline} />
    </section>
  );
};

const Failures: FC<TaskListProps> = ({ rows, ...props }) => (
  <div id="failures">
    <h2 class="section">
      Failed <span class="bad">{numberWords(rows.length)}</span>
    </h2>
    <ul class="tasks tasks-boxed">
      {rows.slice(0, MOST_FAILURES).map((row) => taskLine(props, row, 'failure'))}
    </ul>
    {rows.length > MOST_FAILURES && (
      <p class="quiet">
        and {countWords(rows.length - MOST_FAILURES, 'more failure')}, first in their groups below
      </p>
    )}
  </div>
);

interface NodesProps extends TaskListProps {
  readonly prefix: string;
  readonly isInline: boolean;
}

/** Groups, and the tasks that stand alone. Many lone tasks are ordered by urgency; a few keep their order. */
const TaskNodes: FC<NodesProps> = (props) => {
  const nodes = groupTasks(props.rows, props.prefix);
  if (nodes.length <= GLANCE) {
    return (
      <div class="nodes">
        {inRuns(nodes).map((part) => (
          <NodePart {...props} part={part} />
        ))}
      </div>
    );
  }
  const lone = nodes.flatMap((node) => (node.is === 'task' ? [node.row] : []));
  const groups = nodes.filter((node) => node.is === 'group');
  return (
    <div class="nodes">
      {groups.map((group) => (
        <Group {...props} group={group} />
      ))}
      {lone.length > 0 && (
        <GroupRows {...props} rows={lone} prefix={props.prefix} after={0} limit={PAGE_ROWS} />
      )}
    </div>
  );
};

const NodePart: FC<NodesProps & { part: NodePart }> = ({ part, ...props }) =>
  part.is === 'group' ? (
    <Group {...props} group={part} />
  ) : (
    <ul class="tasks">{part.rows.map((row) => taskLine(props, row))}</ul>
  );

type NodePart = TaskGroup | { readonly is: 'tasks'; readonly rows: readonly TaskRow[] };

/** Neighbouring lone tasks make one list. */
function inRuns(nodes: readonly TaskNode[]): readonly NodePart[] {
  const parts: (TaskGroup | { is: 'tasks'; rows: TaskRow[] })[] = [];
  for (const node of nodes) {
    const last = parts.at(-1);
    if (node.is === 'group') parts.push(node);
    else if (last?.is === 'tasks') last.rows.push(node.row);
    else parts.push({ is: 'tasks', rows: [node.row] });
  }
  return parts;
}

type LineProps = Omit<TaskListProps, 'rows'>;

/** `anchor` keeps ids apart where a task is shown twice. */
export function taskLine({ explain, cancel, now }: LineProps, row: TaskRow, anchor?: string): Child {
  return (
    <TaskLine
      row={row}
      why={explain(row)}
      cancel={cancel}
      now={now}
      {...(anchor !== undefined && { anchor })}
    />
  );
}

const Group: FC<NodesProps & { group: TaskGroup }> = ({ group, ...props }) => {
  const href = paths.runItems(props.run, { group: group.prefix });
  return (
    <details class="group" id={`group-${group.prefix}`} open={props.isInline}>
      <summary>
        <span class="group-name">{visible(group.prefix)}</span>
        <span class="group-count">{numberWords(group.rows.length)}</span>
        <ProgressBar counts={group.counts} />
        <span class="group-words">{countsSentence(group.counts)}</span>
      </summary>
      {props.isInline ? (
        <div class="group-body" id={`body-${group.prefix}`}>
          <GroupRows {...props} rows={group.rows} prefix={group.prefix} after={0} limit={PAGE_ROWS} />
        </div>
      ) : (
        <div class="group-body" id={`body-${group.prefix}`} data-src={href} data-version={group.version}>
          <a class="more" href={href}>
            Show {countWords(group.rows.length, 'task')}
          </a>
        </div>
      )}
    </details>
  );
};

/** Rows of one group that are shown at once, unless more are asked for. */
export const PAGE_ROWS = 200;

/**
 * The contents of one group: smaller groups where the ids go on, and its tasks. `after` leaves out that many of the tasks
 * that stand alone, and the groups, which are in the page already.
 */
export const GroupContents: FC<GroupRowsProps> = (props) => {
  const nodes = groupTasks(props.rows, props.prefix);
  const lone = nodes.flatMap((node) => (node.is === 'task' ? [node.row] : []));
  return lone.length < nodes.length && props.after === 0 ? (
    <TaskNodes {...props} isInline={false} />
  ) : (
    <GroupRows {...props} rows={lone} />
  );
};

interface GroupRowsProps extends TaskListProps {
  readonly prefix: string;
  readonly after: number;
  readonly limit: number;
}

const GroupRows: FC<GroupRowsProps> = (props) => {
  const { rows, prefix, after, limit, run } = props;
  const shown = byUrgency(rows).slice(after, after + limit);
  const left = rows.length - after - shown.length;
  return (
    <>
      <ul class="tasks">
        {stretches(shown).map((stretch) =>
          stretch.isFolded ? (
            <Fold {...props} fold={stretch} />
          ) : (
            stretch.rows.map((row) => taskLine(props, row))
          ),
        )}
      </ul>
      {left > 0 && (
        <a class="more" data-more href={paths.runItems(run, { group: prefix, after: after + shown.length })}>
          Show {numberWords(Math.min(left, PAGE_ROWS))} more of {numberWords(rows.length)}
        </a>
      )}
    </>
  );
};

/** Tasks in one state that stand together; quiet ones fold into one line when they are many. */
interface Stretch {
  readonly status: TaskStatus;
  readonly isFolded: boolean;
  readonly rows: readonly TaskRow[];
}

function stretches(rows: readonly TaskRow[]): readonly Stretch[] {
  return [...Map.groupBy(rows, (row) => statusOf(row.state))].map(([status, members]) => {
    const isQuiet = status !== 'failed' && status !== 'running' && status !== 'settling';
    return { status, isFolded: isQuiet && members.length >= FOLD_FROM, rows: members };
  });
}

const Fold: FC<GroupRowsProps & { fold: Stretch }> = ({ fold, ...props }) => {
  const first = fold.rows[0];
  const why = first === undefined ? '' : props.explain(first);
  return (
    <li class="fold" id={`fold-${props.prefix}-${fold.status}-${props.after}`}>
      <details id={`folded-${props.prefix}-${fold.status}-${props.after}`}>
        <summary>
          <Shape mark={fold.status} /> {countsSentence({ ...emptyCounts(), [fold.status]: fold.rows.length })}
          {why !== '' && <span class="why"> {visible(why)}</span>}
        </summary>
        <ul class="tasks">{fold.rows.map((row) => taskLine(props, row))}</ul>
      </details>
    </li>
  );
};
