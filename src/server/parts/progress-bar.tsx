import type { FC } from 'hono/jsx';
import { BAR_ORDER, type Counts, countsSentence, totalCount } from '../words.ts';

/** Where a bar stands in a drawing, in its units. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface ProgressBarProps {
  readonly counts: Counts;
  /** Of a run that was cancelled. */
  readonly isCancelled?: boolean;
  readonly class?: string;
  /** Missing in a page, where styles say it. */
  readonly place?: Place;
}

/** How the tasks stand, as a stacked bar whose title reads as a sentence. */
export const ProgressBar: FC<ProgressBarProps> = (props) => {
  const { counts, isCancelled = false, class: extra = '', place = {} } = props;
  const sentence = countsSentence(counts, isCancelled);
  const total = totalCount(counts);
  let from = 0;
  const pieces = BAR_ORDER.filter((status) => counts[status] > 0).map((status) => {
    const width = (100 * counts[status]) / total;
    const piece = { status, from, width };
    from += width;
    return piece;
  });
  // Lengths are attributes, because the policy allows no inline styles.
  return (
    <svg class={`bar ${extra}`} role="img" aria-label={sentence} {...place}>
      <title>{sentence}</title>
      {pieces.map((piece) => (
        <rect
          class={`fill-${isCancelled && piece.status === 'failed' ? 'cancelled' : piece.status}`}
          x={`${piece.from.toFixed(2)}%`}
          width={`${piece.width.toFixed(2)}%`}
          y="0"
          height="100%"
        />
      ))}
    </svg>
  );
};
