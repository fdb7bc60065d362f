import type { FC } from 'hono/jsx';
import { statusOf } from '../../engine/state.ts';
import type { TaskRow } from '../../store/store.ts';
import { type Cancel, failureOf } from '../failures.ts';
import type { DrawnBox, Kinship } from '../graph/drawing.ts';
import type { ShownGroup, ShownRest, ShownTask } from '../graph/shown.ts';
import { visible } from '../log-text.ts';
import { BY_URGENCY } from '../task-groups.ts';
import { type Counts, countsSentence, countWords, markOfTask, numberWords, stateWord } from '../words.ts';
import { ProgressBar } from './progress-bar.tsx';

export interface BoxProps<Of> {
  readonly box: DrawnBox;
  readonly shown: Of;
  /** Where a press leads. */
  readonly href: string;
  readonly kinship: Kinship | undefined;
  /** It has no task of those that are chosen. */
  readonly isAside: boolean;
}

/** Characters that fit into a box of that many pixels, in the type of ids. */
const CHARACTER = 7.6;

export const TaskBox: FC<BoxProps<ShownTask> & { row: TaskRow; prefix: string; cancel: Cancel }> = (
  props,
) => {
  const { box, shown, href, row, prefix, cancel } = props;
  const { id } = row.task;
  const mark = markOfTask(statusOf(row.state), row.state);
  const words = failureOf(row.state, cancel)?.words ?? stateWord(mark);
  const name = `${visible(id)}, ${visible(words)}${kinWords(props.kinship)}`;
  const inside = prefix !== '' && id.startsWith(`${prefix}.`) ? id.slice(prefix.length + 1) : id;
  return (
    <a id={`box-${shown.key}`} class={boxClass('box-task', props)} href={href} data-task="">
      <title>{name}</title>
      <rect class={`box-ground state-${mark}`} {...frameOf(box)} rx="5" />
      <use
        class={`mark state-${mark}`}
        href={`#mark-${mark}`}
        x={box.x + 9}
        y={box.y + 8}
        width="14"
        height="14"
      />
      <text class="box-name" x={box.x + 30} y={box.y + 19}>
        {fitted(visible(inside), box.width - 38)}
      </text>
      <text class="box-words" x={box.x + 30} y={box.y + 34}>
        {fitted(visible(words), box.width - 30)}
      </text>
    </a>
  );
};

export const GroupBox: FC<BoxProps<ShownGroup>> = (props) => {
  const { box, shown, href } = props;
  const { prefix, members, counts } = shown.group;
  const isOpen = shown.inside !== null;
  const count = numberWords(members.length);
  const standing = `${visible(prefix)}, ${countWords(members.length, 'task')}: ${countsSentence(counts)}`;
  const words = `${standing}. ${isOpen ? 'Close' : 'Open'} it${kinWords(props.kinship)}`;
  return (
    <a
      id={`box-${shown.key}`}
      class={boxClass(isOpen ? 'box-open' : 'box-group', props)}
      href={href}
      data-graph=""
    >
      <title>{words}</title>
      <rect class="box-ground" {...frameOf(box)} rx="6" />
      <text class="box-name strong" x={box.x + 12} y={box.y + 21}>
        {`${isOpen ? '▾' : '▸'} ${fitted(visible(prefix), box.width - 52 - count.length * CHARACTER)}`}
      </text>
      <text class="box-count" x={box.x + box.width - 12} y={box.y + 21}>
        {count}
      </text>
      {!isOpen && <Standing box={box} counts={counts} />}
    </a>
  );
};

export const RestBox: FC<BoxProps<ShownRest>> = (props) => {
  const { box, shown, href } = props;
  const standing = `${countWords(shown.members.length, 'more task')}: ${countsSentence(shown.counts)}`;
  const words = `${standing}. Show them as a list${kinWords(props.kinship)}`;
  return (
    <a id={`box-${shown.key}`} class={boxClass('box-rest', props)} href={href}>
      <title>{words}</title>
      <rect class="box-ground" {...frameOf(box)} rx="6" />
      <text class="box-name" x={box.x + 12} y={box.y + 21}>
        {`and ${numberWords(shown.members.length)} more`}
      </text>
      <Standing box={box} counts={shown.counts} />
    </a>
  );
};

const Standing: FC<{ box: DrawnBox; counts: Counts }> = ({ box, counts }) => (
  <>
    <ProgressBar counts={counts} place={{ x: box.x + 12, y: box.y + 30, width: box.width - 24, height: 7 }} />
    <text class="box-words" x={box.x + 12} y={box.y + 53}>
      {fitted(urgentWords(counts), box.width)}
    </text>
  </>
);

/** What needs somebody, or happens, comes first; a box has room for two of it. */
function urgentWords(counts: Counts): string {
  const occurring = BY_URGENCY.filter((status) => counts[status] > 0);
  const words = occurring.slice(0, 2).map((status) => `${numberWords(counts[status])} ${stateWord(status)}`);
  return occurring.length > 2 ? `${words.join(', ')}, …` : words.join(', ');
}

function frameOf({ x, y, width, height }: DrawnBox) {
  return { x, y, width, height };
}

function boxClass(
  kind: string,
  { kinship, isAside }: Pick<BoxProps<unknown>, 'kinship' | 'isAside'>,
): string {
  return ['box', kind, kinship && `kin kin-${kinship}`, isAside && 'aside'].filter(Boolean).join(' ');
}

function kinWords(kinship: Kinship | undefined): string {
  if (kinship === undefined || kinship === 'self') return '';
  if (kinship === 'up') return ', needed by the marked one';
  return kinship === 'down' ? ', needs the marked one' : ', needed by the marked one and needs it';
}

/** The end is what tells ids apart. */
function fitted(text: string, width: number): string {
  const most = Math.max(4, Math.floor(width / CHARACTER));
  const characters = [...text];
  if (characters.length <= most) return text;
  const front = Math.ceil((most - 1) / 3);
  return `${characters.slice(0, front).join('')}…${characters.slice(front + 1 - most).join('')}`;
}
