import type { Child, FC } from 'hono/jsx';
import type { JobsFilter } from '../../wire/filters.ts';
import { paths } from '../../wire/paths.ts';
import type { JobTableProps } from '../job-filter.ts';
import { type JOB_SORTS, sortOf } from '../job-lines.ts';
import { type Box, box, leaf, pieceChild } from '../pieces.ts';
import type { JobColumn } from '../preferences.ts';
import { numberWords } from '../words.ts';
import { JobFilters } from './job-filters.tsx';
import { jobLine } from './job-line.tsx';
import { ChosenMenu, Selection } from './selection.tsx';

/** Jobs of runs and of others, newest first, with the filters above them (`compat.md` 13.1). */
export const JobTable: FC<JobTableProps> = (props) => pieceChild(jobTablePiece(props));

/** The same as a piece of a live page: a job that changes is one line. */
export function jobTablePiece(props: JobTableProps): Box {
  const { lines, isShort } = props;
  const filters = leaf('job-filters', null, () => <JobFilters {...props} />);
  const table = box(
    'job-lines',
    lines.map((line) => jobLine(line, props)),
    (place) => (
      <div class="table-wrap" id="job-lines">
        <table class="jobs">
          <TableHead {...props} />
          <tbody>{place}</tbody>
        </table>
      </div>
    ),
  );
  const around = (place: Child): Child => (isShort ? place : <ChosenJobs>{place}</ChosenJobs>);
  return box('jobs', lines.length === 0 ? [filters] : [filters, table], (place) => (
    <div id="jobs">
      {around(place)}
      <Remarks {...props} />
    </div>
  ));
}

/** Cancels are confirmed with their number: in the menu, or on a page of its own for those without script. */
const ChosenJobs: FC<{ children?: Child }> = ({ children }) => (
  <Selection
    action={paths.jobsCancel()}
    noun="job"
    hint="Choose jobs to cancel them."
    actions={
      <ChosenMenu id="cancel-chosen" verb="Cancel" what="the chosen jobs" action={paths.jobsCancel()} isGrave>
        They are ended at their schedulers. Tasks of runs count as cancelled then, and what needs them is held
        back.
      </ChosenMenu>
    }
  >
    {children}
  </Selection>
);

const Remarks: FC<JobTableProps> = ({ lines, left, isSearchedWhole, isShort, filter }) => {
  const isNarrowed = Object.keys(filter).some((name) => name !== 'sort' && name !== 'open');
  return (
    <>
      {lines.length === 0 && (
        <p class="empty">
          {isNarrowed ? (
            <>
              No such jobs. <a href={paths.jobs()}>Show all jobs</a>
            </>
          ) : (
            <>
              No jobs to show. Start a <a href={paths.sources()}>workflow</a>, or submit something: it appears
              at the next poll.
            </>
          )}
        </p>
      )}
      {(left > 0 || !isSearchedWhole) && !isShort && (
        <p class="quiet">
          {left > 0
            ? `The ${isNarrowed ? 'first' : 'newest'} ${numberWords(lines.length)} are shown.`
            : 'These are among the newest jobs; older ones are not searched.'}{' '}
          All tasks of a run are on the run’s own page.
        </p>
      )}
    </>
  );
};

const HEADS: readonly {
  readonly title: string;
  readonly sort?: (typeof JOB_SORTS)[number];
  readonly column?: JobColumn;
  readonly isWide?: boolean;
}[] = [
  { title: 'State', sort: 'state' },
  { title: 'Job', sort: 'job' },
  { title: 'Name', sort: 'name' },
  { title: 'Where or why', column: 'note', isWide: true },
  { title: 'Asked for', column: 'asked', isWide: true },
  { title: 'Submitted', sort: 'submitted', column: 'submitted' },
  { title: 'Ran', sort: 'ran', column: 'ran', isWide: true },
];

const TableHead: FC<JobTableProps> = ({ isShort, hidden, filter }) => (
  <thead>
    <tr>
      {!isShort && (
        <th scope="col" class="pick">
          <input
            type="checkbox"
            class="needs-script"
            data-choose="all"
            aria-label="Choose all that have not ended"
          />
        </th>
      )}
      {HEADS.filter(({ column }) => column === undefined || !hidden.includes(column)).map((head) => (
        <Head {...head} filter={isShort ? null : filter} />
      ))}
      <th scope="col">
        <span class="only-read">Actions</span>
      </th>
    </tr>
  </thead>
);

const Head: FC<(typeof HEADS)[number] & { filter: JobsFilter | null }> = ({
  title,
  sort,
  isWide,
  filter,
}) => {
  const wide = isWide === true ? 'wide' : undefined;
  if (sort === undefined || filter === null) {
    return (
      <th scope="col" class={wide}>
        {title}
      </th>
    );
  }
  const { by, isTurned } = sortOf(filter.sort);
  const isCurrent = by === sort;
  const next = isCurrent && !isTurned ? `-${sort}` : sort;
  return (
    <th scope="col" class={wide} aria-sort={isCurrent ? (isTurned ? 'descending' : 'ascending') : undefined}>
      <a class="sort" href={paths.jobs({ ...filter, sort: next })}>
        {title}
        {isCurrent && <span aria-hidden="true"> {isTurned ? '↓' : '↑'}</span>}
      </a>
    </th>
  );
};
