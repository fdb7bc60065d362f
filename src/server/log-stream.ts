import type { Context } from 'hono';
import type { FollowStart, LogNews } from '../conductor/follow-log.ts';
import type { LogChoice } from '../conductor/task-logs.ts';
import type { LogEvents } from '../wire/logs.ts';
import { checkedNumber } from './checked-query.ts';
import type { ServerContext } from './context.ts';
import { EVENT_STREAM_HEADERS } from './stream-reader.ts';

const encoder = new TextEncoder();
const COMMENT = encoder.encode(':\n\n');
/** A quiet stretch is two seconds; after so many a sign of life is sent, which also finds out who has gone. */
const QUIET_UNTIL_COMMENT = 5;

/**
 * What is written into a log, as server-sent events (`LogEvents`). A reader who was cut off comes back with
 * `Last-Event-ID`, and misses and doubles nothing. The machine is asked only when the reader has taken what it got.
 */
export function logStream(c: Context, context: ServerContext, log: LogChoice): Response {
  const left = new AbortController();
  const over = AbortSignal.any([context.closing, left.signal]);
  const news = context.orders.taskLogs.follow(log, startOf(c), over);
  let quiet = 0;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(COMMENT),
    pull: async (controller) => {
      for (;;) {
        const { value } = await news.next();
        if (over.aborted && left.signal.aborted) return;
        if (value === undefined) return controller.close();
        quiet = value.is === 'quiet' ? quiet + 1 : 0;
        if (value.is !== 'quiet') return controller.enqueue(encoder.encode(eventOf(value)));
        if (quiet % QUIET_UNTIL_COMMENT === 0) return controller.enqueue(COMMENT);
      }
    },
    cancel: () => left.abort(),
  });
  return new Response(stream, { headers: EVENT_STREAM_HEADERS });
}

/** Where the reader is by now: behind what it got last, else where it asks to begin. */
function startOf(c: Context): FollowStart {
  const last = /^(\d{1,15}):(.*)$/.exec(c.req.header('Last-Event-ID') ?? '');
  if (last !== null) return { is: 'from', from: Number(last[1]), file: last[2] ?? null };
  const lines = checkedNumber(c, 'tail', 0, Number.MAX_SAFE_INTEGER);
  if (lines !== null) return { is: 'last-lines', lines };
  const from = checkedNumber(c, 'from', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  return { is: 'from', from, file: c.req.query('file') ?? null };
}

function eventOf(news: Exclude<LogNews, { is: 'quiet' }>): string {
  switch (news.is) {
    case 'part': {
      const { from, file, bytes } = news.part;
      const to = from + bytes.length;
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      return `id: ${to}:${file}\n${named('part', { from, to, text })}`;
    }
    case 'problem':
      return named('problem', { detail: news.problem.message });
    case 'anew':
      return `id: 0:\n${named('anew', {})}`;
    case 'over':
      return named('over', {});
  }
}

function named<Name extends keyof LogEvents>(name: Name, data: LogEvents[Name]): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
