import type { Ending, Hearing } from './evidence.ts';
import { CANCELLED_SILENCE_MS, elapsed, LOST_AFTER_MS, SILENT_LISTINGS, WHY_KILLED_MS } from './patience.ts';
import { UNMEASURED, wordsOf } from './sentences.ts';
import type { TaskState } from './state.ts';
import type { Usage, Verdict } from './verdict.ts';
import type { Absence } from './world.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly usage: Usage;
  /** Null keeps the node that is known. */
  readonly node: string | null;
}

export type Settling = Extract<TaskState, { is: 'settling' }>;

const RANK: readonly Ending['source'][] = ['record', 'accounting', 'queue'];

export interface Circumstances {
  /** We have asked for its end. */
  readonly wantedEnded: boolean;
  /** Listings that did not show it; null when there was none yet. */
  readonly absence: Absence | null;
  /** Who was asked just now. */
  readonly hearing: Hearing;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Weighs all that is said of a job that is no longer in the queue: the job's own record before accounting before the
 * queue; the higher one gives the exit code, the lower ones add what it cannot know (why it was killed, what it used).
 * Null while it is too early to say.
 */
export function judge(
  state: Settling,
  said: readonly Ending[],
  circumstances: Circumstances,
): Judgement | null {
  const { wantedEnded, now } = circumstances;
  const ranked = RANK.flatMap((source) => said.filter((ending) => ending.source === source));
  const [first, ...others] = ranked;
  if (first === undefined) return judgeSilence(state, circumstances);
  if (wasKilled(first) && (first.source === 'record' || isVague(first))) {
    const cause = others.find((ending) => !isVague(ending));
    if (cause !== undefined)
      return combine({ ...first, reason: cause.reason, raw: cause.raw }, others, cause.source);
    // Killed as we wished: nobody needs to tell us why, and not every accounting tells it from other kills.
    if (wantedEnded) return combine({ ...first, reason: 'cancelled' }, others, first.source);
    if (first.source === 'record' && elapsed(state.since, now) < WHY_KILLED_MS) return null;
  }
  return combine(first, others, first.source);
}

/** Ended from outside, as far as this witness can tell: somebody else knows better why. */
function wasKilled(ending: Ending): boolean {
  return ending.reason === 'signal' || (ending.exitCode !== null && ending.exitCode > 128);
}

function isVague(ending: Ending): boolean {
  return (
    ending.reason === 'completed' ||
    ending.reason === 'exit' ||
    ending.reason === 'signal' ||
    ending.reason === 'unknown-failure'
  );
}

function combine(first: Ending, others: readonly Ending[], source: Ending['source']): Judgement {
  const all = [first, ...others];
  const known = <T>(pick: (ending: Ending) => T | null): T | null =>
    all.map(pick).find((value) => value !== null) ?? null;
  const verdict: Verdict = {
    reason: first.reason,
    exitCode: known((ending) => ending.exitCode),
    signal: known((ending) => ending.signal),
    source,
    raw: all.map((ending) => ending.raw).find((raw) => raw !== '') ?? '',
    startedAt: known((ending) => ending.startedAt),
    finishedAt: known((ending) => ending.finishedAt),
    sentence: first.reason === 'completed' ? '' : `Scheduler: ${wordsOf(first.reason)}`,
  };
  // The job's own figure for memory counts cached files too: accounting knows better, where it speaks.
  const measured = [...others, first].map((ending) => ending.usage);
  const usage: Usage = {
    cpuEfficiency: measured.find((one) => one.cpuEfficiency !== null)?.cpuEfficiency ?? null,
    maxRssBytes: measured.find((one) => one.maxRssBytes !== null)?.maxRssBytes ?? null,
  };
  return { verdict, usage, node: known((ending) => (ending.node === '' ? null : ending.node)) };
}

function judgeSilence(state: Settling, circumstances: Circumstances): Judgement | null {
  const { wantedEnded, absence, hearing, now } = circumstances;
  if (absence === null || absence.times < SILENT_LISTINGS) return null;
  const { silentMs } = absence;
  if (wantedEnded && silentMs >= CANCELLED_SILENCE_MS) return silence(state, 'cancelled', 'Cancelled', now);
  if (silentMs < LOST_AFTER_MS) return null;
  // Who could not be asked now may know: unknown is not dead.
  if (hearing.notAsked.some(({ problem }) => problem.code !== 'unsupported')) return null;
  const minutes = Math.round(silentMs / 60_000);
  const sentence = `Job ${state.job} left the queue ${minutes} minutes ago, and nobody knows how it ended: ${heard(hearing)}`;
  return silence(state, 'lost', sentence, now);
}

const SILENT: Readonly<Record<Ending['source'], string>> = {
  record: 'it wrote no end record',
  accounting: 'accounting, which was asked, has no end of it',
  queue: 'the scheduler, which was asked, does not remember it',
};

function heard({ asked, notAsked }: Hearing): string {
  const silent = RANK.filter((source) => asked.includes(source)).map((source) => SILENT[source]);
  const absent = notAsked.map(({ source, problem }) => `${source} could not be asked (${problem.message})`);
  return [...silent, ...absent].join('; ');
}

function silence(state: Settling, reason: 'cancelled' | 'lost', sentence: string, now: number): Judgement {
  const verdict: Verdict = {
    reason,
    exitCode: null,
    signal: null,
    source: reason === 'lost' ? 'silence' : 'scripthut',
    raw: '',
    startedAt: state.startedAt,
    finishedAt: now,
    sentence,
  };
  return { verdict, usage: UNMEASURED, node: null };
}
