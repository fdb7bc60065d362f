import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import type { JobTableProps } from '../job-filter.ts';
import { type JobArray, type JobLine, mostUrgent } from '../job-lines.ts';
import { jobField } from '../job-names.ts';
import type { JobRow } from '../job-rows.ts';
import { visible } from '../log-text.ts';
import { type Leaf, leaf } from '../pieces.ts';
import { countWords, numberWords, stateWord } from '../words.ts';
import { Ago, Duration } from './moment.tsx';
import { StateMark } from './state-mark.tsx';

/** One line of the table as a piece of a live page. */
export function jobLine(line: JobLine, props: JobTableProps): Leaf {
  const shown = [props.hidden.join(' '), JSON.stringify(props.filter)];
  if (line.is === 'job') {
    const { row } = line;
    return leaf(lineId(row), [...shown, ...rowParts(row)], () => <JobLineRow row={row} {...props} />);
  }
  const of = [...shown, ...line.elements.flatMap((row) => [row.job, row.mark])];
  return leaf(`array-${line.key}`, of, () => <ArrayRow array={line} {...props} />);
}

function lineId({ backend, job }: JobRow): string {
  return `job-${backend}-${job}`;
}

/** All that a line shows. */
function rowParts({ origin, ...job }: JobRow): readonly unknown[] {
  return [...Object.values(job), origin.is === 'task' ? origin.run.info.id : origin.user];
}

const JobLineRow: FC<JobTableProps & { row: JobRow }> = ({ row, hidden, isShort, now }) => {
  const { job, backend, mark, word, note, asked, partition, submittedAt, startedAt, finishedAt } = row;
  return (
    <tr id={lineId(row)} class={row.origin.is === 'other' ? 'foreign' : undefined}>
      {!isShort && (
        <td class="pick">
          {finishedAt === null && (
            <input
              type="checkbox"
              name="jobs"
              value={jobField({ backend, job_id: job })}
              aria-label={`Choose job ${visible(job)} on ${backend}`}
            />
          )}
        </td>
      )}
      <td class="state-cell">
        <StateMark mark={mark} {...(word !== undefined && { word: visible(word) })} />
      </td>
      <td>
        <code>{visible(job)}</code> <span class="second">{backend}</span>
      </td>
      <td class="name">
        <JobName job={row} />
      </td>
      {!hidden.includes('note') && <td class="wide note">{visible(note)}</td>}
      {!hidden.includes('asked') && (
        <td class="wide quiet">
          {visible(asked)}
          {partition !== '' && <> · {visible(partition)}</>}
        </td>
      )}
      {!hidden.includes('submitted') && (
        <td class="time">
          <Ago at={submittedAt} now={now} />
        </td>
      )}
      {!hidden.includes('ran') && (
        <td class="wide time">
          <Duration from={startedAt} to={finishedAt} now={now} />
        </td>
      )}
      <td class="actions">
        <JobActions job={row} />
      </td>
    </tr>
  );
};

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
      <button
        type="submit"
        form="job-reader"
        formaction={paths.job(job.job, job.backend)}
        data-method="DELETE"
        class="link needs-script"
      >
        Forget
      </button>
    );
  }
  if (job.finishedAt !== null) return null;
  return (
    <details class="menu" id={`menu-${job.backend}-${job.job}`}>
      <summary class="link">Cancel…</summary>
      <div class="choices">
        <p>
          Ends job <code>{visible(job.job)}</code> on {job.backend}
          {job.origin.is === 'other' && (
            <>, which {visible(job.origin.user)} submitted outside of ScriptHut</>
          )}
          .
        </p>
        <button
          type="submit"
          form="job-one"
          formaction={paths.jobCancel(job.job, job.backend)}
          class="button danger"
        >
          Cancel 1 job
        </button>
      </div>
    </details>
  );
};

export function isForgettable(job: JobRow): boolean {
  return job.origin.is === 'other' && job.finishedAt !== null;
}

/** The elements of an array as one line: how many are in which state, and the way to see them one by one. */
const ArrayRow: FC<JobTableProps & { array: JobArray }> = ({ array, hidden, isShort, filter, now }) => {
  const { key, elements } = array;
  const [first] = elements;
  if (first === undefined || first.origin.is === 'other') return null;
  const { run } = first.origin;
  const going = elements.filter(({ finishedAt }) => finishedAt === null).length;
  const urgent = mostUrgent(elements);
  const count = elements.filter(({ mark }) => mark === urgent).length;
  return (
    <tr id={`array-${key}`}>
      {!isShort && (
        <td class="pick">
          {going > 0 && (
            <input
              type="checkbox"
              name="arrays"
              value={key}
              data-count={going}
              aria-label={`Choose ${countWords(going, 'job')} of array ${visible(arrayName(first))}`}
            />
          )}
        </td>
      )}
      <td class="state-cell">
        <StateMark mark={urgent} word={`${numberWords(count)} ${stateWord(urgent)}`} />
      </td>
      <td>
        <code>{visible(arrayName(first))}</code> <span class="second">{first.backend}</span>
      </td>
      <td class="name">
        <a href={isShort ? paths.run(run.info.id) : `${paths.jobs({ ...filter, open: key })}#array-${key}`}>
          Array of {countWords(elements.length, 'job')}
        </a>
        <a class="second" href={paths.run(run.info.id)}>
          {visible(run.info.title ?? run.info.workflow)}
        </a>
      </td>
      {!hidden.includes('note') && <td class="wide note">{countsOf(elements)}</td>}
      {!hidden.includes('asked') && <td class="wide quiet">{visible(first.asked)} each</td>}
      {!hidden.includes('submitted') && (
        <td class="time">
          <Ago at={first.submittedAt} now={now} />
        </td>
      )}
      {!hidden.includes('ran') && <td class="wide time" />}
      <td class="actions" />
    </tr>
  );
};

/** What all elements have in front: `9000` of `9000_17`, `7` of `7[3].server`. */
function arrayName({ job }: JobRow): string {
  return job.replace(/[_[].*$/, '');
}

function countsOf(elements: readonly JobRow[]): string {
  const groups = [...Map.groupBy(elements, ({ mark }) => mark)];
  return groups.map(([mark, all]) => `${numberWords(all.length)} ${stateWord(mark)}`).join(', ');
}
