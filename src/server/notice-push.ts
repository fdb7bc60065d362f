import { noticeOf } from '../conductor/notices.ts';
import type { RunId } from '../engine/ids.ts';
import { failureSentence, type Notice, noticeTitle } from '../engine/notice.ts';
import type { NoticeStats, PushedNotice } from '../wire/notifications.ts';
import type { ServerContext } from './context.ts';
import { encodeEvent } from './event-text.ts';
import { type Lane, StreamReader } from './stream-reader.ts';
import { emptyCounts } from './words.ts';

/** Much may happen in one second: it is looked at once. */
const PAUSE_MS = 1_000;
/** More of one second would only cover a screen. */
const MOST_AT_ONCE = 5;
/** Runs that go on and are counted. */
const MOST_RUNS = 1_000;

type Source = Pick<ServerContext, 'orders' | 'store' | 'heartbeatMs' | 'now' | 'report'>;

/** `/notifications/stream` (`compat.md` 13.3): what browsers tell while people look elsewhere. Made once for all readers. */
export class NoticePush {
  readonly #source: Source;
  readonly #readers = new Map<StreamReader, Lane>();
  /** Runs whose failure was told; one that is run again may fail anew. */
  readonly #failing = new Set<RunId>();
  #seen = 0;
  #stats = '';
  #stopListening: () => void = () => undefined;
  #timer: NodeJS.Timeout | null = null;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  open(): Response {
    if (this.#readers.size === 0) this.#begin();
    const reader = new StreamReader();
    const lane = reader.lane(() => lane.send(encodeEvent('stats', this.#stats)));
    this.#readers.set(reader, lane);
    reader.onLeave(() => this.#leave(reader));
    lane.send(encodeEvent('stats', this.#stats));
    return reader.response();
  }

  close(): void {
    for (const reader of [...this.#readers.keys()]) reader.end();
  }

  #begin(): void {
    const { orders, store, heartbeatMs } = this.#source;
    this.#seen = store.lastSequence();
    this.#stats = JSON.stringify(this.#count());
    this.#stopListening = orders.onChange((change) => {
      if (change.is !== 'events' || this.#timer !== null) return;
      this.#timer = setTimeout(() => this.#look(), PAUSE_MS);
      this.#timer.unref();
    });
    this.#heartbeat = setInterval(() => {
      for (const reader of this.#readers.keys()) reader.beat();
    }, heartbeatMs);
    this.#heartbeat.unref();
  }

  #leave(reader: StreamReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    this.#stopListening();
    clearInterval(this.#heartbeat);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    try {
      const stats = JSON.stringify(this.#count());
      if (stats !== this.#stats) this.#send('stats', stats);
      this.#stats = stats;
      for (const notice of this.#news().slice(-MOST_AT_ONCE))
        this.#send('notify', JSON.stringify(pushed(notice)));
    } catch (error) {
      this.#source.report(error);
    }
  }

  #news(): Notice[] {
    const { store, now } = this.#source;
    const last = store.lastSequence();
    const news = store.notices.newsAfter(this.#seen);
    this.#seen = last;
    return news.flatMap(({ run: id, end }) => {
      const run = store.readRun(id);
      if (run === null) return [];
      if (end !== null) {
        this.#failing.delete(id);
        return [noticeOf(store, run, 'end', now())];
      }
      if (run.counts.failed === 0 || run.cancel !== null || this.#failing.has(id)) return [];
      this.#failing.add(id);
      return [noticeOf(store, run, 'first_failure', now())];
    });
  }

  /** Of the runs that go on. */
  #count(): NoticeStats {
    const runs = this.#source.store.listRuns({ limit: MOST_RUNS, active: true });
    const all = emptyCounts();
    for (const { counts } of runs) {
      all.pending += counts.pending + counts.submitted;
      all.running += counts.running + counts.settling;
      all.completed += counts.completed;
      all.failed += counts.failed + counts.dep_failed;
    }
    return {
      running: all.running,
      waiting: all.pending,
      completed: all.completed,
      failed: all.failed,
      active_runs: runs.length,
    };
  }

  #send(event: string, data: string): void {
    const bytes = encodeEvent(event, data);
    for (const lane of this.#readers.values()) lane.send(bytes);
  }
}

function pushed(notice: Notice): PushedNotice {
  const { run, kind, status, backend } = notice;
  const hasFailed = kind === 'first_failure' || status === 'failed';
  return {
    kind: kind === 'end' ? 'run_done' : 'task_failed',
    title: noticeTitle(notice),
    body: failureSentence(notice) || `on ${backend}`,
    level: hasFailed ? 'error' : status === 'completed' ? 'success' : 'info',
    run_id: run,
    tag: `${run}.${kind}`,
  };
}
