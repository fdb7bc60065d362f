import { expect, test } from 'vitest';
import { type PbsJob, parseJobs } from './job.ts';
import { parseOtherForm } from './other-form.ts';
import { recorded } from './recorded.testdata.ts';
import { statementOf } from './statement.ts';

const MARK = '\u001e0123456789ab';

/** The jobs of a recording, in whatever form it is. */
function jobsIn(file: string): readonly PbsJob[] {
  const text = recorded(file);
  return (/^[{<]/.test(text) ? parseOtherForm(text + MARK, MARK) : parseJobs(text)) ?? [];
}

/** `reason exit code/signal`, or the state of a job that has not ended. */
function saidOf(job: PbsJob): string {
  const statement = statementOf(job);
  if (statement === null) return 'in doubt';
  const { ending, queue } = statement;
  return ending === null ? queue : `${ending.reason} ${ending.exitCode}/${ending.signal}`;
}

function said(file: string): Record<string, string> {
  return Object.fromEntries(jobsIn(file).map((job) => [job.id, saidOf(job)]));
}

test.each([
  ['openpbs/qstat-xf.F-exit0.out', 'completed 0/null'],
  ['openpbs/qstat-xf.F-exit7.out', 'exit 7/null'],
  ['openpbs/qstat-xf.F-qdel.out', 'cancelled null/15'],
  ['openpbs/qstat-xf.F-qdel-waiting.out', 'cancelled null/null'],
  ['openpbs/qstat-xf.F-walltime.out', 'timeout null/null'],
  ['openpbs/qstat-xf.F-busy.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-badout.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-badshell.out', 'exit 254/null'],
  ['openpbs/qstat-xf-json.F-busy.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-cput.out', 'signal 137/9'],
  ['openpbs/qstat-xf-json.F-dep-deleted.out', 'cancelled null/null'],
  ['openpbs/qstat-xf-json.F-dep-ran.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-exit0.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-exit255.out', 'exit 255/null'],
  ['openpbs/qstat-xf-json.F-exit7.out', 'exit 7/null'],
  ['openpbs/qstat-xf-json.F-kill9.out', 'signal 137/9'],
  ['openpbs/qstat-xf-json.F-memover.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-node-fail-norerun.out', 'node-failure null/null'],
  ['openpbs/qstat-xf-json.F-nohome.out', 'unknown-failure null/null'],
  ['openpbs/qstat-xf-json.F-output-dir.out', 'completed 0/null'],
  ['openpbs/qstat-xf-json.F-prologue-abort.out', 'unknown-failure null/null'],
  ['openpbs/qstat-xf-json.F-qdel-held.out', 'cancelled null/null'],
  ['openpbs/qstat-xf-json.F-qdel-queued.out', 'cancelled null/null'],
  ['openpbs/qstat-xf-json.F-qdel-trap.out', 'cancelled null/15'],
  ['openpbs/qstat-xf-json.F-qdel.out', 'cancelled null/15'],
  ['openpbs/qstat-xf-json.F-walltime-trap.out', 'timeout null/null'],
  ['openpbs/qstat-xf-json.F-walltime.out', 'timeout null/null'],
  ['openpbs/qstat-xf-json.dep-finished-failed.out', 'cancelled null/null'],
  ['openpbs/qstat-xf-json.dep-unknown.out', 'cancelled null/null'],
  ['openpbs/rel230606.qstat-xf-json.F-exit7.out', 'exit 7/null'],
  ['openpbs/rel230606.qstat-xf-json.F-walltime.out', 'timeout null/null'],
  ['torque/qstat-f.C-exit0.out', 'completed 0/null'],
  ['torque/qstat-f.C-exit7.out', 'exit 7/null'],
  ['torque/qstat-f.C-qdel.out', 'cancelled null/15'],
  ['torque/qstat-f.C-walltime.out', 'timeout null/null'],
  ['torque/qstat-fx.C-exit0.out', 'completed 0/null'],
])('%s tells of an end: %s', (file, expected) => {
  expect(Object.values(said(file))).toEqual([expected]);
});

test.each([
  // A node was lost, and the job will run again; it was held after too many attempts; it is not yet through.
  ['openpbs/qstat-f-json.Q-node-fail-requeued.out', 'pending'],
  ['openpbs/qstat-f-json.H-too-many-attempts.out', 'pending'],
  ['openpbs/qstat-f.H-too-many-attempts.out', 'pending'],
  ['openpbs/qstat-f-json.E-badout.out', 'completing'],
  ['openpbs/qstat-f.E-stageout-hanging.out', 'completing'],
  ['openpbs/qstat-f-json.Q-never.out', 'pending'],
  ['openpbs/qstat-f.Q-never.out', 'pending'],
  ['openpbs/qstat-f-json.Q-node-offline.out', 'pending'],
  ['openpbs/qstat.stopped-queue.out', 'pending'],
  ['openpbs/qstat-f-json.H-depend.out', 'pending'],
  ['openpbs/qstat-f.H-depend.out', 'pending'],
  ['openpbs/qstat-f-json.H-user.out', 'pending'],
  ['openpbs/qstat-f-json.W.out', 'pending'],
  ['openpbs/qstat-f.W.out', 'pending'],
  ['openpbs/qstat-f-json.W-stagein.out', 'pending'],
  ['openpbs/qstat-f.W-stagein.out', 'pending'],
  ['openpbs/qstat-f-json.stagein-R15.out', 'pending'],
  ['openpbs/qstat-f-json.multiday.out', 'pending'],
  ['openpbs/qstat-f-json.multiday-seconds.out', 'pending'],
  ['openpbs/qstat-f-json.subjob-queued.out', 'pending'],
  ['openpbs/qstat-f-json.array-H.out', 'pending'],
  ['openpbs/qstat-f-json.array-B.out', 'running'],
  ['openpbs/qstat-f.array-B.out', 'running'],
  ['openpbs/qstat-f-json.H-depend-base.out', 'running'],
  ['openpbs/qstat-f-json.R-busy.out', 'running'],
  ['openpbs/qstat-f.R-busy.out', 'running'],
  ['openpbs/qstat-f-w.R.out', 'running'],
  ['openpbs/qstat-f-json.running-busy.out', 'running'],
  ['openpbs/rel230606.qstat-f-json.R-busy.out', 'running'],
  ['openpbs/qstat-f-json.R-multichunk.out', 'running'],
  ['openpbs/qstat-f.R-multichunk.out', 'running'],
  ['openpbs/qstat-f-json.R-node-down.out', 'running'],
  ['openpbs/qstat-f-json.after-qdel-0s.out', 'running'],
  ['openpbs/qstat-f-json.after-restart.out', 'running'],
  ['openpbs/qstat-f-json.subjob-running.out', 'running'],
  ['openpbs/qstat-f-json.S-suspended.out', 'suspended'],
  ['openpbs/nohist.qstat-empty-json.out', 'running'],
  ['torque/qstat-f.H.out', 'pending'],
  ['torque/qstat-f.R.out', 'running'],
  ['torque/qstat-f1.R.out', 'running'],
  ['torque/qstat-fx.R.out', 'running'],
])('%s tells of no end: %s', (file, expected) => {
  expect(Object.values(said(file))).toEqual([expected]);
});

const FINISHED = {
  '50[]': 'ended',
  '50[0]': 'completed 0/null',
  '50[1]': 'exit 1/null',
  '50[2]': 'exit 2/null',
  '50[3]': 'completed 0/null',
  // Deleted while it waited; the exit status that it shows is that of the array.
  '50[4]': 'cancelled null/null',
  '50[5]': 'exit 2/null',
};
const RUNNING = { '75[]': 'running', '75[0]': 'running', '75[1]': 'running', '75[2]': 'running' };
const THREE = { 11: 'completed 0/null', 12: 'exit 7/null', 13: 'exit 255/null' };
const NAMED = { 11: 'completed 0/null' };
const MIXED = { 6: 'running' };

test.each([
  ['openpbs/qstat-xtf.array-F.out', FINISHED],
  ['openpbs/qstat-xtf-json.array-F.out', FINISHED],
  ['openpbs/qstat-xf-json.array-F.out', { '50[]': 'ended' }],
  ['openpbs/qstat-f-json.subjob-X.out', { '50[1]': 'exit 1/null' }],
  [
    'openpbs/qstat-tf-json.array-mid.out',
    // The fifth was deleted while it waited, which cannot be seen while the array lives.
    { ...FINISHED, '50[]': 'running', '50[3]': 'running', '50[4]': 'ended', '50[5]': 'running' },
  ],
  [
    'openpbs/nohist.qstat-tf-json.array-mid.out',
    // Without history an element that ran and one that did not look the same.
    { '538[]': 'running', '538[0]': 'ended', '538[1]': 'running', '538[2]': 'pending' },
  ],
  ['openpbs/rel230606.qstat-tf-json.array-R.out', { ...RUNNING, '75[3]': 'running' }],
  ['openpbs/qstat-xf-three-ids.out', THREE],
  ['openpbs/rel230606.qstat-xf-json.three-ids.out', THREE],
  ['openpbs/qstat-xf-json-three-ids.out', NAMED],
  ['openpbs/qstat-id-short.out', NAMED],
  ['openpbs/qstat-xf-json-mixed.out', { 22: 'pending' }],
  ['openpbs/rel230606.qstat-xf-json.mixed.out', { 52: 'pending', ...NAMED }],
  ['openpbs/rel230606.qstat-f-json.two-live.out', { 74: 'running', 52: 'pending' }],
  ['openpbs/rel230606.qstat-f-json.unknown-first.out', { 52: 'pending' }],
  ['openpbs/nohist.qstat-f-mixed.out', MIXED],
  ['openpbs/nohist.qstat-f-json-mixed.out', MIXED],
  ['torque/qstat-fx.mixed.out', { 2: 'running', 5: 'pending' }],
])('%s tells of several', (file, expected) => {
  expect(said(file)).toEqual(expected);
});

test.each(['openpbs/qstat-tf.array-B.out', 'openpbs/qstat-tf-json.array-B.out', 'torque/qstat-tf.array.out'])(
  '%s: three elements run, three wait',
  (file) => {
    const states = Object.values(said(file));
    expect(states.filter((state) => state === 'pending')).toHaveLength(3);
    expect(states.filter((state) => state === 'running').length).toBeGreaterThanOrEqual(3);
  },
);

test('torque/qstat-f.array.out and qstat-fx.all.out: every job of the server', () => {
  const all = said('torque/qstat-f.array.out');
  expect(all).toMatchObject({ 0: 'completed 0/null', 1: 'exit 7/null', '4[]': 'running', 6: 'pending' });
  expect(said('torque/qstat-fx.all.out')).toMatchObject({
    ...all,
    3: 'timeout null/null',
    '4[]': 'ended',
  });
});

test.each([
  'openpbs/nohist.qstat-f-json-nojobs.out',
  'openpbs/nohist.qstat-f-json-ended.out',
  'openpbs/nohist.qstat-tf-json.array-ended.out',
  'openpbs/nohist.qstat-xf-json-ended.out',
  'openpbs/nohist.qstat-xf-json-noid.out',
  'openpbs/qstat-f-json-finished-nox.out',
  'openpbs/qstat-xf-json-unknown.out',
  'openpbs/rel230606.qstat-f-json.unknown.out',
  'openpbs/serverdown.qstat-f-json.out',
  'openpbs/nohist.qstat-f-nojobs.out',
])('%s holds no job', (file) => {
  expect(said(file)).toEqual({});
});

test('what was used, when and where', () => {
  const [busy] = jobsIn('openpbs/qstat-xf.F-busy.out').map((job) => statementOf(job)?.ending);
  expect(busy).toMatchObject({
    source: 'queue',
    startedAt: Date.parse('2026-11-22T15:51:04Z'),
    finishedAt: Date.parse('2026-11-22T15:52:00Z'),
    node: 'pbshead',
    usage: { cpuEfficiency: 70.9, maxRssBytes: 218_812 * 1024 },
  });
  const [torque] = jobsIn('torque/qstat-f.C-qdel.out').map((job) => statementOf(job)?.ending);
  expect(torque).toMatchObject({
    startedAt: Date.parse('2026-11-22T16:54:36Z'),
    finishedAt: Date.parse('2026-11-22T16:54:40Z'),
    node: 'tqhead',
    usage: { cpuEfficiency: 50, maxRssBytes: 116_896 * 1024 },
  });
  const [never] = jobsIn('openpbs/qstat-xf.F-qdel-waiting.out').map((job) => statementOf(job)?.ending);
  expect(never).toMatchObject({ startedAt: null, node: null, raw: 'It was deleted before it ran' });
});

test('openpbs/qstat-xf-json.F-cput.out, .F-memover.out: what was used of what was asked for', () => {
  const usage = (file: string) => jobsIn(file).map((job) => statementOf(job)?.ending?.usage)[0];
  expect(usage('openpbs/qstat-xf-json.F-cput.out')?.maxRssBytes).toBe(5700 * 1024);
  expect(usage('openpbs/qstat-xf-json.F-memover.out')?.maxRssBytes).toBe(321_260 * 1024);
});

test('words go with a status that means more than its number', () => {
  const raw = (file: string) => jobsIn(file).map((job) => statementOf(job)?.ending?.raw)[0];
  expect(raw('openpbs/qstat-xf-json.F-nohome.out')).toMatch(/^Exit_status -2: .*home directory/);
  expect(raw('openpbs/qstat-xf-json.F-badshell.out')).toMatch(/^Exit_status 254, .*shell/);
  expect(raw('openpbs/qstat-xf-json.F-node-fail-norerun.out')).toBe('Exit_status -20: its node was lost');
});
