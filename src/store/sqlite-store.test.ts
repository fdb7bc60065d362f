import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { createStore, openStore } from './sqlite-store.ts';
import { openStateFile } from './state-file.ts';
import { changes, creation, event, makeTask, makeTasks, queuing, RUN } from './store.testdata.ts';
import { startWriter } from './store.testprocess.ts';
import { storeSuite } from './store.testsuite.ts';
import { StoreError } from './store-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'scripthut-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newPath(): string {
  files += 1;
  return join(folder, `${files}`, 'state.db');
}

storeSuite('a store in memory', () => openStore(':memory:'));
storeSuite('a store in a file', () => openStore(newPath()));

describe('a store that is opened again', () => {
  it('goes on with what was saved, and never gives a number twice', () => {
    const path = newPath();
    const first = openStore(path);
    first.save(creation(makeTasks(2)));
    first.save(queuing(1, 'Priority'));
    const before = { unfinished: first.loadUnfinished(), events: first.eventsAfter(0, 10) };
    first.close();
    const second = openStore(path);
    expect({ unfinished: second.loadUnfinished(), events: second.eventsAfter(0, 10) }).toEqual(before);
    expect(second.save(queuing(1, 'Resources'))).toBe(3);
    second.close();
  });

  it('reads the tasks of older versions, which know nothing of retries', () => {
    const path = newPath();
    const first = openStateFile(path);
    createStore(first).save(creation(makeTasks(1)));
    first.database.run("UPDATE tasks SET definition = json_remove(definition, '$.retry')");
    const store = createStore(first);
    expect(store.readTask(RUN, taskId('task-0'))?.task).toEqual(makeTasks(1)[0]);
    store.close();
  });

  it('has everything it acknowledged after its process was killed in the middle of saving', async () => {
    const path = newPath();
    const writer = startWriter(path);
    await writer.acknowledged(50);
    const last = await writer.kill();
    const store = openStore(path);
    const events = store.eventsAfter(0, 1_000_000);
    expect(last).toBeGreaterThanOrEqual(50);
    expect(store.lastSequence()).toBeGreaterThanOrEqual(last);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    // The state was saved with the last event, or both were not.
    expect(store.readTask(RUN, taskId('task-0'))?.state).toMatchObject({
      reason: events.at(-1)?.body.reason,
    });
    store.close();
  });
});

describe('a full disk (simulated by a limit of pages)', () => {
  it('is said, loses nothing acknowledged, and does no harm once there is room again', () => {
    const file = openStateFile(newPath());
    const store = createStore(file);
    store.save(creation([makeTask('a')]));
    const pages = file.database.first<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    file.database.execute(`PRAGMA max_page_count = ${pages + 3}`);
    let acknowledged = 1;
    const fill = () => {
      for (;;) acknowledged = store.save(queuing(0, `${acknowledged}`.padEnd(5000)));
    };
    expect(fill).toThrow(StoreError);
    expect(fill).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'no-space' }) }));
    expect(store.lastSequence()).toBe(acknowledged);
    expect(store.eventsAfter(0, 100)).toHaveLength(acknowledged);
    file.database.execute('PRAGMA max_page_count = 1000000');
    expect(store.save(queuing(0, 'Priority'))).toBe(acknowledged + 1);
    store.close();
  });
});

describe('the cost of a save', () => {
  it('is a handful of rows in a run of 10,000 tasks', () => {
    const file = openStateFile(':memory:');
    const store = createStore(file);
    const written = () => file.database.first<{ rows: number }>('SELECT total_changes() AS rows')?.rows ?? 0;
    store.save(creation(makeTasks(10_000)));
    const before = written();
    store.save(queuing(5000, 'Priority'));
    store.save(changes({ events: [event({ kind: 'cancel-requested', by: 'ada' })] }));
    expect(written() - before).toBe(3);
    store.close();
  });
});
