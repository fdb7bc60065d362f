// @module-tag slow
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { checkState } from './check-state.ts';
import { createStore, openStore } from './sqlite-store.ts';
import { openStateFile } from './state-file.ts';
import { creation, makeTasks, queuing, RUN } from './store.testdata.ts';
import { startWriter } from './store.testprocess.ts';
import { StoreError } from './store-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'scripthut-sudden-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newPath(): string {
  files += 1;
  return join(folder, `${files}`, 'state.db');
}

/** Whatever happened to the file: what was acknowledged is there, and events and states tell the same. */
function expectWhole(path: string, acknowledged: number): void {
  const store = openStore(path);
  const events = store.eventsAfter(0, 1_000_000);
  expect(events.length).toBeGreaterThanOrEqual(acknowledged);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const state = store.readTask(RUN, taskId('task-0'))?.state;
  const reason = events.at(-1)?.body.reason;
  if (reason !== undefined) expect(state).toMatchObject({ is: 'queued', reason });
  else expect(state?.is).toBe(events.length === 0 ? undefined : 'waiting');
  // And it goes on from there.
  expect(store.save(events.length === 0 ? creation(makeTasks(1)) : queuing(0, 'Priority'))).toBe(
    events.length + 1,
  );
  store.close();
  expect(checkState(path).events).toBe(events.length + 1);
}

describe('a state file', { timeout: 60_000 }, () => {
  it('has what was acknowledged when its server is killed, at whatever moment', async () => {
    const moment = fc.record({ afterEvent: fc.nat(400), thenMs: fc.nat(20) });
    await fc.assert(
      fc.asyncProperty(moment, async ({ afterEvent, thenMs }) => {
        const path = newPath();
        const writer = startWriter(path);
        await writer.acknowledged(afterEvent);
        await sleep(thenMs);
        expectWhole(path, await writer.kill());
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('has what was acknowledged when its server is killed while it starts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 600 }), async (afterMs) => {
        const path = newPath();
        const writer = startWriter(path);
        await sleep(afterMs);
        expectWhole(path, await writer.kill());
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it('has what was acknowledged when one of its files cannot be written any further', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (blocks) => {
        const path = newPath();
        const { last, refusals } = await startWriter(path, blocks).ended();
        expect(refusals.at(-1)).toContain(path);
        expectWhole(path, last);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('has what was acknowledged whenever its disk is full or read-only (simulated by SQLite)', () => {
    const step = fc.constantFrom('save', 'save', 'save', 'full', 'read-only', 'well');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const path = newPath();
        const file = openStateFile(path);
        const store = createStore(file);
        let acknowledged = store.save(creation(makeTasks(1)));
        const set = (pragma: string) => file.database.execute(`PRAGMA ${pragma}`);
        for (const [number, is] of steps.entries()) {
          if (is === 'full') set('max_page_count = 1');
          else if (is === 'read-only') set('query_only = ON');
          else if (is === 'well') {
            set('max_page_count = 1000000');
            set('query_only = OFF');
          } else acknowledged = trySave(store, number) ?? acknowledged;
          expect(store.lastSequence()).toBe(acknowledged);
        }
        store.close();
        expectWhole(path, acknowledged);
      }),
      { numRuns: 30 },
    );
  });
});

function trySave(store: ReturnType<typeof createStore>, number: number): number | null {
  try {
    return store.save(queuing(0, `${number}`.padEnd(5000)));
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
