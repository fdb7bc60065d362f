import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail } from '../../src/wire/runs.ts';
import { sideEffects, slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';
import { mostAtOnce } from './records.ts';
import { waitUntil } from './wait.ts';

const cluster = ownCluster();
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
});

afterAll(async () => {
  await program?.stop();
});

/** Each of the first 199 notes its begin and its end, and the last waits for all of them. */
const sims = Array.from({ length: 199 }, (_, index) => `sim.${index}`);
const note = (what: string, id: string) => `date "+${what} ${id} %s.%N" >> ~/killed`;
const tasks = [
  task('last', note('begin', 'last'), ['sim.*']),
  ...sims.map((id) => task(id, `${note('begin', id)}; sleep 1.2; ${note('end', id)}`)),
];

describe('a server that is killed in the middle of a run of 200 tasks with max_concurrent 10', () => {
  let run: RunDetail;

  beforeAll(async () => {
    const id = await program.submit(tasks, { max_concurrent: 10 });

    await waitUntil('the scheduler has the first jobs', async () => (await queueLength()) > 0, 30_000, 20);
    await program.kill();
    await program.start();

    await doneUntil(id, 80);
    await program.kill();
    await waitUntil(
      'the jobs go on to their end without the server',
      async () => (await queueLength()) === 0,
    );
    await program.start();

    await doneUntil(id, 200);
    run = await program.ended(id);
  }, 240_000);

  it('ends the run as it would have', () => {
    expect([run.status, run.status_counts]).toEqual(['completed', { completed: 200 }]);
  });

  it('has had each task executed once, the last one after all others', async () => {
    const begun = (await notes()).filter(({ what }) => what === 'begin').map(({ id }) => id);
    expect(begun.toSorted()).toEqual([...sims, 'last'].toSorted());
    expect(begun.at(-1)).toBe('last');
  });

  it('never had more than ten jobs at once, by the records of the scheduler', async () => {
    const taskOf = new Map(run.items.map(({ job_id, task }) => [job_id, task.id]));
    const records = await waitUntil('accounting knows all ends', async () => {
      const ours = (await cluster.records()).filter(({ job, end }) => taskOf.has(job) && end !== null);
      return ours.length === 200 && ours;
    });
    // On a busy machine the scheduler notes an end seconds late, and a job that has ended makes room at once. It counts seconds.
    const ends = await at('end');
    const times = records.map(({ job, start, end }) => {
      const own = ends.get(taskOf.get(job) ?? '');
      return { start, end: own === undefined ? end : Math.floor(own) };
    });
    expect(mostAtOnce(times)).toBeLessThanOrEqual(10);
    expect(mostAtOnce(times)).toBeGreaterThan(1);
  });

  it('never had more than ten tasks at once, by the clock of the tasks themselves', async () => {
    const ends = await at('end');
    const times = [...(await at('begin'))].map(([id, start]) => ({ start, end: ends.get(id) ?? null }));
    expect(mostAtOnce(times)).toBeLessThanOrEqual(10);
    expect(mostAtOnce(times)).toBeGreaterThan(1);
  });
});

async function queueLength(): Promise<number> {
  return (await cluster.run('user', 'squeue -h -o %i')).stdout.split('\n').filter((id) => id !== '').length;
}

async function notes() {
  return (await sideEffects(cluster, '~/killed')).map((line) => {
    const [what = '', id = '', time] = line.split(' ');
    return { what, id, time: Number(time) };
  });
}

/** When tasks noted that, in seconds since 1970, by the task. */
async function at(word: 'begin' | 'end'): Promise<ReadonlyMap<string, number>> {
  return new Map((await notes()).filter(({ what }) => what === word).map(({ id, time }) => [id, time]));
}

/** Waits until so many tasks have ended, while somebody impatient presses the poll button all the time. */
async function doneUntil(id: string, count: number): Promise<void> {
  await waitUntil(
    `${count} tasks have ended`,
    async () => {
      await program.ask('POST', '/poll');
      return (await program.run(id)).completed_count >= count;
    },
    180_000,
    500,
  );
}
