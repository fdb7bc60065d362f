import type { FC } from 'hono/jsx';
import type { TaskStatus } from '../../engine/state.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { bandOf } from '../timeline/bands.ts';
import type { TimelineRow } from '../timeline/rows.ts';
import { endOfSpan, type Span } from '../timeline/spans.ts';
import { busyPeriods, type Period } from '../timeline/time-axis.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { durationWords } from '../times.ts';
import { countsSentence, countWords, numberWords, stateWord } from '../words.ts';
import { Shape } from './state-mark.tsx';
import { bandPaths } from './timeline-band.ts';
import { percent } from './timeline-share.ts';

type RowOf<Is extends TimelineRow['is']> = Extract<TimelineRow, { is: Is }>;

/** One line: its name to the left, its time to the right. */
export const Line: FC<{ row: TimelineRow; timeline: Timeline }> = ({ row, timeline }) => {
  if (row.is === 'task') return <TaskLine row={row} timeline={timeline} />;
  return row.is === 'group' ? (
    <GroupLine row={row} timeline={timeline} />
  ) : (
    <li class={`timeline-row depth-${depthOf(row)}`} id={`line-rest-${row.prefix}`}>
      <span class="timeline-name quiet">{countWords(row.tasks.length, 'more task')}</span>
      <BandLine row={row} timeline={timeline} />
    </li>
  );
};

const GroupLine: FC<{ row: RowOf<'group'>; timeline: Timeline }> = ({ row, timeline }) => {
  const { run, selection, open, axis, whole } = timeline;
  const others = open.filter((each) => each !== row.prefix && !each.startsWith(`${row.prefix}.`));
  const isAll = axis.from <= whole.from && axis.to >= whole.to;
  const href = paths.runTimeline(run.info.id, {
    ...selection,
    open: row.isOpen ? others : [...open, row.prefix],
    ...(!isAll && { from: Math.round(axis.from), to: Math.round(axis.to) }),
  });
  return (
    <li class={`timeline-row depth-${depthOf(row)}`} id={`line-${row.prefix}`}>
      <a
        class="timeline-name"
        href={href}
        data-timeline=""
        aria-expanded={row.isOpen ? 'true' : 'false'}
        title={`${visible(row.prefix)}: ${countsSentence(row.counts)}`}
      >
        <span aria-hidden="true">{row.isOpen ? '▾' : '▸'}</span>{' '}
        <span class="mono strong">{visible(row.prefix)}</span>{' '}
        <span class="quiet">{numberWords(row.tasks.length)}</span>
      </a>
      <BandLine row={row} timeline={timeline} />
    </li>
  );
};

/** Parts of the axis in which a group is counted. */
const PARTS = 240;
/** A cross covers so many of them: others beside it could not be told apart. */
const CROSS = 6;
/** What is drawn closer than this share of the axis is drawn as one. */
const UNSEEN = 0.001;

const BandLine: FC<{ row: RowOf<'group'> | RowOf<'rest'>; timeline: Timeline }> = ({ row, timeline }) => {
  const { axis, spans, now, path } = timeline;
  const all = row.tasks.flatMap((task) => spans.of(task));
  const band = bandOf(all, axis, PARTS, now);
  const { ran, waited, mostRan, mostWaited } = bandPaths(band);
  const sentence = timesSentence(all, now, mostRan, mostWaited);
  const inRow = new Set(row.tasks);
  const critical = path
    .filter((task) => inRow.has(task))
    .flatMap((task) => spans.of(task))
    .map((span) => placeOf(span, timeline));
  return (
    <svg
      class="timeline-line timeline-tall"
      role="img"
      aria-label={`${countsSentence(row.counts)}. ${sentence}`}
    >
      <Backdrop timeline={timeline} />
      <title>{sentence}</title>
      <svg
        class="timeline-band"
        aria-hidden="true"
        viewBox={`0 0 ${PARTS} 100`}
        preserveAspectRatio="none"
        height="34"
      >
        <path class="waited" d={waited} />
        <path class="ran" d={ran} />
      </svg>
      {apart(band.failed).map((part) => (
        <use
          class="mark state-failed"
          href="#mark-failed"
          x={percent(part / PARTS)}
          y="3"
          width="9"
          height="9"
        />
      ))}
      {busyPeriods(critical, UNSEEN).map((place) => (
        <Critical {...place} y={35} />
      ))}
    </svg>
  );
};

/** Of parts in order, the first that each cross can stand for. */
function apart(parts: readonly number[]): readonly number[] {
  return parts.filter((part, at) => Math.floor(part / CROSS) !== Math.floor((parts[at - 1] ?? -1) / CROSS));
}

