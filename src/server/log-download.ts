import type { Context } from 'hono';
import type { LogChoice, LogPart, TaskLogs } from '../conductor/task-logs.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { ServerContext } from './context.ts';
import { notFound, orRefuse } from './problems.tsx';

/** Read at a time: all of a log that is in memory for one download. */
const STEP_BYTES = 4 * 1024 * 1024;

/** The whole log as it is at this moment, read from the machine as fast as the reader takes it. */
export async function logDownload(c: Context, context: ServerContext, log: LogChoice): Promise<Response> {
  const { taskLogs } = context.orders;
  const path = orRefuse(taskLogs.path(log));
  const first = orRefuse(await taskLogs.part(log, { is: 'from', from: 0, bytes: STEP_BYTES }));
  if (first === null) throw notFound(`There is no file ${path} (yet).`);
  const steps = stepsOf(taskLogs, log, first);
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value } = await steps.next();
      if (value === undefined) controller.close();
      else if (value.ok) controller.enqueue(value.value);
      // The reader sees that it is not whole: it was told how much there is.
      else controller.error(new Error(value.problem.message));
    },
    cancel: async () => {
      await steps.return();
    },
  });
  return c.body(stream, 200, headersOf(path, first.size));
}

/** The bytes that were there when the first part was read; what is written meanwhile is left out. */
async function* stepsOf(
  taskLogs: TaskLogs,
  log: LogChoice,
  first: LogPart,
): AsyncGenerator<Result<Uint8Array>, void> {
  const { file, size } = first;
  if (size > 0) yield ok(first.bytes);
  for (let from = first.bytes.length; from < size; ) {
    const part = await taskLogs.part(log, { is: 'from', from, bytes: Math.min(STEP_BYTES, size - from) });
    if (!part.ok) return yield part;
    if (part.value?.file !== file || part.value.bytes.length === 0)
      return yield failed({ code: 'conflict', message: 'The log was cut or replaced while it was read' });
    from += part.value.bytes.length;
    yield ok(part.value.bytes);
  }
}

/** https://www.rfc-editor.org/rfc/rfc6266: a plain name for old programs, and the true one. */
function headersOf(path: string, size: number): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(size),
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}`,
  };
}
