import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendName } from '../engine/ids.ts';
import { createStore } from './sqlite-store.ts';
import { openStateFile, type StateFile } from './state-file.ts';
import { CLUSTER, makeJob } from './store.testdata.ts';
import type { Store } from './store.ts';

describe('jobs of others', () => {
  let file: StateFile;
  let store: Store;
  beforeEach(() => {
    file = openStateFile(':memory:');
    store = createStore(file);
  });
  afterEach(() => store.close());

  const list = (user?: string) =>
    store.listOtherJobs({ limit: 100, ...(user === undefined ? {} : { user }) });
  const names = (user?: string) => list(user).map(({ job }) => job.job);

  it('stand there as long as a listing shows them, and are closed then', () => {
    store.saveOtherJobs(CLUSTER, 5000, [makeJob('1')]);
    store.saveOtherJobs(CLUSTER, 6000, [makeJob('1', { elapsedSeconds: 11 })]);
    expect(list()).toEqual([
      {
        backend: CLUSTER,
        job: makeJob('1', { elapsedSeconds: 11 }),
        firstSeenAt: 5000,
        lastSeenAt: 6000,
        goneAt: null,
      },
    ]);
    store.saveOtherJobs(CLUSTER, 9000, []);
    store.saveOtherJobs(CLUSTER, 9500, []);
    expect(list()).toMatchObject([
      { job: { elapsedSeconds: 11 }, firstSeenAt: 5000, lastSeenAt: 6000, goneAt: 9000 },
    ]);
  });

  it('take what changed about them', () => {
    const pending = makeJob('1', {
      state: 'pending',
      rawState: 'PENDING',
      startedAt: null,
      elapsedSeconds: null,
    });
    store.saveOtherJobs(CLUSTER, 5000, [pending]);
    store.saveOtherJobs(CLUSTER, 6000, [pending]);
    expect(list()).toMatchObject([{ job: pending, lastSeenAt: 6000 }]);
    store.saveOtherJobs(CLUSTER, 7000, [makeJob('1', { elapsedSeconds: 1 })]);
    store.saveOtherJobs(CLUSTER, 7500, [makeJob('1', { state: 'suspended', elapsedSeconds: 1 })]);
    store.saveOtherJobs(CLUSTER, 9500, [makeJob('1', { state: 'suspended', elapsedSeconds: 1 })]);
    expect(list()).toMatchObject([
      { job: { state: 'suspended', elapsedSeconds: 1 }, firstSeenAt: 5000, lastSeenAt: 9500 },
    ]);
  });

  it('are open again when a listing shows them again', () => {
    store.saveOtherJobs(CLUSTER, 5000, [makeJob('1')]);
    store.saveOtherJobs(CLUSTER, 6000, []);
    store.saveOtherJobs(CLUSTER, 7000, [makeJob('1')]);
    expect(list()).toMatchObject([{ firstSeenAt: 5000, lastSeenAt: 7000, goneAt: null }]);
  });

  it('are those of one backend: the listing of another closes none', () => {
    store.saveOtherJobs(CLUSTER, 5000, [makeJob('1')]);
    store.saveOtherJobs(backendName('other'), 6000, [makeJob('1')]);
    expect(list()).toMatchObject([{ goneAt: null }, { goneAt: null }]);
  });

  it('are listed by their submission, newest first, and by user', () => {
    const jobs = [
      makeJob('1', { submittedAt: 10 }),
      makeJob('2', { submittedAt: 30, user: 'bob' }),
      makeJob('3', { submittedAt: 20 }),
    ];
    store.saveOtherJobs(CLUSTER, 5000, jobs);
    store.saveOtherJobs(CLUSTER, 6000, [...jobs, makeJob('4', { submittedAt: null })]);
    expect(names()).toEqual(['4', '2', '3', '1']);
    expect(names('ada')).toEqual(['4', '3', '1']);
    expect(store.listOtherJobs({ limit: 1 })).toHaveLength(1);
  });

  it('can be deleted one by one, and all that are gone at once', () => {
    store.saveOtherJobs(
      CLUSTER,
      5000,
      ['1', '2', '3', '4'].map((job) => makeJob(job)),
    );
    store.saveOtherJobs(CLUSTER, 6000, [makeJob('1')]);
    expect(store.deleteOtherJob(CLUSTER, '4')).toBe(true);
    expect(store.deleteOtherJob(CLUSTER, '4')).toBe(false);
    expect(store.clearEndedOtherJobs()).toBe(2);
    expect(names()).toEqual(['1']);
  });

  it('cost one row for each listing in which only time has passed', () => {
    const jobs = Array.from({ length: 500 }, (_, index) => makeJob(`${index}`));
    const written = () => file.database.first<{ rows: number }>('SELECT total_changes() AS rows')?.rows ?? 0;
    store.saveOtherJobs(CLUSTER, 5000, jobs);
    const before = written();
    store.saveOtherJobs(
      CLUSTER,
      7000,
      jobs.map((job) => ({ ...job, elapsedSeconds: 12 })),
    );
    expect(written() - before).toBe(1);
  });
});
