import type { Child, FC } from 'hono/jsx';
import { present } from '../../engine/assert.ts';
import type { RunRow } from '../../store/store.ts';
import { type GraphChoice, paths, type RunSelection } from '../../wire/paths.ts';
import type { Drawing, DrawnBox, Kin } from '../graph/drawing.ts';
import type { Shown } from '../graph/shown.ts';
import { visible } from '../log-text.ts';
import type { RunPicture } from '../run-picture.ts';
import { countWords } from '../words.ts';
import { GroupBox, RestBox, TaskBox } from './graph-boxes.tsx';
import { GraphLine } from './graph-lines.tsx';
import { GraphWords } from './graph-words.tsx';

export interface GraphProps {
  readonly run: RunRow;
  readonly picture: RunPicture;
  readonly shown: readonly Shown[];
  readonly drawing: Drawing;
  readonly kin: Kin | null;
  readonly selection: RunSelection;
  /** As it is shown: what is opened, what is marked, what is pinned. */
  readonly choice: GraphChoice & { readonly open: readonly string[] };
  readonly isChosen: (task: number) => boolean;
}

/** Around the graph, in pixels. */
const MARGIN = 16;

/** A run as boxes and lines from left to right. The page's script lets one move in it; without it, it scrolls. */
export const Graph: FC<GraphProps> = (props) => {
  const { run, drawing, kin, shown } = props;
  const { width, height } = drawing;
  const size = { width: Math.ceil(width) + 2 * MARGIN, height: Math.ceil(height) + 2 * MARGIN };
  const self = { ...props.selection, ...props.choice };
  return (
    <run-graph id="run-graph" data-href={paths.runGraph(run.info.id, self)}>
      <div class="graph-bar">
        <p class="graph-words" role="status">
          <KinWords {...props} />
        </p>
        <GraphTools />
      </div>
      <div class="graph-window" id="graph-window">
        <svg
          id="graph-svg"
          class={kin === null ? 'graph' : 'graph has-kin'}
          {...size}
          viewBox={`${-MARGIN} ${-MARGIN} ${size.width} ${size.height}`}
          data-focus={focusOf(props)}
          aria-label={`Graph of ${countWords(run.taskCount, 'task')}: what is needed stands to the left`}
        >
          <Scene {...props} />
        </svg>
        <svg
          id="graph-map"
          class="graph-map needs-script"
          viewBox={`${-MARGIN} ${-MARGIN} ${size.width} ${size.height}`}
          aria-hidden="true"
        >
          {drawing.boxes.map(({ shown: each, ...box }) => (
            <rect
              class={`map-${mapClass(props.picture, each)}`}
              x={Math.round(box.x)}
              y={Math.round(box.y)}
              width={box.width}
              height={box.height}
            />
          ))}
          <rect id="graph-sight" class="graph-sight" />
        </svg>
      </div>
      <GraphWords boxes={shown} drawing={drawing} picture={props.picture} />
    </run-graph>
  );
};

const Scene: FC<GraphProps> = (props) => {
  const { drawing, kin, picture } = props;
  const tasks = drawing.boxes.flatMap(({ shown }) => (shown.is === 'task' ? [shown.index] : []));
  const rows = new Map(picture.rows(tasks).map((row) => [row.index, row]));
  return (
    <g id="graph-scene">
      {drawing.frames.map((frame) => (
        <rect
          class="block"
          x={frame.x - 6}
          y={frame.y - 6}
          width={frame.width + 12}
          height={frame.height + 12}
          rx="8"
        />
      ))}
      {drawing.boxes.filter(isOpened).map((box) => boxOf(props, box, rows))}
      {drawing.lines.map((line) => (
        <GraphLine line={line} kin={kin} />
      ))}
      {drawing.boxes.filter((box) => !isOpened(box)).map((box) => boxOf(props, box, rows))}
    </g>
  );
};

function isOpened({ shown }: DrawnBox): boolean {
  return shown.is === 'group' && shown.inside !== null;
}

type Rows = ReadonlyMap<number, ReturnType<RunPicture['rows']>[number]>;

