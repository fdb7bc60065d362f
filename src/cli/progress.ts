import type { TaskStatus } from '../engine/state.ts';
import type { RunDetail, RunGroup } from '../wire/runs.ts';
import { staleWords } from './backend-words.ts';
import { saidLines } from './problem-text.ts';
import { durationWords, hasEnded, stateWords } from './run-words.ts';
import type { Terminal } from './terminal.ts';
import { cutTo, padTo, visible, widthOf } from './text-width.ts';

/** What a person sees of a run while it goes on. */
export interface Progress {
  show(run: RunDetail): void;
  /** Something about the watching itself: the server does not answer. */
  note(message: string): void;
}

/** Bars drawn in place on a terminal; elsewhere a line for each change, at most one a second. */
export function openProgress(terminal: Terminal, now: () => number = Date.now): Progress {
  return terminal.isInteractive ? drawnProgress(terminal, now) : plainProgress(terminal, now);
}

/** For programs, which only want the end. */
export const silentProgress: Progress = { show: () => {}, note: () => {} };

const PLAIN_PAUSE_MS = 1000;

function plainProgress(terminal: Terminal, now: () => number): Progress {
  let last = '';
  let stale = '';
  let printedAt = Number.NEGATIVE_INFINITY;
  return {
    show(run) {
      // Once when it begins and once when it is over, however often the picture is asked for.
      const trouble = run.stale === null ? '' : staleWords(run.stale);
      if (trouble !== stale) terminal.err(saidLines(trouble || `${run.backend_name} answers again`));
      stale = trouble;
      const line = `${run.id} ${run.status}: ${run.completed_count}/${run.task_count} done (${stateWords(run)})`;
      const isTime = now() - printedAt >= PLAIN_PAUSE_MS || hasEnded(run);
      if (line === last || !isTime) return;
      terminal.out(`${line}\n`);
      last = line;
      printedAt = now();
    },
    note: (message) => terminal.err(`${message}\n`),
  };
}

function drawnProgress(terminal: Terminal, now: () => number): Progress {
  let drawn = 0;
  const draw = (lines: readonly string[]): void => {
    const up = drawn === 0 ? '' : `\x1b[${drawn}A\x1b[0J`;
    terminal.out(`${up}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };
  return {
    show: (run) => draw(progressLines(run, terminal.columns(), now())),
    note(message) {
      terminal.err(`${message}\n`);
      // What was drawn stays above the message; the next picture begins below it.
      drawn = 0;
    },
  };
}

/** More groups than this would push the picture out of a small window. */
const MAX_GROUPS = 10;
const MAX_BAR = 40;
const MAX_LABEL = 24;

/** The picture of a run: one bar for all tasks and, when they are few, one for each group. Never wider than `columns`. */
export function progressLines(run: RunDetail, columns: number, nowMs: number): string[] {
  const untilMs = run.finished_at === null ? nowMs : Date.parse(run.finished_at);
  const elapsed = durationWords((untilMs - Date.parse(run.created_at)) / 1000);
  const head = `${visible(run.workflow_name)} · run ${run.id} on ${visible(run.backend_name)} · ${run.status} · ${elapsed}`;
  const groups = groupsOf(run);
  const label = Math.min(MAX_LABEL, Math.max(3, ...groups.map(({ name }) => widthOf(name))));
  const bar = Math.max(4, Math.min(MAX_BAR, columns - label - 16));
  const total = barLine('all', label, bar, run);
  const lines = [
    head,
    total,
    ...groups.map((group) => barLine(group.name, label, bar, group)),
    stateWords(run),
    ...(run.stale === null ? [] : [visible(staleWords(run.stale))]),
  ];
  // A line as wide as the window would wrap on some terminals, and the next picture would then miss its place.
  return lines.map((line) => cutTo(line, columns - 1));
}

type Counted = Pick<RunGroup, 'task_count' | 'status_counts'>;

/** As in the pages; none when there is one group only, or too many. */
function groupsOf({ groups = [] }: RunDetail): readonly RunGroup[] {
  if (groups.length < 2 || groups.length > MAX_GROUPS) return [];
  return groups.map((group) => ({ ...group, name: visible(group.name) }));
}

const FILL: readonly (readonly [readonly TaskStatus[], string])[] = [
  [['completed'], '█'],
  [['running', 'settling'], '▓'],
  [['submitted'], '▒'],
  [['failed', 'dep_failed'], '✕'],
];

function barLine(name: string, labelWidth: number, barWidth: number, counted: Counted): string {
  const ended = countOf(counted, ['completed', 'failed', 'dep_failed']);
  const label = padTo(cutTo(name, labelWidth), labelWidth);
  return `${label} ${barOf(counted, barWidth)} ${ended}/${counted.task_count}`;
}

/** Each state gets its share of the width; boundaries are rounded as running sums, so that the parts always fit. */
function barOf(counted: Counted, width: number): string {
  let bar = '';
  let sum = 0;
  for (const [statuses, fill] of FILL) {
    sum += countOf(counted, statuses);
    bar += fill.repeat(Math.max(0, Math.round((sum / counted.task_count) * width) - bar.length));
  }
  return bar.padEnd(width, '░');
}

function countOf({ status_counts }: Counted, statuses: readonly TaskStatus[]): number {
  return statuses.reduce((sum, status) => sum + (status_counts[status] ?? 0), 0);
}
