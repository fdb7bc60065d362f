import type { FC } from 'hono/jsx';
import { absoluteWords, ageWords, agoWords, clockWords, durationWords, exactClockWords } from '../times.ts';

type Moment = FC<{ at: number; now: number }>;

/** The absolute time is told on hover. `told` says to the page's script how it is to keep the words true. */
const momentAs = (told: string, words: (at: number, now: number) => string): Moment => {
  return ({ at, now }) => (
    <time datetime={new Date(at).toISOString()} data-told={told} title={absoluteWords(at)}>
      {words(at, now)}
    </time>
  );
};

/** A moment, told relative to now. */
export const Ago = momentAs('ago', (at, now) => agoWords(now - at));

/** The time of day, with the date where it was not within a day. The page's script tells it in the reader's own zone. */
export const Clock = momentAs('clock', clockWords);

/** The same to the second, for what stands in its order: of many that were `5 min ago` one would not know which was when. */
export const ExactClock = momentAs('exact', exactClockWords);

/** How long ago, without the word: `4 min`. */
export const Age = momentAs('age', (at, now) => ageWords(now - at));

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