function boxOf({ run, kin, selection, choice, isChosen }: GraphProps, box: DrawnBox, rows: Rows): Child {
  const { shown } = box;
  const { id } = run.info;
  const around = { box, kinship: kin?.boxes.get(shown.key), isAside: !shown.members.some(isChosen) };
  if (shown.is === 'rest') {
    const group = shown.prefix === '' ? selection.group : shown.prefix;
    const href = paths.run(id, { ...selection, ...(group !== undefined && { group }) });
    return <RestBox {...around} shown={shown} href={href} />;
  }
  if (shown.is === 'group') {
    const { prefix } = shown.group;
    const isOpen = shown.inside !== null;
    const others = choice.open.filter((each) => each !== prefix && !each.startsWith(`${prefix}.`));
    const open = isOpen ? others : [...choice.open, prefix];
    // Nothing opened is said in so many words: else a small run would be opened again.
    const href = paths.runGraph(id, { ...selection, open: open.length === 0 ? [''] : open });
    return <GroupBox {...around} shown={shown} href={href} />;
  }
  const row = present(rows.get(shown.index), `the row of task ${shown.index}`);
  const prefix = choice.open.findLast((each) => row.task.id.startsWith(`${each}.`)) ?? '';
  return (
    <TaskBox
      {...around}
      shown={shown}
      row={row}
      prefix={prefix}
      cancel={run.cancel}
      href={paths.task(id, row.task.id)}
    />
  );
}

const KinWords: FC<GraphProps> = ({ run, kin, shown, choice, selection, picture }) => {
  if (run.taskCount === 0) return <>This run has no tasks.</>;
  if (kin === null) return <>What is needed stands to the left of what needs it.</>;
  const name = nameOf(shown, choice.from ?? '', picture);
  const href = paths.runGraph(run.info.id, { ...selection, open: choice.open });
  return (
    <>
      <strong class="mono">{visible(name)}</strong> needs {countWords(kin.up, 'task')};{' '}
      {kin.down === 1 ? '1 task needs' : `${countWords(kin.down, 'task')} need`} it.{' '}
      <a href={href} data-graph="">
        Show all alike
      </a>
    </>
  );
};

function nameOf(shown: readonly Shown[], key: string, picture: RunPicture): string {
  for (const each of shown) {
    if (each.key === key)
      return each.is === 'task'
        ? picture.groups.idAt(each.index)
        : each.is === 'group'
          ? each.group.prefix
          : 'What is not shown';
    const inside = each.is === 'group' && each.inside !== null ? nameOf(each.inside, key, picture) : '';
    if (inside !== '') return inside;
  }
  return '';
}

const GraphTools: FC = () => (
  <div class="graph-tools needs-script" role="toolbar" aria-label="Zoom">
    <button type="button" class="button" data-zoom="out" aria-label="Zoom out">
      −
    </button>
    <button type="button" class="button" data-zoom="in" aria-label="Zoom in">
      +
    </button>
    <button type="button" class="button" data-zoom="fit">
      All
    </button>
    <button type="button" class="button" data-zoom="active">
      What is active
    </button>
  </div>
);

/** The boxes around which one looks first: what failed or runs; where nothing does, the beginning. */
function focusOf({ drawing, picture, choice }: GraphProps): string {
  const marked = drawing.boxes.filter(({ shown }) => shown.key === choice.from);
  const active = drawing.boxes.filter((box) => !isOpened(box) && isActive(picture, box.shown));
  const boxes = marked.length > 0 ? marked : active.length > 0 ? active : drawing.boxes.slice(0, 1);
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return boxes.length === 0 ? '' : [left, top, right - left, bottom - top].map(Math.round).join(' ');
}

function isActive(picture: RunPicture, shown: Shown): boolean {
  const word = mapClass(picture, shown);
  return word === 'failed' || word === 'running';
}

/** The most urgent that there is in a box. */
function mapClass({ groups }: RunPicture, shown: Shown): string {
  if (shown.is === 'task') return groups.statusAt(shown.index);
  const { counts } = shown.is === 'group' ? shown.group : shown;
  if (shown.is === 'group' && shown.inside !== null) return 'open';
  if (counts.failed > 0) return 'failed';
  if (counts.running > 0) return 'running';
  return counts.completed === shown.members.length ? 'completed' : 'pending';
}
