import type { Child, FC } from 'hono/jsx';
import { paths, type TimelineChoice } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { type Stretch, ticksOf } from '../timeline/time-axis.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { absoluteWords, durationWords } from '../times.ts';
import { countWords, numberWords } from '../words.ts';
import { Line } from './timeline-lines.tsx';
import { percent } from './timeline-share.ts';

/** A run in time: a line for each group or task, idle times cut short. The page's script zooms by wheel, keys and pulling. */
export const TimelineView: FC<{ timeline: Timeline }> = ({ timeline }) => {
  const { axis, rows, whole, run } = timeline;
  const isLive = run.endedAt === null;
  return (
    <run-timeline
      id="run-timeline"
      data-href={hrefOf(timeline, windowNow(timeline))}
      data-axis={JSON.stringify(axis.stretches.map(({ from, to, at, width }) => [from, to, at, width]))}
      data-whole={`${whole.from} ${whole.to}`}
      data-live={isLive ? '' : undefined}
    >
      <div class="graph-bar">
        <div class="graph-words">
          <PathWords {...timeline} />
        </div>
        <Tools timeline={timeline} />
      </div>
      {rows.length === 0 ? (
        run.taskCount > 0 && <p class="empty">No task is chosen.</p>
      ) : (
        <div class="timeline" id="timeline">
          <Axis timeline={timeline} />
          <ul class="timeline-rows">
            {rows.map((row) => (
              <Line row={row} timeline={timeline} />
            ))}
          </ul>
        </div>
      )}
      <Legend />
    </run-timeline>
  );
};

/** Ticks closer than this share of the axis could not be read. */
const APART = 0.11;

const Axis: FC<{ timeline: Timeline }> = ({ timeline: { axis, now } }) => {
  const { times, isFine } = ticksOf(axis, APART);
  return (
    <div class="timeline-axis">
      <span class="only-read">Time</span>
      <svg class="timeline-scale" aria-hidden="true">
        {axis.stretches.filter(({ isIdle }) => isIdle).map(Break)}
        {times.map((time) => (
          <g class="tick">
            <rect x={percent(axis.place(time))} y="0" width="1" height="6" />
            <foreignObject x={percent(axis.place(time))} y="6" width="110" height="20">
              <time
                datetime={new Date(time).toISOString()}
                data-told={isFine ? 'seconds' : 'clock'}
                title={absoluteWords(time)}
              >
                {tickWords(time, isFine, now)}
              </time>
            </foreignObject>
          </g>
        ))}
      </svg>
    </div>
  );
};

/** As short as it can be told, in UTC; the page's script tells it in the reader's zone. */
function tickWords(time: number, isFine: boolean, now: number): string {
  const words = absoluteWords(time);
  if (isFine) return words.slice(11, 19);
  return now - time < 86_400_000 ? words.slice(11, 16) : words.slice(5, 16);
}

const Break = ({ from, to, at, width }: Stretch): Child => (
  <g>
    <title>{`${durationWords(to - from)} in which nothing waited or ran`}</title>
    <rect class="break" x={percent(at)} y="0" width={percent(width)} height="100%" />
    <foreignObject x={percent(at)} y="26" width={percent(width)} height="16">
      <span class="break-words">{durationWords(to - from)} idle</span>
    </foreignObject>
  </g>
);

const Tools: FC<{ timeline: Timeline }> = ({ timeline }) => {
  const { axis, whole } = timeline;
  const around = (start: number, end: number) => ({
    from: Math.max(whole.from, Math.round(axis.time(start))),
    to: Math.min(whole.to, Math.round(axis.time(end))),
  });
  const length = axis.to - axis.from;
  const wider = {
    from: Math.max(whole.from, axis.from - length / 2),
    to: Math.min(whole.to, axis.to + length / 2),
  };
  const isAll = axis.from <= whole.from && axis.to >= whole.to;
  const link = (name: string, words: string, choice: TimelineChoice) => (
    <a class="button" href={hrefOf(timeline, choice)} data-zoom={name} aria-label={words} title={words}>
      {name}
    </a>
  );
  return (
    <div class="graph-tools" role="toolbar" aria-label="Zoom">
      {link('−', 'Zoom out', isAll ? {} : wider)}
      {link('+', 'Zoom in', around(0.25, 0.75))}
      {link('←', 'Earlier', shifted(timeline, -0.5))}
      {link('→', 'Later', shifted(timeline, 0.5))}
      {link('All', 'All of the run', {})}
    </div>
  );
};

/** The window as long as it is, earlier or later by that share of it, within the run. */
function shifted({ axis, whole }: Timeline, share: number): TimelineChoice {
  const length = axis.to - axis.from;
  const from = Math.min(Math.max(whole.from, axis.from + share * length), whole.to - length);
  return { from: Math.round(from), to: Math.round(from + length) };
}

/** Nothing said where all is shown: then the end goes on with the time. */
function windowNow({ axis, whole }: Timeline): TimelineChoice {
  const isAll = axis.from <= whole.from && axis.to >= whole.to;
  return isAll ? {} : { from: Math.round(axis.from), to: Math.round(axis.to) };
}

function hrefOf({ run, selection, open }: Timeline, choice: TimelineChoice): string {
  return paths.runTimeline(run.info.id, { ...selection, ...(open.length > 0 && { open }), ...choice });
}

/** So many tasks of the path are named: the first, and the last ones. */
const MOST_NAMED = 6;

const PathWords: FC<Timeline> = ({ run, picture, path, spans, now }) => {
  const first = path[0];
  const last = path.at(-1);
  if (first === undefined || last === undefined)
    return <>{run.taskCount === 0 ? 'This run has no tasks.' : 'Nothing has been sent yet.'}</>;
  const named = path.length <= MOST_NAMED ? path : [first, ...path.slice(1 - MOST_NAMED)];
  const parts = path.flatMap((task) => spans.of(task));
  const waitedMs = parts.reduce(
    (sum, each) => sum + (each.startedAt ?? each.endedAt ?? now) - each.sentAt,
    0,
  );
  const ranMs = parts.reduce(
    (sum, each) => sum + (each.startedAt === null ? 0 : (each.endedAt ?? now) - each.startedAt),
    0,
  );
  return (
    <p>
      <strong>{run.endedAt === null ? 'Critical path so far' : 'Critical path'}</strong>{' '}
      <span class="critical-key" aria-hidden="true" /> {countWords(path.length, 'task')}, waited{' '}
      {durationWords(waitedMs)}, ran {durationWords(ranMs)}:{' '}
      {named.map((task, at) => (
        <>
          {at > 0 && ' → '}
          {at === 1 && named.length < path.length && `${numberWords(path.length - named.length)} more → `}
          <a class="mono" data-beside="" href={paths.task(run.info.id, picture.groups.idAt(task))}>
            {visible(picture.groups.idAt(task))}
          </a>
        </>
      ))}
    </p>
  );
};

const Legend: FC = () => (
  <p class="timeline-legend quiet">
    <svg class="key" aria-hidden="true">
      <rect class="waited" width="18" height="10" />
    </svg>{' '}
    waiting in the queue{' '}
    <svg class="key" aria-hidden="true">
      <rect class="ran" width="18" height="10" />
    </svg>{' '}
    running{' '}
    <svg class="mark state-failed" aria-hidden="true">
      <use href="#mark-failed" />
    </svg>{' '}
    failed. Groups show how many at once.
  </p>
);
