import type { FC } from 'hono/jsx';

/** How much of something is taken, as a bar; the numbers must stand beside it. */
export const ShareBar: FC<{ part: number; whole: number }> = ({ part, whole }) => (
  <svg class="bar share-bar" aria-hidden="true">
    <rect
      class="fill-share"
      width={`${whole === 0 ? 0 : Math.min(100, (100 * part) / whole).toFixed(1)}%`}
      height="100%"
    />
  </svg>
);
