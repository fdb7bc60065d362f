import { type Context, Hono } from 'hono';
import type { LogChoice, LogPlace, LogSearch } from '../../conductor/task-logs.ts';
import type { LogHeader, LogLinesAnswer, LogSearchAnswer } from '../../wire/logs.ts';
import { checkedLogType, checkedNumber } from '../checked-query.ts';
import type { ServerContext } from '../context.ts';
import { logDownload } from '../log-download.ts';
import { logStream } from '../log-stream.ts';
import { taskInPath } from '../lookup.ts';
import { orRefuse } from '../problems.tsx';

const PART_BYTES = 64 * 1024;
const MOST_PART_BYTES = 4 * 1024 * 1024;
const MOST = Number.MAX_SAFE_INTEGER;

/** What "jump to the first error" looks for, in capitals or small letters, also right behind a colour; `ValueError` too. */
const ERRORS =
  '(^|[^a-z0-9_]|\u001b\\[[0-9;]*m)([a-z]*error|traceback|[a-z]*exception|fatal|killed|panic|segfault|segmentation fault|out of memory|cannot allocate memory|no such file or directory|permission denied|command not found)([^a-z0-9_]|$)';

/** Logs in pieces, as they lie on the backend: for the page's log view and for whoever follows one. */
export function taskLogRoutes(context: ServerContext): Hono {
  const app = new Hono();
  const base = '/runs/:run/tasks/:task/log';
  app.get(base, (c) => logPart(c, context));
  app.get(`${base}/search`, (c) => searchLog(c, context));
  app.get(`${base}/lines`, (c) => countLines(c, context));
  app.get(`${base}/follow`, (c) => logStream(c, context, logInQuery(c, context)));
  app.get(`${base}/download`, (c) => logDownload(c, context, logInQuery(c, context)));
  return app;
}

/** 204 while there is no such log. */
async function logPart(c: Context, context: ServerContext): Promise<Response> {
  const log = logInQuery(c, context);
  const part = orRefuse(await context.orders.taskLogs.part(log, placeInQuery(c)));
  if (part === null) return c.body(null, 204);
  const { from, size, file, bytes } = part;
  const place: Record<LogHeader, string> = {
    'Log-From': String(from),
    'Log-Size': String(size),
    'Log-File': file,
  };
  return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'text/plain; charset=utf-8', ...place });
}

async function searchLog(c: Context, context: ServerContext): Promise<Response> {
  const log = logInQuery(c, context);
  const found = orRefuse(await context.orders.taskLogs.search(log, searchInQuery(c)));
  return c.json((found ?? { count: 0, matches: [] }) satisfies LogSearchAnswer);
}

async function countLines(c: Context, context: ServerContext): Promise<Response> {
  const before = checkedNumber(c, 'before', 0, MOST) ?? MOST;
  const lines = orRefuse(await context.orders.taskLogs.countLines(logInQuery(c, context), before));
  return c.json({ before, lines: lines ?? 0 } satisfies LogLinesAnswer);
}

/** @throws Refusal when there is no such task. */
function logInQuery(c: Context, context: ServerContext): LogChoice {
  const row = taskInPath(c, context);
  const type = checkedLogType(c);
  const attempt = checkedNumber(c, 'attempt', 1, MOST) ?? undefined;
  const log = { run: row.run, task: row.task.id, stream: type, attempt };
  orRefuse(context.orders.taskLogs.path(log));
  return log;
}

function placeInQuery(c: Context): LogPlace {
  const bytes = checkedNumber(c, 'bytes', 1, MOST_PART_BYTES) ?? PART_BYTES;
  const from = checkedNumber(c, 'from', 0, MOST);
  const line = checkedNumber(c, 'line', 1, MOST);
  if (from !== null) return { is: 'from', from, bytes };
  return line === null ? { is: 'end', bytes } : { is: 'line', line, bytes };
}

function searchInQuery(c: Context): LogSearch {
  if (c.req.query('errors') === 'first')
    return { pattern: ERRORS, isExpression: true, ignoreCase: true, firstOnly: true };
  return {
    pattern: c.req.query('q') ?? '',
    isExpression: false,
    ignoreCase: c.req.query('case') !== 'true',
    firstOnly: false,
  };
}
