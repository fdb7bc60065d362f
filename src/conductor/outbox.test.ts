import { expect, test } from 'vitest';
import { packScripts } from '../backends/pack-scripts.ts';
import { openSlurm } from '../backends/slurm/backend.ts';
import { CLUSTER, makeTask, Play, RUN } from '../engine/engine.testdata.ts';
import { NO_RULES } from '../engine/env-rules.ts';
import { submissionToken } from '../engine/ids.ts';
import { localHost } from '../transport/local.ts';
import { Outbox } from './outbox.ts';

const settings = {
  type: 'slurm',
  name: CLUSTER,
  maxConcurrent: 100,
  account: null,
  loginShell: true,
  smallestArray: 2,
  cloneDir: '~',
  rules: NO_RULES,
} as const;

test('the scripts that are saved are those that go out; what was saved earlier, or in vain, is made anew', () => {
  const slurm = openSlurm({ ...settings, ssh: null }, localHost({ now: Date.now }));
  const play = new Play(100, slurm.arrays);
  play.start([makeTask('a'), makeTask('b')]);
  const [open] = play.run().open.values();
  const ref = { run: RUN, submission: 1, token: submissionToken(RUN, 1) };
  const outbox = new Outbox((name) => (name === CLUSTER ? slurm : undefined));
  const { arrays } = outbox.write(play.run(), 1, open?.tasks ?? []);
  expect(arrays).toMatchObject([{ run: RUN, submission: 1, tasks: [{ index: 0 }, { index: 1 }] }]);
  const sent = outbox.take(ref, play.world);
  expect(sent?.array).toBe(arrays[0]?.scripts);
  const again = outbox.take(ref, play.world);
  expect(again?.array).toBeUndefined();
  expect(packScripts(again?.jobs.map((job) => slurm.script(job)) ?? [])).toEqual(sent?.array);
  outbox.write(play.run(), 1, open?.tasks ?? []);
  outbox.clear();
  expect(outbox.take(ref, play.world)?.array).toBeUndefined();
  expect(outbox.take({ ...ref, submission: 2, token: submissionToken(RUN, 2) }, play.world)).toBeNull();
});
