import type { FC } from 'hono/jsx';
import type { JobsFilter } from '../../wire/filters.ts';
import { paths } from '../../wire/paths.ts';
import type { JobTableProps } from '../job-filter.ts';
import { JOB_STATES } from '../job-lines.ts';
import { visible } from '../log-text.ts';
import { JOB_COLUMNS } from '../preferences.ts';
import { stateWord } from '../words.ts';
import { isForgettable } from './job-line.tsx';

/** What the table shows. What belongs to the address is a link or a form; what belongs to the reader is remembered. */
export const JobFilters: FC<JobTableProps> = (props) => (
  <div id="job-filters">
    {!props.isShort && <Search {...props} />}
    <div class="filters">
      {!props.isShort && <States filter={props.filter} />}
      <ReaderFilters {...props} />
      {props.filter.open !== undefined && <FoldAgain filter={props.filter} />}
    </div>
  </div>
);

const Search: FC<JobTableProps> = ({ filter, backends, hidden }) => (
  <div class="search-line">
    <label class="search-field">
      <span class="only-read">Search in names, ids, reasons, nodes and runs</span>
      <input
        form="job-search"
        type="search"
        class="field"
        name="text"
        value={filter.text}
        placeholder="Name, job id, node, reason, run…"
        autocomplete="off"
      />
    </label>
    <label>
      <span class="only-read">Whose</span>
      <select class="field" form="job-search" name="whose">
        <option value="">all jobs</option>
        <option value="ours" selected={filter.whose === 'ours'}>
          of runs
        </option>
        <option value="others" selected={filter.whose === 'others'}>
          of others
        </option>
      </select>
    </label>
    {backends.length > 1 && (
      <label>
        <span class="only-read">Backend</span>
        <select class="field" form="job-search" name="backend">
          <option value="">all backends</option>
          {backends.map((name) => (
            <option value={name} selected={filter.backend === name}>
              {visible(name)}
            </option>
          ))}
        </select>
      </label>
    )}
    <button form="job-search" type="submit" class="button">
      Search
    </button>
    <Columns hidden={hidden} />
  </div>
);

/** The same names as headings. */
const COLUMN_WORDS: Readonly<Record<(typeof JOB_COLUMNS)[number], string>> = {
  note: 'Where or why',
  asked: 'Asked for',
  submitted: 'Submitted',
  ran: 'Ran',
};

const Columns: FC<{ hidden: JobTableProps['hidden'] }> = ({ hidden }) => (
  <details class="menu" id="job-columns">
    <summary class="button">Columns</summary>
    <div class="choices">
      {JOB_COLUMNS.map((column) => (
        <label class="check-line">
          <input
            form="job-column-form"
            type="checkbox"
            data-apart
            name="columns"
            value={column}
            checked={!hidden.includes(column)}
          />{' '}
          {COLUMN_WORDS[column]}
        </label>
      ))}
      <button form="job-column-form" type="submit" class="button">
        Remember for this browser
      </button>
    </div>
  </details>
);

const States: FC<{ filter: JobsFilter }> = ({ filter: { state, ...filter } }) => (
  <>
    <a class="toggle" href={paths.jobs(filter)} aria-current={state === undefined ? 'true' : undefined}>
      all
    </a>
    {JOB_STATES.map((mark) => (
      <a
        class="toggle"
        href={paths.jobs({ ...filter, state: mark })}
        aria-current={state === mark ? 'true' : undefined}
      >
        {stateWord(mark)}
      </a>
    ))}
  </>
);

const FoldAgain: FC<{ filter: JobsFilter }> = ({ filter: { open, ...filter } }) => (
  <a class="toggle" href={paths.jobs(filter)} aria-current="true">
    Array {visible(open ?? '')} opened <span aria-hidden="true">✕</span>
    <span class="only-read">, fold it again</span>
  </a>
);

const ReaderFilters: FC<JobTableProps> = ({ readerFilter, lines }) => (
  <>
    {readerFilter.user !== null && (
      <button
        type="submit"
        formaction={paths.filterToggle()}
        form="job-reader"
        class="toggle"
        aria-pressed={readerFilter.isOn ? 'true' : 'false'}
      >
        Only {visible(readerFilter.user)}
      </button>
    )}
    <button
      type="submit"
      formaction={paths.liveViewToggle()}
      form="job-reader"
      class="toggle"
      aria-pressed={readerFilter.liveView ? 'true' : 'false'}
    >
      Hide what ended over 12 h ago
    </button>
    {lines.some((line) => line.is === 'job' && isForgettable(line.row)) && (
      <button type="submit" formaction={paths.jobsClearStale()} form="job-reader" class="button">
        Forget ended jobs of others
      </button>
    )}
  </>
);

/** The forms that the fields and buttons above belong to: inside of another form there can be none. */
export const JobForms: FC<{ filter: JobsFilter }> = ({ filter }) => (
  <>
    <form id="job-search" method="get" action={paths.jobs()}>
      {filter.state !== undefined && <input type="hidden" name="state" value={filter.state} />}
      {filter.sort !== undefined && <input type="hidden" name="sort" value={filter.sort} />}
    </form>
    <form id="job-reader" method="post" action={paths.liveViewToggle()} data-live="choice" />
    <form id="job-column-form" method="post" action={paths.jobsColumns()} data-live="choice" />
    <form id="job-one" method="post" action={paths.jobsCancel()} data-live />
  </>
);
