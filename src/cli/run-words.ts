import { quote } from '../transport/quote.ts';
import type { RunDetail, RunSummary } from '../wire/runs.ts';
import type { RunItem } from '../wire/tasks.ts';
import { visible } from './text-width.ts';

/** How runs and their states are worded in a terminal. */

/** More failures than this are counted, not listed. */
const SHOWN_FAILURES = 10;

/** Nothing more happens to this run. */
export function hasEnded(run: RunDetail): boolean {
  return run.finished_at !== null && run.status !== 'pending' && run.status !== 'running';
}

/** `3 completed, 1 running, 4 pending`: only states that occur, ends first. */
export function stateWords(run: RunSummary): string {
  const order = ['completed', 'failed', 'dep_failed', 'running', 'settling', 'submitted', 'pending'] as const;
  const words = order.filter((status) => (run.status_counts[status] ?? 0) > 0);
  return words.map((status) => `${run.status_counts[status]} ${status}`).join(', ') || 'no tasks';
}

/** `2026-02-19 14:30:00`, in the time zone of the person who reads. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** `8 s`, `4 min 10 s`, `2 h 5 min`. */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The last lines of a watch: how it ended, and on failure which tasks, why, and where to look (`compat.md` 14.2). */
export function endingLines(run: RunDetail): string[] {
  const succeeded = run.status_counts.completed ?? 0;
  const took = (Date.parse(run.finished_at ?? run.created_at) - Date.parse(run.created_at)) / 1000;
  const counts = `${succeeded}/${run.task_count} tasks succeeded`;
  const others = otherWords(run);
  const first = `Run ${run.id} ${run.status.toUpperCase()} — ${counts}${others} in ${durationWords(took)}`;
  return run.status === 'completed' ? [first] : [first, ...failureLines(run)];
}

/** Of more failures than were asked for, nobody has counted how many were cancelled. */
function otherWords({ items, next_after, status_counts }: RunDetail): string {
  const cancelled = items.filter(({ reason }) => reason === 'cancelled').length;
  const failed = status_counts.failed ?? 0;
  const parts: readonly (readonly [number, string])[] = [
    ...(next_after === null
      ? ([
          [failed - cancelled, 'failed'],
          [cancelled, 'cancelled'],
        ] as const)
      : ([[failed, cancelled === 0 ? 'failed' : 'failed or cancelled']] as const)),
    [status_counts.dep_failed ?? 0, 'not run'],
  ];
  return parts.map(([count, word]) => (count === 0 ? '' : `, ${count} ${word}`)).join('');
}

/** By itself: a task that somebody cancelled needs no explanation. */
function hasFailed({ status, reason }: RunItem): boolean {
  return status === 'failed' && reason !== 'cancelled';
}

/** The failed ones of its items with their reasons, and the command that shows the first one's log. */
export function failureLines(run: RunDetail): string[] {
  const failures = run.items.filter(hasFailed);
  const first = failures.find((item) => item.job_id !== null);
  const lines = failures
    .slice(0, SHOWN_FAILURES)
    .map((item) => `  ${visible(item.task.id)}: ${failureWords(item)}`);
  const left = failures.length - SHOWN_FAILURES;
  if (left > 0) lines.push(`  … and ${run.next_after === null ? left : `at least ${left}`} more`);
  if (first !== undefined)
    lines.push(`See: scripthut run logs ${run.id} ${quote(visible(first.task.id))} --error`);
  return lines;
}

/** `exit code 3`, the scheduler's own words, and what else there is to say. */
function failureWords({ error, reason_words, scheduler_state, attempt }: RunItem): string {
  const words = reason_words ?? 'failed';
  const more = [
    ...(error === null || error === '' || isSaid(error, words) ? [] : [error]),
    ...(scheduler_state === null ? [] : [`scheduler: ${scheduler_state}`]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ];
  return visible(more.length === 0 ? words : `${words} (${more.join('; ')})`);
}

/** The contract's sentence is the reason in other words; only those of our own say more. */
function isSaid(error: string, words: string): boolean {
  return error.startsWith('Scheduler: ') || error === 'Cancelled' || error.includes(words);
}

/** In the last column of a task: why it failed, and which attempt it is where that is not the first. */
export function whyWords({ reason_words, attempt }: RunItem): string {
  return [
    ...(reason_words === null ? [] : [reason_words]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ].join(', ');
}

/** `14:02`, with the date in front when it was not within a day; in the time zone of the person who reads. */
export function clockWords(iso: string, nowMs = Date.now()): string {
  const words = localTime(iso).slice(0, 16);
  return nowMs - Date.parse(iso) < 86_400_000 ? words.slice(11) : words;
}
