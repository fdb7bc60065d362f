import { setImmediate } from 'node:timers/promises';
import type { RunId } from '../engine/ids.ts';
import type { Store, TaskRow } from './store.ts';

/** Some milliseconds of reading. */
const PAGE = 500;

/**
 * All tasks of a run in document order, in pages. Between them everybody else has their turn, so that a run of 100,000
 * tasks holds nobody up; states are as they are when their page is read.
 * @throws StoreError
 */
export async function* taskPages(
  store: Pick<Store, 'listTasks'>,
  run: RunId,
): AsyncGenerator<readonly TaskRow[]> {
  for (let after = -1; ; ) {
    await setImmediate();
    const rows = store.listTasks(run, { after, limit: PAGE });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.index;
  }
}
