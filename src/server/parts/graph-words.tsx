import type { FC } from 'hono/jsx';
import type { Drawing } from '../graph/drawing.ts';
import type { Shown } from '../graph/shown.ts';
import { visible } from '../log-text.ts';
import type { RunPicture } from '../run-picture.ts';
import { countsSentence, countWords, numberWords, stateWord } from '../words.ts';

interface GraphWordsProps {
  readonly boxes: readonly Shown[];
  readonly drawing: Drawing;
  readonly picture: RunPicture;
}

/** So many boxes are told in words, and of each so many that it needs. */
const MOST_TOLD = 200;
const MOST_NAMED = 4;

/** The graph in words: for those who cannot see it, or have no script. */
export const GraphWords: FC<GraphWordsProps> = ({ boxes, drawing, picture }) => {
  const names = new Map(boxes.map((box) => [box.key, nameOf(box, picture)]));
  const places = new Map(drawing.boxes.map(({ shown, x }) => [shown.key, x]));
  const needs = new Map<string, string[]>();
  for (const { from, to } of drawing.lines) {
    for (const key of to.filter((each) => names.has(each)))
      needs.set(key, [...(needs.get(key) ?? []), ...from.flatMap((each) => names.get(each) ?? [])]);
  }
  const ordered = boxes.toSorted((a, b) => (places.get(a.key) ?? 0) - (places.get(b.key) ?? 0));
  return (
    <details class="graph-list">
      <summary>The same in words</summary>
      <ol>
        {ordered.slice(0, MOST_TOLD).map((box) => (
          <li>
            <span class="mono">{names.get(box.key)}</span>: {standing(box, picture)}
            {needWords(needs.get(box.key) ?? [])}
          </li>
        ))}
      </ol>
      {boxes.length > MOST_TOLD && <p class="quiet">and {numberWords(boxes.length - MOST_TOLD)} more</p>}
    </details>
  );
};

function nameOf(box: Shown, { groups }: RunPicture): string {
  if (box.is === 'task') return visible(groups.idAt(box.index));
  return box.is === 'group' ? visible(box.group.prefix) : `${countWords(box.members.length, 'more task')}`;
}

function standing(box: Shown, { groups }: RunPicture): string {
  if (box.is === 'task') return stateWord(groups.statusAt(box.index));
  const counts = countsSentence(box.is === 'group' ? box.group.counts : box.counts);
  return box.is === 'group' ? `${countWords(box.members.length, 'task')}, ${counts}` : counts;
}

function needWords(names: readonly string[]): string {
  if (names.length === 0) return '; needs nothing';
  const more = names.length > MOST_NAMED ? ` and ${numberWords(names.length - MOST_NAMED)} more` : '';
  return `; needs ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