const TaskLine: FC<{ row: RowOf<'task'>; timeline: Timeline }> = ({ row, timeline }) => {
  const { run, picture, spans, path, now } = timeline;
  const id = picture.groups.idAt(row.task);
  const status = picture.groups.statusAt(row.task);
  const all = spans.of(row.task);
  const isCritical = path.includes(row.task);
  const mark = all.at(-1)?.mark ?? status;
  return (
    <li class={`timeline-row depth-${depthOf(row)}`} id={`line-task-${row.task}`}>
      <a class="timeline-name" href={paths.task(run.info.id, id)} data-beside="" title={visible(id)}>
        <Shape mark={mark} /> <span class="mono">{visible(id)}</span>
        <span class="only-read">, {stateWord(mark)}</span>
      </a>
      <svg class="timeline-line" role="img" aria-label={taskSentence(all, status, now, isCritical)}>
        <Backdrop timeline={timeline} />
        {all.map((span) => (
          <Bar span={span} timeline={timeline} />
        ))}
        {isCritical && all.map((span) => <Critical {...placeOf(span, timeline)} y={25} />)}
      </svg>
    </li>
  );
};

/** Idle times, and now. */
const Backdrop: FC<{ timeline: Timeline }> = ({ timeline: { axis, run, now } }) => (
  <>
    {axis.stretches
      .filter(({ isIdle }) => isIdle)
      .map(({ at, width }) => (
        <rect class="break" x={percent(at)} y="0" width={percent(width)} height="100%" />
      ))}
    {run.endedAt === null && now <= axis.to && (
      <rect class="now" x={percent(axis.place(now))} y="0" width="1.5" height="100%" />
    )}
  </>
);

const Bar: FC<{ span: Span; timeline: Timeline }> = ({ span, timeline: { axis, now } }) => {
  const end = endOfSpan(span, now);
  const start = span.startedAt ?? end;
  const words = spanSentence(span, now);
  const place = (from: number, to: number) => ({
    x: percent(axis.place(from)),
    width: percent(axis.place(to) - axis.place(from)),
  });
  return (
    <g class={`bar-of state-${span.mark}`}>
      <title>{words}</title>
      {start > span.sentAt && <rect class="waited" {...place(span.sentAt, start)} y="8" height="12" />}
      {span.startedAt !== null && <rect class="ran" {...place(start, end)} y="6" height="16" rx="2" />}
      {span.mark === 'failed' && end >= axis.from && end <= axis.to && (
        <use
          class="mark state-failed"
          href="#mark-failed"
          x={percent(axis.place(end))}
          y="9"
          width="10"
          height="10"
        />
      )}
    </g>
  );
};

/** From when it was sent to its end, as shares of the axis. */
function placeOf(span: Span, { axis, now }: Timeline): Period {
  return { from: axis.place(span.sentAt), to: axis.place(endOfSpan(span, now)) };
}

const Critical: FC<Period & { y: number }> = ({ from, to, y }) => (
  <rect class="critical" x={percent(from)} width={percent(to - from)} y={y} height="3" />
);

function spanSentence(span: Span, now: number): string {
  const { attempt, sentAt, startedAt, mark } = span;
  const end = endOfSpan(span, now);
  const waited = `waited ${durationWords((startedAt ?? end) - sentAt)}`;
  const ran = startedAt === null ? '' : `, ran ${durationWords(end - startedAt)}`;
  return `attempt ${attempt}: ${waited}${ran}, ${stateWord(mark)}`;
}

function taskSentence(spans: readonly Span[], status: TaskStatus, now: number, isCritical: boolean): string {
  if (spans.length === 0) return stateWord(status);
  const words = spans.map((span) => spanSentence(span, now)).join('; ');
  return isCritical ? `${words}; on the critical path` : words;
}

function timesSentence(spans: readonly Span[], now: number, mostRan: number, mostWaited: number): string {
  const ran = spans.filter(({ startedAt }) => startedAt !== null);
  if (ran.length === 0) return spans.length === 0 ? 'Nothing has been sent.' : 'Nothing has run yet.';
  const waitedMs = ran.reduce((sum, { startedAt, sentAt }) => sum + (startedAt ?? sentAt) - sentAt, 0);
  const ranMs = ran.reduce((sum, span) => sum + endOfSpan(span, now) - (span.startedAt ?? 0), 0);
  const average = `waited ${durationWords(waitedMs / ran.length)} and ran ${durationWords(ranMs / ran.length)}`;
  const most = `up to ${numberWords(Math.ceil(mostRan))} ran and ${numberWords(Math.ceil(mostWaited))} waited at once`;
  return `${countWords(ran.length, 'attempt')} ${average} on average; ${most}.`;
}

/** Deeper ones are not moved in further. */
function depthOf({ depth }: TimelineRow): number {
  return Math.min(depth, 4);
}
