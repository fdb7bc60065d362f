import { setImmediate } from 'node:timers/promises';
import type { RunId } from '../engine/ids.ts';
import type { TaskRow } from '../store/store.ts';
import type { ServerContext } from './context.ts';
import { type LikeFailures, Likeness, lastLineOf } from './likeness.ts';

/** Why the tasks of a run failed, those that look alike together. */
export interface RunErrors {
  readonly groups: readonly LikeFailures[];
  readonly leftOut: number;
  /** Of how many tasks the last lines were read; null when nobody asked for it. */
  readonly linesOf: number | null;
}

const PAGE = 500;
/** Each log is a question to the backend. */
const MOST_LOGS = 40;
const LOGS_AT_ONCE = 4;
const TAIL_LINES = 20;

/** With `withLines`, what the first failed tasks wrote last tells them further apart. @throws StoreError */
export async function readRunErrors(
  context: ServerContext,
  run: RunId,
  withLines: boolean,
): Promise<RunErrors> {
  const lines = withLines ? await lastLines(context, run) : null;
  const likeness = new Likeness(({ index }) => lines?.get(index) ?? '');
  for await (const rows of failedPages(context, run)) {
    for (const row of rows) likeness.add(row);
  }
  return { groups: likeness.groups(), leftOut: likeness.leftOut, linesOf: lines?.size ?? null };
}

/** A run of 100,000 tasks that failed holds nobody up. */
async function* failedPages({ store }: ServerContext, run: RunId): AsyncGenerator<readonly TaskRow[]> {
  for (let after = -1; ; ) {
    const rows = store.listTasks(run, { status: 'failed', after, limit: PAGE });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.index;
    await setImmediate();
  }
}

async function lastLines(context: ServerContext, run: RunId): Promise<ReadonlyMap<number, string>> {
  const rows = context.store.listTasks(run, { status: 'failed', limit: MOST_LOGS });
  const lines = new Map<number, string>();
  for (let at = 0; at < rows.length; at += LOGS_AT_ONCE) {
    const together = rows.slice(at, at + LOGS_AT_ONCE);
    await Promise.all(together.map(async (row) => lines.set(row.index, await lastLine(context, row))));
  }
  return lines;
}

/** What it said of errors, else what it said at all. */
async function lastLine({ orders }: ServerContext, { run, task }: TaskRow): Promise<string> {
  for (const stream of ['error', 'output'] as const) {
    const log = await orders.readLog(run, task.id, stream, TAIL_LINES);
    const line = log.ok ? lastLineOf(log.value.content ?? '') : '';
    if (line !== '') return line;
  }
  return '';
}
