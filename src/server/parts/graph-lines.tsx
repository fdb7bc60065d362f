import type { FC } from 'hono/jsx';
import type { DrawnLine, Kin } from '../graph/drawing.ts';
import type { Point } from '../graph/layout.ts';
import { countWords, numberWords } from '../words.ts';

/** What is needed, led to what needs it. */
export const GraphLine: FC<{ line: DrawnLine; kin: Kin | null }> = ({ line, kin }) => {
  const { points, count } = line;
  const kinship = kin === null ? null : kinshipOf(line, kin);
  const label = labelPlace(points);
  return (
    <g class={kinship === null ? 'line' : `line kin-${kinship}`}>
      <path d={curve(points)}>
        <title>{countWords(count, 'dependency').replace('dependencys', 'dependencies')}</title>
      </path>
      {count > 1 && (
        <text x={label.x} y={label.y}>
          {numberWords(count)}
        </text>
      )}
    </g>
  );
};

function kinshipOf({ from, to }: DrawnLine, { boxes }: Kin): 'up' | 'down' | null {
  const has = (keys: readonly string[], ...kinds: readonly string[]) =>
    keys.some((key) => kinds.includes(boxes.get(key) ?? ''));
  if (has(from, 'up', 'both') && has(to, 'up', 'both', 'self')) return 'up';
  return has(from, 'down', 'both', 'self') && has(to, 'down', 'both') ? 'down' : null;
}

/** Through all points, level at each. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (first === undefined) return '';
  let last = first;
  const parts = others.map((point) => {
    const bend = (point.x - last.x) / 2;
    const part =
      point.y === last.y
        ? `H${short(point.x)}`
        : `C${short(last.x + bend)} ${short(last.y)} ${short(point.x - bend)} ${short(point.y)} ${short(point.x)} ${short(point.y)}`;
    last = point;
    return part;
  });
  return `M${short(first.x)} ${short(first.y)}${parts.join('')}`;
}

function labelPlace(points: readonly Point[]): Point {
  const last = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? last;
  return { x: short((last.x + before.x) / 2), y: short((last.y + before.y) / 2 - 4) };
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
