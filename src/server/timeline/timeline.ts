import type { RunRow } from '../../store/store.ts';
import type { RunSelection, TimelineChoice } from '../../wire/paths.ts';
import type { TaskLinks } from '../graph/task-links.ts';
import type { RunPicture } from '../run-picture.ts';
import { chooserOf } from '../run-selection.ts';
import { criticalPath } from './critical-path.ts';
import { rowsOf, type TimelineRow } from './rows.ts';
import type { RunSpans } from './run-spans.ts';
import { endOfSpan, type Span } from './spans.ts';
import { busyPeriods, idlePeriods, type Period, TimeAxis } from './time-axis.ts';

/** All that is drawn of a run in time. */
export interface Timeline {
  readonly run: RunRow;
  readonly picture: RunPicture;
  readonly selection: RunSelection;
  /** From the first attempt to the last end, or to now. */
  readonly whole: Period;
  readonly axis: TimeAxis;
  readonly open: readonly string[];
  readonly rows: readonly TimelineRow[];
  readonly spans: RunSpans;
  /** The chain of tasks that led to the end, first to last. */
  readonly path: readonly number[];
  readonly now: number;
}

export interface TimelineSource extends Pick<Timeline, 'run' | 'picture' | 'selection' | 'spans' | 'now'> {
  readonly links: TaskLinks;
  readonly choice: TimelineChoice;
}

/** A window is at least so long, in milliseconds. */
const LEAST_WINDOW_MS = 2_000;

export function timelineOf({ links, choice, ...source }: TimelineSource): Timeline {
  const { run, picture, selection, spans, now } = source;
  const { groups } = picture;
  const root = selection.group === undefined ? groups.all : groups.find(selection.group);
  const chooses = chooserOf(groups, selection);
  const busy = busyPeriods(
    root.members.flatMap((task) =>
      spans.of(task).map((span) => ({ from: span.sentAt, to: endOfSpan(span, now) })),
    ),
  );
  const from = busy[0]?.from ?? run.info.createdAt;
  const whole = { from, to: Math.max(busy.at(-1)?.to ?? now, from + LEAST_WINDOW_MS) };
  const axis = new TimeAxis(windowOf(choice, whole), idlePeriods(busy));
  const open = choice.open ?? [];
  const isSeen = (task: number) =>
    spans.of(task).some((span) => span.sentAt <= axis.to && endOfSpan(span, now) >= axis.from);
  return {
    ...source,
    whole,
    axis,
    open,
    rows: rowsOf({ groups, root, open, isChosen: chooses, isSeen }),
    path: criticalPath({
      tasks: links.size,
      end: (task) => endOf(spans.of(task), now),
      begin: (task) => spans.of(task)[0]?.sentAt ?? now,
      needs: (task) => links.needs(task),
    }),
  };
}

function endOf(spans: readonly Span[], now: number): number | null {
  const last = spans.at(-1);
  return last === undefined ? null : endOfSpan(last, now);
}

/** Within the whole; what is no window shows all. */
function windowOf({ from, to }: TimelineChoice, whole: Period): Period {
  const start = Math.min(Math.max(whole.from, from ?? whole.from), whole.to - LEAST_WINDOW_MS);
  const end = Math.max(Math.min(whole.to, to ?? whole.to), start + LEAST_WINDOW_MS);
  return { from: start, to: end };
}
