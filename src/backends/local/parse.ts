import type { Ending, QueuedJob } from '../../engine/evidence.ts';
import { type JobId, jobId, type Token } from '../../engine/ids.ts';
import type { EndingQuestion } from '../backend.ts';
import { parseRecords } from '../record-scripts.ts';
import { endingOf, type JobRecord } from '../records.ts';

const RECORD = '\u001e';
const UNIT = '\u001f';

/** What is noted of a job when it is started. */
export interface Details {
  readonly token: Token | null;
  readonly name: string;
  readonly partition: string;
  readonly cpus: number;
  readonly memory: string;
}

/** What the listing cannot know by itself. */
export interface Here {
  readonly user: string;
  readonly node: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Reads the answer of `listScript`. Null for one that is not whole. */
export function parseRunning(output: string, here: Here): readonly QueuedJob[] | null {
  const rows = output.split(RECORD).slice(1);
  if (rows.pop() !== 'end') return null;
  return rows.map((row) => {
    const [id = '', started = '', details = ''] = row.split(UNIT);
    return runningJob(
      jobId(id),
      /^\d+$/.test(started) ? Number(started) * 1000 : null,
      parseDetails(details),
      here,
    );
  });
}

function runningJob(job: JobId, startedAt: number | null, details: Details, here: Here): QueuedJob {
  return {
    ...details,
    job,
    user: here.user,
    state: 'running',
    rawState: 'RUNNING',
    reason: '',
    nodes: here.node,
    submittedAt: startedAt,
    startedAt,
    elapsedSeconds: startedAt === null ? null : Math.max(0, Math.floor((here.now - startedAt) / 1000)),
  };
}

function parseDetails(line: string): Details {
  const unknown: Details = { token: null, name: '', partition: '', cpus: 1, memory: '' };
  try {
    return { ...unknown, ...(JSON.parse(line) as Details) };
  } catch {
    return unknown;
  }
}

/** The id that `startWords` prints; null when there is none. */
export function parseStartedId(said: string): JobId | null {
  const id = /^\d+-[0-9A-Za-z]+$/m.exec(said)?.[0];
  return id === undefined ? null : jobId(id);
}

/** Reads the answer of `endingsScript`. Null for one that is not whole. */
export function parseEndings(output: string, questions: readonly EndingQuestion[]): readonly Ending[] | null {
  if (!output.endsWith(`${RECORD}end`)) return null;
  const looks = output.slice(0, output.indexOf(RECORD)).split('\n');
  const lives = new Map(
    looks.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  const bootedSeconds = Number(lives.get('booted') ?? 0);
  const records = parseRecords(output);
  return questions.flatMap(({ job, record: name }) => {
    const [life, wish] = lives.get(name)?.split(' ') ?? [];
    const record = records.get(name) ?? null;
    const ending = ended(endingOf(record, job), wish === 'cancelled') ?? null;
    if (ending !== null) return [ending];
    return life === 'gone' ? [withoutRecord(job, record, wish === 'cancelled', bootedSeconds)] : [];
  });
}

function ended(ending: Ending | null, cancelled: boolean): Ending | null {
  return ending?.reason === 'signal' && cancelled ? { ...ending, reason: 'cancelled' } : ending;
}

/** There is nobody else to ask: what can be told from outside is told. */
function withoutRecord(
  job: JobId,
  start: JobRecord | null,
  cancelled: boolean,
  bootedSeconds: number,
): Ending {
  const restarted = start !== null && start.startedSeconds < bootedSeconds;
  return {
    job,
    source: 'queue',
    reason: cancelled ? 'cancelled' : restarted ? 'node-failure' : 'lost',
    exitCode: null,
    signal: cancelled ? 9 : null,
    raw: cancelled ? '' : restarted ? RESTARTED : KILLED,
    startedAt: start === null ? null : start.startedSeconds * 1000,
    finishedAt: null,
    node: start?.host || null,
    usage: { cpuEfficiency: null, maxRssBytes: null },
  };
}

const RESTARTED = 'this machine was restarted while the job ran';
const KILLED = 'its processes are gone without an end record: killed with SIGKILL, or the disk was full';
