import type { Ending } from '../engine/evidence.ts';
import type { JobId } from '../engine/ids.ts';
import { epochSeconds, plausible, wholeNumber } from './figures.ts';
import { signalOf } from './signals.ts';

/** What a job wrote about itself (`witness.ts`). */
export interface JobRecord {
  /** What the scheduler called it. */
  readonly job: string;
  readonly host: string;
  readonly cpus: number;
  /** How long it might take; null where the record does not say. */
  readonly limitSeconds: number | null;
  /** Seconds since 1970. */
  readonly startedSeconds: number;
  /** Null in a start record, which is the same until here. */
  readonly end: RecordedEnd | null;
}

export interface RecordedEnd {
  /** Seconds since 1970. */
  readonly endedSeconds: number;
  /** Of the shell that ran the author's part. */
  readonly code: number;
  /** The name of a signal that reached the whole job from outside, `TERM`; empty when none did. */
  readonly told: string;
  /** Processor time of all that ran in it: by its control group, else of what was waited for. */
  readonly cpuSeconds: number;
  /** Peak memory of all that ran in it, by its control group; null where it had none. */
  readonly maxRssBytes: number | null;
  /** How many of its processes the kernel killed for want of memory, by its control group. */
  readonly memoryKills: number;
}

/** Behind it is only what is left of the room that was kept for the record. */
const WHOLE = /\ncomplete\n\s*$/;

/** Reads a start or end record. Null for a text that is not a whole one. */
export function parseRecord(text: string): JobRecord | null {
  if (!WHOLE.test(text)) return null;
  const lines = text.split('\n');
  const values = new Map(lines.flatMap(keyAndValue));
  const startedSeconds = epochSeconds(values.get('started'));
  const job = values.get('job');
  if (job === undefined || startedSeconds === null) return null;
  return {
    job,
    host: values.get('host') ?? '',
    cpus: wholeNumber(values.get('cpus')) ?? 1,
    limitSeconds: wholeNumber(values.get('limit')),
    startedSeconds,
    end: parseEnd(values, lines),
  };
}

function parseEnd(values: ReadonlyMap<string, string>, lines: readonly string[]): RecordedEnd | null {
  const code = wholeNumber(values.get('code'));
  const endedSeconds = epochSeconds(values.get('ended'));
  if (code === null || endedSeconds === null) return null;
  return {
    endedSeconds,
    code,
    told: values.get('told') ?? '',
    cpuSeconds: groupSeconds(values) ?? childrenSeconds(lines),
    maxRssBytes: wholeNumber(values.get('memory.peak') ?? values.get('memory.max_usage_in_bytes')),
    memoryKills: wholeNumber(values.get('oom_kill')) ?? 0,
  };
}

/** Microseconds in version 2 of control groups, nanoseconds in version 1. */
function groupSeconds(values: ReadonlyMap<string, string>): number | null {
  const microseconds = wholeNumber(values.get('usage_usec'));
  if (microseconds !== null) return microseconds / 1e6;
  const nanoseconds = wholeNumber(values.get('cpuacct.usage'));
  return nanoseconds === null ? null : nanoseconds / 1e9;
}

/** The end that a record tells of; null for a start record and for one that another job wrote. */
export function endingOf(record: JobRecord | null, job: JobId): Ending | null {
  if (record?.end == null || record.job !== job) return null;
  const { code, told, endedSeconds } = record.end;
  const signal = told === '' ? signalOf(code) : (TOLD[told] ?? null);
  return {
    job,
    source: 'record',
    reason: isOverTime(record, record.end) ? 'timeout' : reasonOf(record.end, signal),
    exitCode: code,
    signal,
    raw: '',
    startedAt: record.startedSeconds * 1000,
    finishedAt: endedSeconds * 1000,
    node: record.host === '' ? null : record.host,
    usage: { cpuEfficiency: efficiency(record, record.end), maxRssBytes: record.end.maxRssBytes },
  };
}

/** The record begins a moment after the job, and schedulers look only now and then. */
const CLOSE_SECONDS = 2;

/** Whether the job was told to end when its time was up: a scheduler that forgets it cannot tell. */
function isOverTime(
  { startedSeconds, limitSeconds }: JobRecord,
  { told, endedSeconds }: RecordedEnd,
): boolean {
  return (
    told !== '' && limitSeconds !== null && endedSeconds - startedSeconds >= limitSeconds - CLOSE_SECONDS
  );
}

function reasonOf({ code, told, memoryKills }: RecordedEnd, signal: number | null): Ending['reason'] {
  // Whatever the author's part made of it: it did not end by itself, and others know better why.
  if (told !== '') return 'signal';
  if (code !== 0 && memoryKills > 0) return 'out-of-memory';
  if (signal !== null) return 'signal';
  return code === 0 ? 'completed' : 'exit';
}

const TOLD: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, ALRM: 14, TERM: 15, XCPU: 24 };

function efficiency(record: JobRecord, end: RecordedEnd): number | null {
  const elapsed = end.endedSeconds - record.startedSeconds;
  // Whole seconds: of a shorter job nothing can be said.
  if (elapsed < 1) return null;
  return Math.round((end.cpuSeconds / (elapsed * Math.max(record.cpus, 1))) * 1000) / 10;
}

function keyAndValue(line: string): [string, string][] {
  const at = line.indexOf('=');
  return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
}

/**
 * `times` prints two lines of user and system time, the second for children: `0m1.50s 0m0.25s`
 * (POSIX XCU 2.14; some locales write a comma).
 */
function childrenSeconds(lines: readonly string[]): number {
  const times = lines.flatMap((line) => {
    const match = /^(\d+)m(\d+[.,]?\d*)s (\d+)m(\d+[.,]?\d*)s$/.exec(line);
    return match === null ? [] : [seconds(match[1], match[2]) + seconds(match[3], match[4])];
  });
  return times.at(-1) ?? 0;
}

function seconds(minutes: string | undefined, rest: string | undefined): number {
  return plausible(Number(minutes) * 60 + Number(rest?.replace(',', '.'))) ?? 0;
}
