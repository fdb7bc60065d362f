import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Calls } from './command.ts';
import { Meter, type Tally } from './meter.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOON = Date.UTC(2026, 1, 19, 12);
const NOTHING: Tally = { calls: {}, logins: 0, sessions: 0, commands: 0, bytesSent: 0, bytesReceived: 0 };

/** A meter, and a clock that a test sets. */
function meterAt(start: number): { meter: Meter; at: (now: number) => Meter } {
  let now = start;
  const meter = new Meter(() => now);
  const at = (moment: number): Meter => {
    now = moment;
    return meter;
  };
  return { meter, at };
}

const script = (calls?: Calls) => (calls === undefined ? {} : { calls });
const silence = { stdout: '' };

describe('a meter', () => {
  test('has counted nothing since it was made', () => {
    const { at } = meterAt(NOON);
    expect(at(NOON + HOUR_MS).politeness()).toEqual({
      since: NOON,
      total: NOTHING,
      lastHour: NOTHING,
      hours: [],
    });
  });

  test('counts logins, sessions, commands, calls and bytes', () => {
    const { meter } = meterAt(NOON);
    meter.login();
    meter.session();
    meter.session();
    meter.command(script({ squeue: 1 }), silence);
    meter.command(script({ scontrol: 3, squeue: 1 }), silence);
    meter.command(script(), silence);
    meter.sent(10);
    meter.received(400);
    meter.received(2);
    const tally = {
      calls: { squeue: 2, scontrol: 3 },
      logins: 1,
      sessions: 2,
      commands: 3,
      bytesSent: 10,
      bytesReceived: 402,
    };
    expect(meter.politeness()).toEqual({
      since: NOON,
      total: tally,
      lastHour: tally,
      hours: [{ startsAt: NOON, ...tally }],
    });
  });

  test('reads off what a script printed how often it called, where that is how it is known', () => {
    const { meter } = meterAt(NOON);
    meter.command({ calls: (stdout) => ({ sbatch: stdout.length }) }, { stdout: '....' });
    expect(meter.politeness().total.calls).toEqual({ sbatch: 4 });
  });

  test('begins a new hour on the hour of UTC', () => {
    const { at } = meterAt(NOON);
    at(NOON + HOUR_MS - 1).login();
    at(NOON + HOUR_MS).sent(5);
    at(NOON + 2 * HOUR_MS + 30).sent(7);
    expect(at(NOON + 3 * HOUR_MS).politeness().hours).toEqual([
      { ...NOTHING, startsAt: NOON, logins: 1 },
      { ...NOTHING, startsAt: NOON + HOUR_MS, bytesSent: 5 },
      { ...NOTHING, startsAt: NOON + 2 * HOUR_MS, bytesSent: 7 },
    ]);
  });

  test('takes the last hour for the last 60 minutes, whatever the hour', () => {
    const { at } = meterAt(NOON);
    at(NOON + 30 * MINUTE_MS).sent(1);
    at(NOON + 31 * MINUTE_MS).sent(10);
    at(NOON + 89 * MINUTE_MS).sent(100);
    expect(at(NOON + 89 * MINUTE_MS).politeness().lastHour.bytesSent).toBe(111);
    expect(at(NOON + 90 * MINUTE_MS).politeness().lastHour.bytesSent).toBe(110);
    expect(at(NOON + 150 * MINUTE_MS).politeness().lastHour).toEqual(NOTHING);
  });

  test('keeps 48 hours, and the total of all', () => {
    const { at } = meterAt(NOON);
    for (let hour = 0; hour < 50; hour += 1) at(NOON + hour * HOUR_MS).login();
    const { hours, total } = at(NOON + 50 * HOUR_MS).politeness();
    expect(hours).toHaveLength(48);
    expect([hours.at(0)?.startsAt, hours.at(-1)?.startsAt]).toEqual([
      NOON + 2 * HOUR_MS,
      NOON + 49 * HOUR_MS,
    ]);
    expect(total.logins).toBe(50);
  });

  test('goes on counting after the clock was set back from far ahead', () => {
    const { at } = meterAt(NOON);
    const ahead = NOON + 10_000 * HOUR_MS;
    for (let hour = 0; hour < 48; hour += 1) at(ahead + hour * HOUR_MS).login();
    at(NOON).sent(9);
    const { hours, lastHour } = at(NOON).politeness();
    expect(hours[0]).toEqual({ ...NOTHING, startsAt: NOON, bytesSent: 9 });
    expect(hours).toHaveLength(48);
    expect(lastHour).toEqual({ ...NOTHING, bytesSent: 9 });
  });

  test('loses and doubles nothing, whatever the clock does', () => {
    const happenings = fc.array(
      fc.record({
        // Within 40 hours, in any order: fewer than are kept.
        at: fc.integer({ min: NOON, max: NOON + 40 * HOUR_MS }),
        squeue: fc.nat(5),
        sacct: fc.nat(5),
        bytes: fc.nat(1000),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(happenings, (all) => {
        const { at } = meterAt(NOON);
        for (const { at: moment, squeue, sacct, bytes } of all) {
          at(moment).command(script({ squeue, sacct }), silence);
          at(moment).received(bytes);
        }
        const { hours, total } = at(NOON).politeness();
        const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
        expect(total.commands).toBe(all.length);
        expect(total.calls.squeue ?? 0).toBe(sumOf(all.map(({ squeue }) => squeue)));
        expect(total.bytesReceived).toBe(sumOf(all.map(({ bytes }) => bytes)));
        expect(sumOf(hours.map(({ bytesReceived }) => bytesReceived))).toBe(total.bytesReceived);
        expect(sumOf(hours.map(({ calls }) => calls.sacct ?? 0))).toBe(total.calls.sacct ?? 0);
        expect(hours.every(({ startsAt }) => startsAt % HOUR_MS === 0)).toBe(true);
        expect(hours.map(({ startsAt }) => startsAt)).toEqual(
          [...new Set(all.map((each) => Math.floor(each.at / HOUR_MS) * HOUR_MS))].toSorted((a, b) => a - b),
        );
      }),
    );
  });

  test('knows the last 60 minutes to the minute, while the clock goes on', () => {
    const steps = fc.array(fc.record({ laterMs: fc.nat(20 * MINUTE_MS), bytes: fc.nat(1000) }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(steps, fc.nat(2 * HOUR_MS), (all, waitMs) => {
        const { at } = meterAt(NOON);
        let now = NOON;
        const sent = all.map(({ laterMs, bytes }) => {
          now += laterMs;
          at(now).sent(bytes);
          return { at: now, bytes };
        });
        now += waitMs;
        const thisMinute = Math.floor(now / MINUTE_MS);
        const expected = sent
          .filter((one) => Math.floor(one.at / MINUTE_MS) > thisMinute - 60)
          .reduce((sum, { bytes }) => sum + bytes, 0);
        expect(at(now).politeness().lastHour.bytesSent).toBe(expected);
      }),
    );
  });
});
