import type { FC } from 'hono/jsx';

/** The name of a place that is bold while one is there, and as wide when one is not: nothing beside it moves. */
export const SteadyWords: FC<{ words: string }> = ({ words }) => (
  <span class="steady" data-words={words}>
    {words}
  </span>
);
