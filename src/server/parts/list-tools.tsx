import type { FC } from 'hono/jsx';
import type { RunId } from '../../engine/ids.ts';
import { TASK_STATUSES } from '../../engine/state.ts';
import { type ListChoice, paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { numberWords, stateWord } from '../words.ts';

/** Above the list of tasks: which are shown, and in which order. All of it stands in the address. */
export const ListTools: FC<{ run: RunId; choice: ListChoice; found: number }> = ({ run, choice, found }) => {
  const { group, ...ofAllGroups } = choice;
  const { order, status, q } = choice;
  return (
    <form class="list-tools" method="get" action={paths.run(run)} aria-label="Tasks that are shown">
      {group !== undefined && <input type="hidden" name="group" value={group} />}
      {order !== undefined && <input type="hidden" name="order" value={order} />}
      <input
        type="search"
        name="q"
        value={q ?? ''}
        placeholder="Find tasks"
        aria-label="Only tasks whose ids hold"
        autocomplete="off"
        spellcheck={false}
      />
      <select name="status" aria-label="Only tasks that are">
        <option value="">any state</option>
        {TASK_STATUSES.map((known) => (
          <option value={known} selected={known === status}>
            {stateWord(known)}
          </option>
        ))}
      </select>
      <button type="submit" class="button without-script">
        Show
      </button>
      {group !== undefined && (
        <a class="toggle" href={paths.run(run, ofAllGroups)}>
          only {visible(group)} <span aria-hidden="true">✕</span>
          <span class="only-read">: show all groups</span>
        </a>
      )}
      <span class="list-found quiet" role="status">
        {(q !== undefined || status !== undefined) && `${numberWords(found)} found`}
      </span>
      <Order run={run} choice={choice} />
    </form>
  );
};

const ORDERS = [
  { order: undefined, words: 'in groups' },
  { order: 'state', words: 'by state' },
] as const;

const Order: FC<{ run: RunId; choice: ListChoice }> = ({ run, choice }) => (
  <span class="list-order">
    {ORDERS.map(({ order, words }) => (
      <a
        class="toggle"
        href={paths.run(run, { ...choice, order, from: undefined })}
        data-order={order ?? ''}
        aria-current={order === choice.order ? 'true' : undefined}
      >
        {words}
      </a>
    ))}
  </span>
);
