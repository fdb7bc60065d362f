import type { Context } from 'hono';
import { taskId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { TASK_STATUSES, type TaskStatus } from '../../engine/state.ts';
import type { RunRow, TaskQuery, TaskRow } from '../../store/store.ts';
import type { RunDetail, RunGroup, StalePicture } from '../../wire/runs.ts';
import { checkedNumber } from '../checked-query.ts';
import type { ServerContext } from '../context.ts';
import { costOfRow, TASKS_WAITED_FOR } from '../costs.ts';
import { runInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { occurring, runItem, runSummary } from '../summaries.ts';
import { isoTimeOrNull } from '../times.ts';
import { explainRow } from '../why.ts';
import { activeCount, countWords, numberWords } from '../words.ts';

/** Items that are read and written at a time: some hundred kilobytes. */
const BATCH = 200;
/** Beyond so many, groups say less than the counts. */
const MOST_GROUPS = 50;

/**
 * GET `/api/v1/runs/{id}`: the run with all its items, written as they are read, so that a run of any size takes no
 * memory. The query chooses among them (`wire/paths.ts`, `RunFilter`). The items of a large run that goes on are each
 * as they stood when they were written.
 */
export async function runDetail(c: Context, context: ServerContext): Promise<Response> {
  const row = runInPath(c, context);
  const choice = itemChoice(c, context, row);
  // Who does not want the items does not want to wait for all of them to be added up either.
  const waitedFor = choice.is === 'none' ? TASKS_WAITED_FOR : Number.POSITIVE_INFINITY;
  await context.orders.costs.addUp([row], waitedFor);
  const head = JSON.stringify(headOf(c, context, row));
  const parts = itemParts(context, row, choice);
  const first = parts.next().value ?? '';
  const second = parts.next().value;
  const start = `${head.slice(0, -1)},"items":[${first}`;
  // What fits into one batch is one answer of one moment, with its length.
  if (second === undefined) return c.body(start, 200, JSON_HEADERS);
  return c.body(streamOf(context, joined(start + second, parts)), 200, JSON_HEADERS);
}

const JSON_HEADERS = { 'Content-Type': 'application/json' };

type ItemChoice =
  | { readonly is: 'none' }
  | { readonly is: 'one'; readonly row: TaskRow | null }
  | { readonly is: 'listed'; readonly query: TaskQuery; readonly limit: number };

function itemChoice(c: Context, { store }: ServerContext, { info }: RunRow): ItemChoice {
  const { items = 'all', task } = c.req.query();
  if (items !== 'all' && items !== 'none') throw refused('items: all or none is expected', items);
  if (items === 'none') return { is: 'none' };
  if (task !== undefined) return { is: 'one', row: store.readTask(info.id, taskId(task)) };
  const status = statusFromQuery(c);
  const after = checkedNumber(c, 'after', 0, Number.MAX_SAFE_INTEGER);
  return {
    is: 'listed',
    query: { ...(status !== undefined && { status }), ...(after !== null && { after }) },
    limit: checkedNumber(c, 'limit', 1, Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY,
  };
}

function statusFromQuery(c: Context): TaskStatus | undefined {
  const word = c.req.query('status');
  if (word === undefined) return undefined;
  const status = TASK_STATUSES.find((known) => known === word);
  if (status === undefined) throw refused(`status: one of ${TASK_STATUSES.join(', ')} is expected`, word);
  return status;
}

function refused(expected: string, found: string): Refusal {
  return new Refusal(problem('bad-request', `${expected}, found ${JSON.stringify(found)}`));
}

function headOf(c: Context, context: ServerContext, row: RunRow): Omit<RunDetail, 'items' | 'next_after'> {
  const { info } = row;
  return {
    ...runSummary(row, context.orders.costs.now(row)),
    why: row.endedAt === null ? context.orders.explainRun(info.id) : endingWords(row),
    finished_at: isoTimeOrNull(row.endedAt),
    stale: stalePicture(context, row),
    ...(c.req.query('groups') === 'true' && { groups: runGroups(context, row) }),
    log_dir: info.logDir,
    account: info.account,
    commit_hash: info.git?.commit ?? null,
    git_repo: info.git?.repository ?? null,
    git_branch: info.git?.branch ?? null,
  };
}

/** What went wrong; empty when nothing did. */
function endingWords({ status, counts, cancel }: RunRow): string {
  if (cancel !== null) return `Cancelled by ${cancel.by}`;
  if (status !== 'failed') return '';
  const { failed, dep_failed: notRun } = counts;
  const others = `, and ${numberWords(notRun)} ${notRun === 1 ? 'was' : 'were'} not run because of that`;
  return `${countWords(failed, 'task')} failed${notRun > 0 ? others : ''}`;
}

function stalePicture({ orders }: ServerContext, { info, endedAt, counts }: RunRow): StalePicture | null {
  const backend = orders.backends().find(({ name }) => name === info.backend);
  if (endedAt !== null || backend === undefined || !backend.stale) return null;
  return {
    backend: backend.name,
    since: isoTimeOrNull(backend.lastPollAt),
    jobs: activeCount(counts),
    error: backend.problem?.message ?? null,
  };
}

function runGroups({ pictures }: ServerContext, { info }: RunRow): readonly RunGroup[] {
  const { groups } = pictures.of(info.id);
  const { nodes } = groups.divide(groups.all);
  if (nodes.length > MOST_GROUPS) return [];
  return nodes.map((node) => {
    if (node.is === 'task')
      return {
        name: groups.idAt(node.index),
        task_count: 1,
        status_counts: { [groups.statusAt(node.index)]: 1 },
      };
    return { name: node.prefix, task_count: node.members.length, status_counts: occurring(node.counts) };
  });
}

/** The text of the items and of what stands behind them, a batch at a time. */
function* itemParts(context: ServerContext, run: RunRow, choice: ItemChoice): Generator<string, undefined> {
  if (choice.is !== 'listed') {
    const rows = choice.is === 'one' && choice.row !== null ? [choice.row] : [];
    yield `${itemTexts(context, run, rows)}],"next_after":null}`;
    return;
  }
  const { query } = choice;
  let left = choice.limit;
  let { after } = query;
  for (let separator = ''; ; separator = ',') {
    const wanted = Math.min(BATCH, left);
    // One more than is wanted says whether there are more.
    const rows = context.store.listTasks(run.info.id, {
      ...query,
      ...(after !== undefined && { after }),
      limit: wanted + 1,
    });
    const written = rows.slice(0, wanted);
    left -= written.length;
    after = written.at(-1)?.index ?? after;
    const hasMore = rows.length > wanted;
    const isOver = !hasMore || left === 0;
    const text = (written.length > 0 ? separator : '') + itemTexts(context, run, written);
    yield isOver ? `${text}],"next_after":${hasMore ? after : null}}` : text;
    if (isOver) return;
  }
}

function itemTexts(
  { store, orders }: ServerContext,
  { info, cancel }: RunRow,
  rows: readonly TaskRow[],
): string {
  const scripts = store.newestScripts(
    info.id,
    rows.map(({ index }) => index),
  );
  const prices = orders.costs.prices();
  const items = rows.map((row) => {
    const script = scripts.get(row.index) ?? null;
    const cost = costOfRow(prices, row);
    return JSON.stringify(runItem(row, { script, why: explainRow(orders, row), cancel, cost }));
  });
  return items.join(',');
}

function* joined(first: string, rest: Iterable<string>): Generator<string, undefined> {
  yield first;
  yield* rest;
}

/** Reads on only when the reader has taken what it got. */
function streamOf({ report }: ServerContext, parts: Iterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: (controller) => {
      try {
        const { value, done } = parts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        report(error);
        controller.error(error);
      }
    },
  });
}
