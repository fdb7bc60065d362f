import { expect, test } from 'vitest';
import { runId } from '../engine/ids.ts';
import { ok } from '../engine/result.ts';
import { Stage, text } from './stage.testdata.ts';

const A = { id: 'a', name: 'A', command: 'true' };
const RUN = runId('00000001');

/** A run whose job waits in the queue of a pretended cluster that is polled once an hour. */
async function queued() {
  const stage = new Stage(['mercury'], { pollIntervalMs: 3_600_000 });
  const [cluster] = stage.clusters;
  if (cluster === undefined) throw new Error('there is a cluster');
  await stage.until(stage.orders.submitRun(text([A])));
  await stage.untilTrue(() => stage.store.readRun(RUN)?.counts.submitted === 1);
  return { stage, cluster };
}

test('who cancels a job that waits in the queue sees its end at once, not with the next poll', async () => {
  const { stage, cluster } = await queued();
  cluster.cancel = async () => {
    for (const job of cluster.jobs) {
      Object.assign(job, { cancelled: true, endsAt: stage.clock.now() });
      Object.assign(job.witnesses, { accountedAfterMs: 0 });
    }
    return ok(undefined);
  };
  const cancelledAt = stage.clock.now();
  await stage.until(stage.orders.cancelRun(RUN, 'ada'));
  await stage.untilTrue(() => stage.store.readRun(RUN)?.endedAt !== null);
  expect(stage.store.readRun(RUN)?.status).toBe('cancelled');
  expect(stage.clock.now() - cancelledAt).toBeLessThan(10_000);
});

test('a job whose end is being asked for is not asked for a second time beside it', async () => {
  const { stage, cluster } = await queued();
  const asked: string[] = [];
  const answer = Promise.withResolvers<void>();
  cluster.cancel = async (jobs) => {
    asked.push(...jobs);
    await answer.promise;
    return ok(undefined);
  };
  await stage.until(stage.orders.cancelRun(RUN, 'ada'));
  stage.clock.after(120_000, () => answer.resolve());
  const until = stage.clock.now() + 110_000;
  while (stage.clock.now() < until) await stage.step();
  expect(asked).toEqual(['1']);
  await stage.untilTrue(() => asked.length > 1 || stage.store.readRun(RUN)?.endedAt !== null);
});
