import type { FC } from 'hono/jsx';
import { absoluteWords, ageWords, agoWords, clockWords, durationWords, exactClockWords } from '../times.ts';

/** A moment, told relative to now, with the absolute time on hover. The page's script keeps it true. */
export const Ago: FC<{ at: number; now: number }> = ({ at, now }) => (
  <time datetime={new Date(at).toISOString()} data-told="ago" title={absoluteWords(at)}>
    {agoWords(now - at)}
  </time>
);

/** The time of day, with the date where it was not within a day. The page's script tells it in the reader's own zone. */
export const Clock: FC<{ at: number; now: number }> = ({ at, now }) => (
  <time datetime={new Date(at).toISOString()} data-told="clock" title={absoluteWords(at)}>
    {clockWords(at, now)}
  </time>
);

/** The same to the second, for what stands in its order: of many that were `5 min ago` one would not know which was when. */
export const ExactClock: FC<{ at: number; now: number }> = ({ at, now }) => (
  <time datetime={new Date(at).toISOString()} data-told="exact" title={absoluteWords(at)}>
    {exactClockWords(at, now)}
  </time>
);

/** How long ago, without the word: `4 min`. */
export const Age: FC<{ at: number; now: number }> = ({ at, now }) => (
  <time datetime={new Date(at).toISOString()} data-told="age" title={absoluteWords(at)}>
    {ageWords(now - at)}
  </time>
);

/** How long something took, or takes until now when it has not ended. */
export const Duration: FC<{ from: number | null; to: number | null; now: number }> = ({ from, to, now }) => {
  if (from === null) return null;
  if (to !== null) return <span title={`from ${absoluteWords(from)}`}>{durationWords(to - from)}</span>;
  return (
    <time datetime={new Date(from).toISOString()} data-told="duration" title={`since ${absoluteWords(from)}`}>
      {durationWords(now - from)}
    </time>
  );
};
