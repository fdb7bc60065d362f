import type { FC } from 'hono/jsx';
import type { StoredEvent } from '../../store/store.ts';
import { eventWords } from '../event-words.ts';
import { visible } from '../log-text.ts';
import { ExactClock } from './moment.tsx';

/** What happened to a task, the newest first. */
export const TaskEvents: FC<{ events: readonly StoredEvent[]; now: number }> = ({ events, now }) => {
  if (events.length === 0) return <p class="empty">Nothing has happened to this task yet.</p>;
  return (
    <ol class="task-events nodes">
      {events.toReversed().map((event) => (
        <li>
          <ExactClock at={event.at} now={now} />
          <span>{visible(eventWords(event))}</span>
        </li>
      ))}
    </ol>
  );
};
