import type { FC } from 'hono/jsx';
import type { PreviewedKind } from '../../conductor/orders.ts';
import { askedWords } from '../../engine/resources.ts';
import { visible } from '../log-text.ts';
import { countWords } from '../words.ts';
import { Clock } from './moment.tsx';

/** Kinds in one page; a document may ask for something else in each of its tasks. */
const MOST_KINDS = 20;

/** How the tasks would go out, kind by kind, and what the scheduler says to it. */
export const PreviewKinds: FC<{ kinds: readonly PreviewedKind[]; now: number }> = ({ kinds, now }) => (
  <>
    <h2 class="section">
      How they go out <span class="quiet">{countWords(kinds.length, 'kind')}</span>
    </h2>
    <ul class="nodes kinds">
      {kinds.slice(0, MOST_KINDS).map((kind) => (
        <Kind kind={kind} now={now} />
      ))}
    </ul>
    {kinds.length > MOST_KINDS && <p class="quiet">and {kinds.length - MOST_KINDS} more kinds</p>}
  </>
);

const Kind: FC<{ kind: PreviewedKind; now: number }> = ({
  kind: { first, tasks, submissions, rehearsal },
  now,
}) => {
  const { partition, cpus, gres } = first.resources;
  const { memory, timeLimit } = askedWords(first.resources);
  const asked = [countWords(cpus, 'CPU'), memory, timeLimit, ...(gres === null ? [] : [gres])];
  return (
    <li>
      <strong>{countWords(tasks, 'task')}</strong> in {visible(partition)} with {visible(asked.join(', '))}:{' '}
      {submissions === tasks ? 'one by one' : countWords(submissions, 'job array')}
      {rehearsal !== null && (
        <span class={rehearsal.isTaken ? 'second' : 'second bad'}>
          The scheduler would {rehearsal.isTaken ? 'take' : 'refuse'} {visible(first.id)}
          {rehearsal.startsAt !== null && (
            <>
              , to start at <Clock at={rehearsal.startsAt} now={now} />
            </>
          )}
          : <code class="raw">{visible(rehearsal.said)}</code>
        </span>
      )}
    </li>
  );
};
