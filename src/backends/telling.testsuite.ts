import { expect, test } from 'vitest';
import { present } from '../engine/assert.ts';
import { recordOf } from '../engine/ids.ts';
import { type Jobs, type SuiteOptions, until, unwrap } from './suite-jobs.testdata.ts';

/** No zone is so near to UTC. */
const QUARTER_HOUR_MS = 900_000;

function expectNow(...times: readonly (number | null)[]): void {
  for (const at of times)
    if (at !== null)
      expect(Math.abs(at - Date.now()), new Date(at).toISOString()).toBeLessThan(QUARTER_HOUR_MS);
}

/** Part of the suite of backends: what they tell of time, room and disk. */
export function telling(jobs: Jobs, { patienceMs, zoneOffset }: SuiteOptions): void {
  test('its times are right, whatever the zone of the machine', { timeout: patienceMs }, async () => {
    const zone = unwrap(await jobs.backend.runCommand('date +%z')).trim();
    if (zoneOffset !== undefined) expect(zone).toBe(zoneOffset);
    const request = jobs.request({ command: 'sleep 600' });
    const job = await jobs.submit(request);
    const listed = await until(patienceMs, async () =>
      unwrap(await jobs.backend.list()).jobs.find((one) => one.job === job && one.state === 'running'),
    );
    expectNow(listed.submittedAt, listed.startedAt);
    expect(listed.elapsedSeconds).toBeLessThan(QUARTER_HOUR_MS / 1000);
    unwrap(await jobs.backend.cancel([job]));
    const question = { job, record: recordOf(request.token, null), run: request.run.id };
    const endings = await until(patienceMs, async () => {
      const { endings: said } = unwrap(await jobs.backend.inquire([question]));
      return said.length > 0 && said;
    });
    for (const { startedAt, finishedAt } of endings) expectNow(startedAt, finishedAt);
  });

  test('there are figures', async () => {
    const { cpus, disk } = unwrap(await jobs.backend.figures());
    expect(cpus?.total).toBeGreaterThan(0);
    expect(disk?.totalBytes).toBeGreaterThan(disk?.availableBytes ?? Number.NaN);
  });

  test.each([true, false])('there is room, told in one command (with standing: %s)', async (withStanding) => {
    const before = jobs.backend.politeness().total.commands;
    const capacity = unwrap(await present(jobs.backend.capacity, 'the capability')(withStanding));
    // Others may ask meanwhile.
    expect(jobs.backend.politeness().total.commands).toBeGreaterThan(before);
    const { whole, partitions, disk, user, standing } = capacity;
    expect(user).not.toBe('');
    for (const amount of [whole, ...partitions].flatMap(({ cpus, memory }) => [cpus, memory])) {
      expect(amount?.free ?? 0).toBeGreaterThanOrEqual(0);
      expect(amount?.free ?? 0).toBeLessThanOrEqual(amount?.total ?? 0);
    }
    expect(whole.cpus?.total).toBeGreaterThan(0);
    expect(disk?.totalBytes).toBeGreaterThan(0);
    const names = Object.keys(unwrap(await jobs.backend.limits()).partitions);
    expect(partitions.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    if (withStanding) expect(standing).not.toBeNull();
  });
}
