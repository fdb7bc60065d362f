import type { Child, FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import type { JobRow } from '../job-rows.ts';
import { visible } from '../log-text.ts';
import { type Box, box, leaf, pieceChild } from '../pieces.ts';
import { numberWords } from '../words.ts';
import { Ago, Duration } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

export interface JobTableProps {
  readonly jobs: readonly JobRow[];
  readonly filter: { readonly user: string | null; readonly isOn: boolean; readonly liveView: boolean };
  /** The table ends at this many. */
  readonly limit: number;
  readonly now: number;
}

/** Jobs of runs and of others, newest first, with the filters above them (`compat.md` 13.1). */
export const JobTable: FC<JobTableProps> = (props) => pieceChild(jobTablePiece(props));

/** The same as a piece of a live page: a job that changes is one line. */
export function jobTablePiece(props: JobTableProps): Box {
  const { jobs, limit, now } = props;
  const filters = leaf('job-filters', null, () => <JobFilters {...props} />);
  const lines = jobs.map((job) => leaf(lineId(job), lineParts(job), () => <JobLine job={job} now={now} />));
  const table = box('job-lines', lines, (place) => <Table>{place}</Table>);
  return box('jobs', jobs.length === 0 ? [filters] : [filters, table], (place) => (
    <div id="jobs">
      {place}
      {jobs.length === 0 && (
        <p class="empty">
          No jobs to show. Start a workflow, or submit something: it appears at the next poll.
        </p>
      )}
      {jobs.length >= limit && (
        <p class="quiet">
          The newest {numberWords(limit)} are shown. All tasks of a run are on the run’s own page.
        </p>
      )}
    </div>
  ));
}

function lineId({ backend, job }: JobRow): string {
  return `job-${backend}-${job}`;
}

/** All that a line shows. */
function lineParts({ origin, ...job }: JobRow): readonly unknown[] {
  return [...Object.values(job), origin.is === 'task' ? origin.run.info.id : origin.user];
}

const JobFilters: FC<JobTableProps> = ({ filter, jobs }) => (
  <div class="filters" id="job-filters">
    {filter.user !== null && (
      <form method="post" action={paths.filterToggle()} data-live>
        <button type="submit" class="toggle" aria-pressed={filter.isOn ? 'true' : 'false'}>
          Only {visible(filter.user)}
        </button>
      </form>
    )}
    <form method="post" action={paths.liveViewToggle()} data-live>
      <button type="submit" class="toggle" aria-pressed={filter.liveView ? 'true' : 'false'}>
        Hide what ended over 12 h ago
      </button>
    </form>
    {jobs.some(isForgettable) && (
      <form method="post" action={paths.jobsClearStale()} data-live>
        <button type="submit" class="button">
          Forget ended jobs of others
        </button>
      </form>
    )}
  </div>
);

const Table: FC<{ children?: Child }> = ({ children }) => (
  <div class="table-wrap" id="job-lines">
    <table class="jobs">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Job</th>
          <th scope="col">Name</th>
          <th scope="col" class="wide">
            Where or why
          </th>
          <th scope="col" class="wide">
            Asked for
          </th>
          <th scope="col">Submitted</th>
          <th scope="col" class="wide">
            Ran
          </th>
          <th scope="col">
            <span class="only-read">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

const JobLine: FC<{ job: JobRow; now: number }> = ({ job, now }) => (
  <tr id={lineId(job)} class={job.origin.is === 'other' ? 'foreign' : undefined}>
    <td>
      <StateMark mark={job.mark} {...(job.word !== undefined && { word: visible(job.word) })} />
    </td>
    <td>
      <code>{visible(job.job)}</code> <span class="second">{job.backend}</span>
    </td>
    <td class="name">
      <JobName job={job} />
    </td>
    <td class="wide note">{visible(job.note)}</td>
    <td class="wide quiet">
      {visible(job.asked)}
      {job.partition !== '' && <> · {visible(job.partition)}</>}
    </td>
    <td class="time">
      <Ago at={job.submittedAt} now={now} />
    </td>
    <td class="wide time">
      <Duration from={job.startedAt} to={job.finishedAt} now={now} />
    </td>
    <td class="actions">
      <JobActions job={job} />
    </td>
  </tr>
);

const JobName: FC<{ job: JobRow }> = ({ job: { name, origin } }) => {
  if (origin.is === 'other') {
    return (
      <>
        {visible(name)}
        <span class="second">of {visible(origin.user)}, outside of ScriptHut</span>
      </>
    );
  }
  const { row, run } = origin;
  return (
    <>
      <a href={paths.task(row.run, row.task.id)}>{visible(name)}</a>
      <a class="second" href={paths.run(row.run)}>
        {visible(run.info.title ?? run.info.workflow)}
      </a>
    </>
  );
};

const JobActions: FC<{ job: JobRow }> = ({ job }) => {
  if (isForgettable(job)) {
    return (
      <form
        method="post"
        action={paths.job(job.job, job.backend)}
        data-live
        data-method="DELETE"
        class="needs-script"
      >
        <button type="submit" class="link">
          Forget
        </button>
      </form>
    );
  }
  if (job.finishedAt !== null) return null;
  return (
    <details class="menu" id={`menu-${job.backend}-${job.job}`}>
      <summary class="link">Cancel…</summary>
      <form method="post" action={paths.jobCancel(job.job, job.backend)} data-live>
        <p>
          Ends job <code>{visible(job.job)}</code> on {job.backend}
          {job.origin.is === 'other' && (
            <>, which {visible(job.origin.user)} submitted outside of ScriptHut</>
          )}
          .
        </p>
        <button type="submit" class="button danger">
          Cancel 1 job
        </button>
      </form>
    </details>
  );
};

function isForgettable(job: JobRow): boolean {
  return job.origin.is === 'other' && job.finishedAt !== null;
}
