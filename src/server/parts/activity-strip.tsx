import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import type { ActiveDay, YearActivity } from '../activity.ts';
import { numberWords } from '../words.ts';

/** Side of a day's square, and the distance to the next, in units of the picture. */
const SIDE = 10;
const STEP = 13;
/** Room for the names of the months. */
const TOP = 16;

/** A year at a glance: what was started on each day, in words, as a picture, and as a table by months. */
export const ActivityStrip: FC<{ year: YearActivity }> = ({ year }) => (
  <section id="activity" aria-labelledby="activity-heading">
    <h2 class="section" id="activity-heading">
      The last year
    </h2>
    <p class="activity-words">{year.sentence}</p>
    {year.days.length > 0 && (
      <>
        <YearPicture year={year} />
        <Legend />
        <Months year={year} />
      </>
    )}
  </section>
);

const YearPicture: FC<{ year: YearActivity }> = ({ year: { weeks, missing, days, marks, sentence } }) => (
  <svg
    class="activity-strip"
    viewBox={`0 0 ${weeks * STEP} ${TOP + 7 * STEP}`}
    role="img"
    aria-label={sentence}
  >
    {marks.map(({ week, name }) => (
      <text x={week * STEP} y={10}>
        {name}
      </text>
    ))}
    <path class="heat-0" d={squares(weeks * 7 - missing)} />
    {days.map((day) => (
      <Day day={day} />
    ))}
  </svg>
);

/** All days as one shape, so that those without anything cost nothing. */
function squares(count: number): string {
  const all = Array.from({ length: count }, (_, day) => {
    const x = Math.floor(day / 7) * STEP;
    const y = TOP + (day % 7) * STEP;
    return `M${x} ${y}h${SIDE}v${SIDE}h-${SIDE}z`;
  });
  return all.join('');
}

/** A day on which something failed is marked by a shape, too. */
const Day: FC<{ day: ActiveDay }> = ({ day: { week, weekday, level, hasFailed, words } }) => {
  const x = week * STEP;
  const y = TOP + weekday * STEP;
  return (
    <g>
      <title>{words}</title>
      <rect class={`heat-${level}`} x={x} y={y} width={SIDE} height={SIDE} rx="2" />
      {hasFailed && (
        <path class="heat-failed" d={`M${x + SIDE} ${y}v${SIDE / 2}l-${SIDE / 2} -${SIDE / 2}z`} />
      )}
    </g>
  );
};

const Legend: FC = () => (
  <p class="quiet activity-legend">
    <span>fewer tasks</span>
    {[1, 2, 3, 4].map((level) => (
      <Sample>
        <rect class={`heat-${level}`} width={SIDE} height={SIDE} rx="2" />
      </Sample>
    ))}
    <span>more</span>
    <Sample>
      <rect class="heat-0" width={SIDE} height={SIDE} rx="2" />
      <path class="heat-failed" d={`M${SIDE} 0v${SIDE / 2}l-${SIDE / 2} -${SIDE / 2}z`} />
    </Sample>
    <span>a run failed</span>
  </p>
);

const Sample: FC<{ children?: unknown }> = ({ children }) => (
  <svg class="activity-sample" viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
    {children}
  </svg>
);

const Months: FC<{ year: YearActivity }> = ({ year: { months } }) => (
  <details class="activity-months" id="activity-months">
    <summary>Month by month</summary>
    <div class="table-wrap scrolls">
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Month (UTC)</th>
            <th scope="col">Runs</th>
            <th scope="col">Tasks</th>
            <th scope="col">Failed runs</th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ name, first, last, runs, tasks, failed }) => (
            <tr>
              <th scope="row">
                <a href={paths.runs({ from: first, until: last })}>{name}</a>
              </th>
              <td>{numberWords(runs)}</td>
              <td>{numberWords(tasks)}</td>
              <td>{numberWords(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);
