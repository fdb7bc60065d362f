import { type Context, Hono } from 'hono';
import { type RunId, runId } from '../../engine/ids.ts';
import { seenSequence } from '../asking.ts';
import { checkedNumber } from '../checked-query.ts';
import type { ServerContext } from '../context.ts';
import { encodeEvent } from '../event-text.ts';
import { noRun } from '../lookup.ts';
import { EVENT_STREAM_HEADERS } from '../stream-reader.ts';
import { runEvent } from '../summaries.ts';

/** Events that are read from the store at a time. */
const BATCH = 500;

const COMMENT = new TextEncoder().encode(':\n\n');

/**
 * GET `/api/v1/events?after=SEQ`: the event log as server-sent events, first what is there, then what comes. The `id`
 * is the sequence number, so that a reader who comes back (`Last-Event-ID`) misses nothing. Without either, only what
 * comes from now on. `run` leaves out the events of other runs.
 */
export function eventRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/v1/events', (c) => {
    const run = c.req.query('run');
    const stream = eventStream(
      context,
      startOf(c, context),
      run === undefined ? null : knownRun(context, run),
    );
    return new Response(stream, { headers: EVENT_STREAM_HEADERS });
  });
  return app;
}

/** Who has seen more than there is has seen it elsewhere, or before a backup was put back, and would wait for long. */
function startOf(c: Context, { store }: ServerContext): number {
  checkedNumber(c, 'after', 0, Number.MAX_SAFE_INTEGER);
  const last = store.lastSequence();
  return Math.min(seenSequence(c) ?? last, last);
}

/** Of a run that was deleted, the events are still there. */
function knownRun({ store }: ServerContext, name: string): RunId {
  const run = runId(name);
  if (store.readRun(run) === null && store.eventsAfter(0, 1, run).length === 0) throw noRun(name);
  return run;
}

/** Reads on only when the reader has taken what it got, so that a slow one costs no memory. */
function eventStream(context: ServerContext, after: number, run: RunId | null): ReadableStream<Uint8Array> {
  const { store, closing } = context;
  const left = new AbortController();
  const over = AbortSignal.any([closing, left.signal]);
  let seen = after;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(COMMENT),
    pull: async (controller) => {
      while (!over.aborted) {
        const events = run === null ? store.eventsAfter(seen, BATCH) : store.eventsAfter(seen, BATCH, run);
        for (const event of events) {
          seen = event.sequence;
          controller.enqueue(encodeEvent(null, JSON.stringify(runEvent(event)), event.sequence));
        }
        if (events.length > 0) return;
        if ((await nextChange(context, seen, over)) === 'silence') return controller.enqueue(COMMENT);
      }
      if (closing.aborted) controller.close();
    },
    cancel: () => left.abort(),
  });
}

/** Waits for an event newer than `seen`, for the end, or so long that the connection wants a sign of life. */
function nextChange(context: ServerContext, seen: number, over: AbortSignal): Promise<'change' | 'silence'> {
  return new Promise((resolve) => {
    const finish = (outcome: 'change' | 'silence') => {
      stopListening();
      clearTimeout(timer);
      over.removeEventListener('abort', onOver);
      resolve(outcome);
    };
    const onOver = () => finish('change');
    const stopListening = context.orders.onChange((change) => {
      if (change.is === 'events' && change.last > seen) finish('change');
    });
    const timer = setTimeout(() => finish('silence'), context.heartbeatMs);
    over.addEventListener('abort', onOver);
  });
}
