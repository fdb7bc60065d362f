import type { FC } from 'hono/jsx';
import type { RunsFilter } from '../../wire/filters.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { RUN_STATUSES } from '../run-filter.ts';

/** What the list shows: every choice is a part of the address, so that it can be kept and sent to others. */
export const RunFilterForm: FC<{ filter: RunsFilter }> = ({ filter }) => (
  <div class="run-filter">
    <nav class="filters" aria-label="Filter by state">
      <StatusLink filter={filter} status={undefined} />
      {RUN_STATUSES.map((status) => (
        <StatusLink filter={filter} status={status} />
      ))}
    </nav>
    <form method="get" action={paths.runs()} class="search-line" aria-label="Search">
      {filter.status !== undefined && <input type="hidden" name="status" value={filter.status} />}
      <label class="search-field">
        <span class="only-read">Search in names, labels, commits and ids</span>
        <input
          type="search"
          class="field"
          name="text"
          value={filter.text}
          placeholder="Name, label, commit, id…"
          autocomplete="off"
        />
      </label>
      <details class="menu" id="more-filters">
        <summary class="button">More filters</summary>
        <div class="choices filter-fields">
          {FIELDS.map(([name, title, type]) => (
            <label>
              {title}
              <input type={type} name={name} value={filter[name]} autocomplete="off" />
            </label>
          ))}
          <button type="submit" class="button primary">
            Show these
          </button>
        </div>
      </details>
      <button type="submit" class="button">
        Search
      </button>
    </form>
    <Said filter={filter} />
  </div>
);

const FIELDS: readonly (readonly [name: keyof RunsFilter, title: string, type: 'text' | 'date'])[] = [
  ['label', 'Label', 'text'],
  ['workflow', 'Workflow', 'text'],
  ['source', 'Source', 'text'],
  ['backend', 'Backend', 'text'],
  ['by', 'Started by', 'text'],
  ['from', 'From (UTC)', 'date'],
  ['until', 'Until (UTC)', 'date'],
];

const StatusLink: FC<{ filter: RunsFilter; status: string | undefined }> = ({ filter, status }) => (
  <a
    class="toggle"
    href={paths.runs(status === undefined ? without(filter, 'status') : { ...filter, status })}
    aria-current={filter.status === status ? 'true' : undefined}
  >
    {status ?? 'all'}
  </a>
);

const WORDS: Readonly<Record<Exclude<keyof RunsFilter, 'status'>, string>> = {
  text: 'with',
  label: 'label',
  workflow: 'workflow',
  source: 'source',
  backend: 'on',
  by: 'by',
  from: 'from',
  until: 'until',
};

/** What was said beside the state, each with the way to take it back. */
const Said: FC<{ filter: RunsFilter }> = ({ filter }) => {
  const names = Object.keys(WORDS) as (keyof typeof WORDS)[];
  const said = names.filter((name) => filter[name] !== undefined);
  if (said.length === 0) return null;
  return (
    <ul class="said-filters" aria-label="Filters">
      {said.map((name) => (
        <li>
          <a class="label" href={paths.runs(without(filter, name))}>
            {WORDS[name]} {visible(filter[name] ?? '')} <span aria-hidden="true">✕</span>
            <span class="only-read">, take away</span>
          </a>
        </li>
      ))}
      <li>
        <a href={paths.runs()}>Show all</a>
      </li>
    </ul>
  );
};

function without(filter: RunsFilter, name: keyof RunsFilter): RunsFilter {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => key !== name));
}
