import type { FC } from 'hono/jsx';
import { type MarkName, stateWord } from '../words.ts';

/** A state as shape, word and colour. */
export const StateMark: FC<{ mark: MarkName; word?: string }> = ({ mark, word }) => (
  <span class={`state state-${mark}`}>
    <Shape mark={mark} />
    {word ?? stateWord(mark)}
  </span>
);

/** The shape alone; the word must stand beside it. */
export const Shape: FC<{ mark: MarkName }> = ({ mark }) => (
  <svg class={`mark state-${mark}`} aria-hidden="true">
    <use href={`#mark-${mark}`} />
  </svg>
);

/** The shapes, drawn once per page on a field of 16 by 16. */
export const MarkSprite: FC = () => (
  <svg class="sprite" aria-hidden="true">
    <symbol id="mark-pending" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.75" class="outline" />
    </symbol>
    <symbol id="mark-submitted" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.75" class="outline" />
      <path d="M8 8V2.25A5.75 5.75 0 0 1 13.75 8Z" />
    </symbol>
    <symbol id="mark-running" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.75" class="outline" />
      <path d="M8 2.25a5.75 5.75 0 0 1 0 11.5Z" />
    </symbol>
    <symbol id="mark-settling" viewBox="0 0 16 16">
      <path d="M5.2 5.8a2.8 2.8 0 1 1 4 2.5c-.9.5-1.2 1-1.2 2" class="outline" />
      <circle cx="8" cy="13.2" r="1.1" />
    </symbol>
    <symbol id="mark-completed" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="6.5" />
    </symbol>
    <symbol id="mark-failed" viewBox="0 0 16 16">
      <path d="m3.5 3.5 9 9m0-9-9 9" class="outline heavy" />
    </symbol>
    <symbol id="mark-dep_failed" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.75" class="outline" />
      <path d="m4 12 8-8" class="outline" />
    </symbol>
    <symbol id="mark-cancelled" viewBox="0 0 16 16">
      <rect x="2.75" y="2.75" width="10.5" height="10.5" rx="1.5" class="outline" />
    </symbol>
    <symbol id="mark-ended" viewBox="0 0 16 16">
      <rect x="2.75" y="6.5" width="10.5" height="3" rx="1" />
    </symbol>
    <symbol id="mark-unknown" viewBox="0 0 16 16">
      <path d="M5.2 5.8a2.8 2.8 0 1 1 4 2.5c-.9.5-1.2 1-1.2 2" class="outline" />
      <circle cx="8" cy="13.2" r="1.1" />
    </symbol>
  </svg>
);
