import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunId, runId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel, Message } from '../notices/channel.ts';
import { openStore } from '../store/sqlite-store.ts';
import { changes, creation, event, makeCounts, makeSnapshot, makeTasks } from '../store/store.testdata.ts';
import type { Store } from '../store/store.ts';
import { Notifier } from './notifier.ts';
import type { Change } from './orders.ts';

class PretendedChannel implements Channel {
  readonly type = 'pretended';
  readonly goesTo = 'nobody';
  kinds: Channel['kinds'] = ['first_failure', 'end'];
  isForAll = true;
  readonly name: string;
  readonly got: Message[] = [];
  answer: Result<void> = ok(undefined);

  constructor(name: string) {
    this.name = name;
  }

  send(message: Message): Promise<Result<void>> {
    this.got.push(message);
    return Promise.resolve(this.answer);
  }

  told(): string[] {
    return this.got.flatMap(({ notices }) =>
      notices.map(({ run, kind, status }) => `${run} ${kind} ${status}`),
    );
  }
}

const RUN = runId('aaaaaaaa');
const OTHER = runId('bbbbbbbb');
const MINUTE = 60_000;

let store: Store;
let now = 10_000;
let timers: { at: number; call: () => void }[] = [];
let listener: ((change: Change) => void) | null = null;
let me: PretendedChannel;
let warnings: string[] = [];

beforeEach(() => {
  store = openStore(':memory:');
  now = 10_000;
  timers = [];
  warnings = [];
  me = new PretendedChannel('me');
});

afterEach(() => store.close());

