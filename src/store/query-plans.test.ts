import { describe, expect, it } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { Database, type Value } from './database.ts';
import { migrate } from './migrate.ts';
import { createStore } from './sqlite-store.ts';
import { CLUSTER, changes, creation, event, makeJob, makeTask, queuing, RUN } from './store.testdata.ts';
import type { Store } from './store.ts';

/** Notes how SQLite means to answer each query (https://sqlite.org/eqp.html). */
class ExplainedDatabase extends Database {
  readonly plans = new Map<string, string[]>();

  override all<Row>(sql: string, ...values: Value[]): Row[] {
    this.#explain(sql, values);
    return super.all(sql, ...values);
  }

  override first<Row>(sql: string, ...values: Value[]): Row | undefined {
    this.#explain(sql, values);
    return super.first(sql, ...values);
  }

  #explain(sql: string, values: readonly Value[]): void {
    const steps = super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    this.plans.set(
      sql,
      steps.map(({ detail }) => detail),
    );
  }
}

/**
 * Walks through a whole table, or through all tasks or events of a run in search of some. A limit cuts off a walk by
 * index; what a query has gathered before, a list it was given, and the few reruns of a run are walked through.
 */
const walks = (step: string) =>
  (step.startsWith('SCAN') && !/INDEX| page$|json_each/.test(step)) ||
  /^SEARCH (tasks|attempts|events) (?!USING (COVERING )?INDEX events_of_reruns).*\(run=\?\)$/.test(step) ||
  /task_states_by_status \(run=\?\)$/.test(step);

const sorts = (step: string) => step.includes('TEMP B-TREE');

/** Lists runs by every filter that there is. */
function listAll(store: Store): void {
  for (const filter of [
    {},
    { workflow: 'a' },
    { status: 'failed' },
    { workflow: 'a', status: 'failed' },
    { label: 'paper' },
    { source: 'lab', backend: 'mercury', by: 'ada', text: 'grid' },
    { from: 1, until: 2 },
  ] as const) {
    store.listRuns({ limit: 10, ...filter });
    store.listRuns({ limit: 10, before: RUN, ...filter });
    store.isAnyListed({ limit: 10, ...filter }, [RUN]);
  }
  store.listFailedRuns({ after: 1, limit: 10 });
  store.activity(0);
}

function readNotices({ notices }: Store): void {
  notices.knowsFailure(RUN, 'me');
  notices.due(1);
  notices.nextDueAt();
  notices.list('me', 10);
  notices.channelsOf(RUN);
}

describe('reading', () => {
  it('finds what it needs by an index, however much is stored', () => {
    const database = new ExplainedDatabase(':memory:', 0);
    migrate(database);
    const store = createStore({ database, lock: null });
    store.save(creation([makeTask('a')]));
    store.saveOtherJobs(CLUSTER, 1, [makeJob('1')]);
    store.save(queuing(0, 'Priority'));
    store.save(changes({ events: [event({ kind: 'submission-accepted', submission: 1, jobs: [] })] }));
    database.plans.clear();
    store.eventsAfter(1, 10);
    store.eventsAfter(1, 10, RUN);
    store.runsTouchedAfter(1);
    listAll(store);
    for (const filter of [
      {},
      { status: 'failed' },
      { after: 5 },
      { status: 'failed', after: 5, limit: 9 },
      { indices: [0] },
    ] as const) {
      store.listTasks(RUN, filter);
    }
    store.readRun(RUN);
    store.readTask(RUN, taskId('a'));
    store.listAttempts(RUN, taskId('a'));
    store.newestScripts(RUN, [0]);
    store.newestTasks(10);
    store.countActiveRuns();
    store.listRuns({ limit: 10, active: true });
    expect(store.touchedTasks(RUN, 1)).toEqual({ is: 'some', tasks: [0], last: 3 });
    store.readStatuses(RUN, [0]);
    store.readNeeds(RUN, 0, 10);
    store.listTaskEvents(RUN, taskId('a'));
    readNotices(store);
    store.loadUnfinished();
    store.loadRun(RUN);
    store.saveOtherJobs(CLUSTER, 2, [makeJob('1')]);
    store.listOtherJobs({ limit: 10 });
    store.listOtherJobs({ limit: 10, user: 'ada' });
    const dear = [...database.plans].filter(([, steps]) => steps.some((step) => walks(step) || sorts(step)));
    expect(database.plans.size).toBeGreaterThan(15);
    expect(dear).toEqual([]);
    store.close();
  });
});
