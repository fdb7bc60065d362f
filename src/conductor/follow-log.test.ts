import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PretendedClock } from '../../test/simulation/pretended-clock.ts';
import type { LogFiles, LogState } from '../backends/log-files.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok } from '../engine/result.ts';
import { type FollowStart, followLog, type LogNews, wholeLength } from './follow-log.ts';
import { LogDesk } from './log-desk.ts';

/** One log that a test writes. */
class PretendedLog {
  bytes = Buffer.alloc(0);
  file = '1';
  isOver = false;
  isReachable = true;
  /** How often asking for news breaks. */
  breaks = 0;
  readonly asked: string[] = [];
  readonly clock = new PretendedClock();
  readonly desk = new LogDesk(this.#files(), this.clock);

  write(text: string | Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, Buffer.from(text as string)]);
  }

  follow(start: FollowStart, signal = new AbortController().signal) {
    const look = () => ok({ path: '/log', desk: this.desk, mayExist: true, isOver: this.isOver });
    return followLog(look, start, signal);
  }

  /** Lets time pass until it is settled. */
  async passUntil<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    void promise.finally(() => {
      isSettled = true;
    });
    for (;;) {
      await setImmediate();
      if (isSettled) return await promise;
      this.clock.step();
    }
  }

  #files(): LogFiles {
    const state = (): LogState => ({ file: this.file, size: this.bytes.length });
    return {
      readLogPart: async (_path, place) => {
        this.asked.push(`read ${place.is === 'from' ? place.from : place.is}`);
        if (!this.isReachable) return failed(problem('unreachable', 'no way there'));
        const from = place.is === 'from' ? place.from : Math.max(0, this.bytes.length - 4);
        return ok({ ...state(), from, bytes: this.bytes.subarray(from, from + place.bytes) });
      },
      searchLog: async () => ok(null),
      countLogLines: async () => ok(null),
      awaitLogs: async ([log]) => {
        const isNew = log?.seen?.size !== this.bytes.length || log.seen.file !== this.file;
        this.asked.push('wait');
        if (this.breaks-- > 0) throw new Error('pretended: it breaks');
        if (!isNew) await this.clock.sleep(2_000);
        return ok([state()]);
      },
    };
  }
}

const START: FollowStart = { is: 'from', from: 0, file: null };

function textOf(news: LogNews | undefined): string {
  return news?.is === 'part' ? Buffer.from(news.part.bytes).toString() : (news?.is ?? 'nothing');
}

async function next(following: AsyncGenerator<LogNews, void>, log: PretendedLog): Promise<string> {
  const { value } = await log.passUntil(following.next());
  return textOf(value ?? undefined);
}

test('what is written is told once, in its order, until the attempt is over', async () => {
  const log = new PretendedLog();
  const following = log.follow(START);
  log.write('one\n');
  expect(await next(following, log)).toBe('one\n');
  expect(await next(following, log)).toBe('quiet');
  log.write('two\n');
  expect(await next(following, log)).toBe('two\n');
  log.write('last\n');
  log.isOver = true;
  expect(await next(following, log)).toBe('last\n');
  expect(await next(following, log)).toBe('over');
  expect(await next(following, log)).toBe('nothing');
});

test('a machine that breaks while it is asked for news ends nothing: the log is read', async () => {
  const log = new PretendedLog();
  const following = log.follow(START);
  log.write('one\n');
  expect(await next(following, log)).toBe('one\n');
  log.breaks = 1;
  const told = next(following, log);
  log.write('two\n');
  expect(await told).toBe('two\n');
});

test('half a character waits for its other half, and is told as it is at the end', async () => {
  const log = new PretendedLog();
  const following = log.follow(START);
  const umlaut = Buffer.from('ä');
  log.write(Buffer.concat([Buffer.from('a'), umlaut.subarray(0, 1)]));
  expect(await next(following, log)).toBe('a');
  log.write(umlaut.subarray(1));
  expect(await next(following, log)).toBe('ä');
  log.write(umlaut.subarray(0, 1));
  log.isOver = true;
  expect(await next(following, log)).toBe('\ufffd');
});

test('a log that was cut or replaced is told from its beginning', async () => {
  const log = new PretendedLog();
  const following = log.follow({ is: 'from', from: 4, file: '1' });
  log.write('old\nnew\n');
  expect(await next(following, log)).toBe('new\n');
  log.bytes = Buffer.from('x\n');
  expect(await next(following, log)).toBe('anew');
  expect(await next(following, log)).toBe('x\n');
  log.bytes = Buffer.from('much more than before\n');
  log.file = '2';
  expect(await next(following, log)).toBe('anew');
  expect(await next(following, log)).toBe('much more than before\n');
});

test('following begins at the last lines where that is asked for', async () => {
  const log = new PretendedLog();
  log.write('123456789');
  expect(await next(log.follow({ is: 'last-lines', lines: 1 }), log)).toBe('6789');
});

test('no contact ends it with the reason', async () => {
  const log = new PretendedLog();
  log.isReachable = false;
  const following = log.follow(START);
  expect(await next(following, log)).toBe('problem');
  expect(await next(following, log)).toBe('nothing');
});

test('nobody asks the machine when nobody looks', async () => {
  const log = new PretendedLog();
  const leaving = new AbortController();
  const following = log.follow(START, leaving.signal);
  log.write('one\n');
  expect(await next(following, log)).toBe('one\n');
  const pending = following.next();
  leaving.abort();
  expect((await pending).done).toBe(true);
  const { length } = log.asked;
  await log.passUntil(log.clock.sleep(60_000));
  expect(log.asked.length).toBeLessThanOrEqual(length + 1);
});

test('two who follow share one waiting', async () => {
  const log = new PretendedLog();
  log.write('one\n');
  const followers = [log.follow(START), log.follow(START)];
  const both = () => log.passUntil(Promise.all(followers.map((each) => each.next())));
  await both();
  log.asked.length = 0;
  await both();
  expect(log.asked.filter((what) => what === 'wait').length).toBeLessThanOrEqual(2);
});

test('bytes are only cut where a character begins', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'ä', '日', '😀', '\n') }),
      fc.nat(),
      (text, chosen) => {
        const bytes = Buffer.from(text.toWellFormed());
        const end = bytes.length === 0 ? 0 : chosen % (bytes.length + 1);
        const whole = wholeLength(bytes.subarray(0, end));
        expect(end - whole).toBeLessThan(4);
        expect(bytes.subarray(0, whole).toString() + bytes.subarray(whole).toString()).toBe(bytes.toString());
      },
    ),
  );
  expect(wholeLength(Buffer.from([0x61, 0xff]))).toBe(2);
  expect(wholeLength(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toBe(4);
});
