import { join } from 'node:path';
import type { RunDetail } from '../../src/wire/runs.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { slurmOverSsh } from '../cluster/documents.ts';
import { type Program, startProgram } from '../cluster/program.ts';
import { type JobRecord, mostAtOnce } from '../cluster/records.ts';
import { waitUntil } from '../cluster/wait.ts';
import { type Foreigners, startForeigners } from './foreigners.ts';
import { authored, type PlannedTask, plannedTasks } from './graph.ts';
import { type MishapCounts, plannedMishaps } from './mishaps.ts';
import { type Played, Player } from './play.ts';
import { type Tally, tally } from './tally.ts';
import { countBegun, readTraces } from './traces.ts';

export interface ChaosOptions extends MishapCounts {
  readonly seed: number;
  readonly tasks: number;
  readonly maxConcurrent: number;
  /** The whole may take so long. */
  readonly limitSeconds: number;
}

export interface ChaosReport extends Tally, Played {
  readonly tasks: number;
  /** That were executed; the others had to be blocked. */
  readonly executed: number;
  /** That went out as elements of job arrays. */
  readonly inArrays: number;
  readonly foreignersTouched: readonly string[];
  /** By the scheduler's records. */
  readonly mostAtOnce: number;
  /** From the submission to the end of the run. */
  readonly seconds: number;
}

/** The last mishap comes when so much of the run has begun. */
const LAST_MISHAP_AT = 0.92;
/** A mishap waits for its share of the tasks to have begun, but not for ever: also a standing run has accidents. */
const SHORTEST_PATIENCE_MS = 8_000;
/** Of all mishaps together: a single one comes in the middle, however long that takes. */
const PATIENCE_MS = 240_000;

/**
 * One run of the real program on a real cluster, while the mishaps of the seed happen to it.
 * @throws Error when the run does not end in time, or when the program does not start again.
 */
export async function runChaos(
  cluster: Cluster,
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosReport> {
  const program = await startProgram(`backends:\n${slurmOverSsh(cluster)}\n    array_min: 2`);
  const foreigners = await startForeigners(cluster);
  try {
    return await playOn(cluster, program, foreigners, options, say);
  } finally {
    await foreigners.stop();
    await program.stop();
  }
}

async function playOn(
  cluster: Cluster,
  program: Program,
  foreigners: Foreigners,
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosReport> {
  const planned = plannedTasks(options.seed, options.tasks);
  const name = `chaos-${options.seed}-${Date.now()}`;
  await cluster.run('user', `mkdir ~/${name}`);
  const folder = join(cluster.dir, 'home', name);
  const begunAt = performance.now();
  const seconds = () => Math.round((performance.now() - begunAt) / 1000);
  const run = await program.submit(
    planned.map((task) => authored(task, name)),
    { max_concurrent: options.maxConcurrent },
  );
  const timed = (line: string) =>
    say(`${String(seconds()).padStart(4)} s, ${countBegun(folder)} begun: ${line}`);
  const player = new Player({ cluster, program, run, say: timed });
  try {
    await playAll(player, planned, options, folder);
    const ended = await program.ended(run, options.limitSeconds * 1000 - (performance.now() - begunAt));
    const took = seconds();
    await player.finish();
    const report = await weigh(cluster, planned, ended, folder);
    const touched = await foreigners.touched();
    return { ...report, ...player.played, foreignersTouched: touched, seconds: took };
  } finally {
    await player.finish();
  }
}

async function weigh(cluster: Cluster, planned: readonly PlannedTask[], run: RunDetail, folder: string) {
  const records = await finalRecords(cluster, run);
  const traces = readTraces(folder);
  const ours = new Set(run.items.map(({ job_id }) => job_id));
  return {
    ...tally(planned, { traces, records, run }),
    tasks: planned.length,
    executed: traces.size,
    inArrays: run.items.filter(({ job_id }) => job_id?.includes('_')).length,
    mostAtOnce: mostAtOnce(records.filter(({ job }) => ours.has(job))),
  };
}

/** Spreads the mishaps over the run by how many tasks have begun. */
async function playAll(
  player: Player,
  planned: readonly PlannedTask[],
  options: ChaosOptions,
  folder: string,
): Promise<void> {
  const mishaps = plannedMishaps(options.seed, options);
  const patienceMs = Math.max(SHORTEST_PATIENCE_MS, PATIENCE_MS / mishaps.length);
  const executable = planned.filter(({ end }) => end.is !== 'blocked').length;
  for (const [index, mishap] of mishaps.entries()) {
    const share = ((index + 1) / (mishaps.length + 1)) * LAST_MISHAP_AT * executable;
    await waitUntil('its share has begun', () => countBegun(folder) >= share, patienceMs).catch(() => {});
    await player.play(mishap);
  }
}

/** Accounting hears of an end a little later, and after an outage of its own much later. */
async function finalRecords(cluster: Cluster, run: RunDetail): Promise<JobRecord[]> {
  const jobs = run.items.flatMap(({ job_id }) => job_id ?? []);
  let records: JobRecord[] = [];
  const look = async () => {
    records = await cluster.records();
    const ended = new Set(records.filter(({ end }) => end !== null).map(({ job }) => job));
    return jobs.every((job) => ended.has(job));
  };
  // What is missing then is counted as lost.
  await waitUntil('accounting knows all ends', look, 90_000, 1_000).catch(() => {});
  return records;
}