function start(channels: readonly Channel[] = [me]): Notifier {
  const notifier = new Notifier({
    store,
    channels: () => channels,
    clock: {
      now: () => now,
      after: (delayMs, call) => {
        const timer = { at: now + delayMs, call };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    },
    report: (_, message) => warnings.push(message),
    onChange: (call) => {
      listener = call;
      return () => {
        listener = null;
      };
    },
  });
  notifier.start();
  return notifier;
}

/** Lets that much time pass, and everything happen that is due in it. */
async function pass(ms: number): Promise<void> {
  const until = now + ms;
  for (;;) {
    await new Promise(setImmediate);
    const next = timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
    if (next === undefined) break;
    timers = timers.filter((each) => each !== next);
    now = Math.max(now, next.at);
    next.call();
  }
  now = until;
}

function begin(run: RunId = RUN): void {
  store.save(creation(makeTasks(3), { id: run, createdAt: now }));
}

/** One of its three tasks fails; with `isEnd` all is over. */
function fail(run: RunId = RUN, isEnd = false): void {
  const lost = event(
    { kind: 'submission-refused', submission: 1, problem: problem('refused', 'no') },
    run,
    now,
  );
  const ended = event({ kind: 'run-ended', status: 'failed' }, run, now);
  const counts = makeCounts({ failed: 1, completed: isEnd ? 2 : 0, running: isEnd ? 0 : 2 });
  const snapshot = makeSnapshot({
    run,
    counts,
    status: isEnd ? 'failed' : 'running',
    endedAt: isEnd ? now : null,
  });
  const last = store.save(changes({ events: isEnd ? [lost, ended] : [lost], runs: [snapshot] }));
  listener?.({ is: 'events', last });
}

test('the first failure and the end are told, once each', async () => {
  start();
  begin();
  fail();
  await pass(2_000);
  fail();
  await pass(2_000);
  fail(RUN, true);
  await pass(5 * MINUTE);
  expect(me.told()).toEqual(['aaaaaaaa first_failure running', 'aaaaaaaa end failed']);
  expect(warnings).toEqual([]);
});

test('a run that fails and ends within a moment is told once', async () => {
  start();
  begin();
  fail(RUN, true);
  await pass(5 * MINUTE);
  expect(me.told()).toEqual(['aaaaaaaa end failed']);
});

test('what ends together is one message', async () => {
  start();
  begin(RUN);
  begin(OTHER);
  fail(RUN, true);
  fail(OTHER, true);
  await pass(2_000);
  expect(me.got.map(({ notices }) => notices.length)).toEqual([2]);
});

test('a channel hears only of what it wants, and of runs that it was chosen for', async () => {
  const lab = new PretendedChannel('lab');
  me.kinds = ['end'];
  lab.isForAll = false;
  start([me, lab]);
  begin(RUN);
  begin(OTHER);
  store.notices.setChannel(OTHER, 'lab', true);
  fail(RUN);
  fail(OTHER);
  await pass(2_000);
  expect(me.told()).toEqual([]);
  expect(lab.told()).toEqual(['bbbbbbbb first_failure running']);
});

test('a message that does not get through is tried again as the same message, and given up after a day', async () => {
  me.answer = failed(problem('unreachable', 'the mail server is away'));
  start();
  begin();
  fail(RUN, true);
  await pass(2_000);
  expect(me.got).toHaveLength(1);
  expect(warnings[0]).toContain('the mail server is away; it will be tried again');
  await pass(2 * 24 * 60 * MINUTE);
  expect(me.got).toHaveLength(8);
  expect(new Set(me.got.map(({ id }) => id)).size).toBe(1);
  expect(warnings.at(-1)).toContain('given up');
  expect(store.notices.list('me', 1)).toMatchObject([{ tries: 8, dueAt: null, sentAt: null }]);
});

test('what was not sent when the server stopped is sent after the next start', async () => {
  me.answer = failed(problem('unreachable', 'away'));
  const first = start();
  begin();
  fail();
  await pass(2_000);
  first.stop();
  fail(RUN, true);
  me.answer = ok(undefined);
  start();
  await pass(2 * MINUTE);
  expect(me.told()).toEqual([
    'aaaaaaaa first_failure running',
    'aaaaaaaa end failed',
    'aaaaaaaa first_failure running',
  ]);
});

test('messages of a channel that is taken out are settled, and not sent when it comes back', async () => {
  const channels = [me];
  me.answer = failed(problem('unreachable', 'away'));
  start(channels);
  begin();
  fail();
  await pass(2_000);
  channels.pop();
  await pass(20 * MINUTE);
  expect(store.notices.nextDueAt()).toBeNull();
  expect(warnings.at(-1)).toBe(
    "a message was not sent: the channel 'me' is not in the configuration any more",
  );
  expect(store.eventsAfter(0, 100, RUN).at(-1)).toMatchObject({
    kind: 'notice-dropped',
    body: { channel: 'me', about: 'first_failure' },
  });
  me.answer = ok(undefined);
  channels.push(me);
  await pass(60 * MINUTE);
  expect(me.got).toHaveLength(1);
  fail(RUN, true);
  await pass(2_000);
  expect(me.told()).toEqual(['aaaaaaaa first_failure running', 'aaaaaaaa end failed']);
});

test('a channel that is missing for a moment, as while a configuration is mended, loses nothing', async () => {
  const channels: Channel[] = [];
  store.save(creation(makeTasks(3), { id: OTHER, createdAt: now }));
  store.notices.add(store.lastSequence(), []);
  const first = start([me]);
  me.answer = failed(problem('unreachable', 'away'));
  begin();
  fail();
  await pass(2_000);
  first.stop();
  me.answer = ok(undefined);
  start(channels);
  await pass(8 * MINUTE);
  channels.push(me);
  await pass(2 * MINUTE);
  expect(me.told()).toEqual(['aaaaaaaa first_failure running', 'aaaaaaaa first_failure running']);
  expect(warnings.some((text) => text.includes('not in the configuration'))).toBe(false);
});

test('a message that is a day old is not sent any more', async () => {
  me.answer = failed(problem('unreachable', 'away'));
  const first = start();
  begin();
  fail();
  await pass(2_000);
  first.stop();
  now += 3 * 24 * 60 * MINUTE;
  me.answer = ok(undefined);
  start();
  await pass(2 * MINUTE);
  expect(me.got).toHaveLength(1);
  expect(warnings.at(-1)).toBe('a message was not sent: it could not be sent within a day');
  expect(store.eventsAfter(0, 100, RUN).at(-1)).toMatchObject({ kind: 'notice-dropped' });
});

test('what happened before there was anybody to tell is not told', async () => {
  begin();
  fail(RUN, true);
  start();
  await pass(2_000);
  expect(me.told()).toEqual([]);
  now += 30 * 24 * 60 * MINUTE;
  begin(OTHER);
  fail(OTHER);
  await pass(2_000);
  expect(me.told()).toEqual(['bbbbbbbb first_failure running']);
});

test('a run that somebody cancels does not count as failing', async () => {
  start();
  begin();
  const lost = event({ kind: 'task-withdrawn', task: 0, by: 'ada' }, RUN, now);
  const refused = event(
    { kind: 'submission-refused', submission: 1, problem: problem('refused', 'no') },
    RUN,
    now,
  );
  const cancelled = makeSnapshot({ counts: makeCounts({ failed: 1 }), cancel: { by: 'ada', at: now } });
  listener?.({ is: 'events', last: store.save(changes({ events: [lost, refused], runs: [cancelled] })) });
  await pass(2_000);
  expect(me.told()).toEqual([]);
});
