import type { Backend } from '../../src/backends/backend.ts';
import { Conductor } from '../../src/conductor/conductor.ts';
import { ordersOf } from '../../src/conductor/create.ts';
import type { Configured } from '../../src/conductor/options.ts';
import { reload } from '../../src/conductor/reload.ts';
import { type RunId, runId } from '../../src/engine/ids.ts';
import { violations } from '../../src/engine/invariants.ts';
import type { RerunChoice } from '../../src/engine/rerun.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Chance } from './chance.ts';
import { checkTruth } from './check-truth.ts';
import { documentOf, type PretendedTask, randomGraph } from './graphs.ts';
import { PretendedClock, WrongClock } from './pretended-clock.ts';
import { PretendedCluster } from './pretended-cluster.ts';
import { onBadDisk } from './pretended-disk.ts';
import type { Fate } from './pretended-job.ts';
import { randomWeather, type Safeguards } from './pretended-weather.ts';

export const ALL_SAFEGUARDS: Safeguards = { ledger: true, lock: true, lookUp: true };

export interface Outcome {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly steps: number;
  readonly crashes: number;
}

/** Runs that are not over by then never will be. */
const LONGEST_MS = 30 * 24 * 3_600_000;
const MOST_STEPS = 60_000;

/** The real engine, conductor and store against a pretended cluster, network, clock and disk, all from one seed. */
export async function simulate(seed: number, safeguards: Safeguards = ALL_SAFEGUARDS): Promise<Outcome> {
  const simulation = new Simulation(seed, safeguards);
  return simulation.play();
}

class Simulation {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #clock = new PretendedClock();
  /** That of the server: somebody sets it now and then. */
  readonly #serverClock = new WrongClock(this.#clock);
  readonly #cluster: PretendedCluster;
  readonly #store: Store;
  readonly #fates = new Map<string, Fate | 'refused'>();
  readonly #graphs = new Map<string, readonly PretendedTask[]>();
  /** Workflows whose failed tasks somebody still wants done once more. */
  readonly #reruns = new Map<string, RerunChoice>();
  readonly #faults: string[] = [];
  readonly #diskFull: number;
  readonly #crashRate: number;
  readonly #clockRate: number;
  readonly #reloadRate: number;
  readonly #pollIntervalMs: number;
  #conductor: Conductor;
  #crashes = 0;
  #calm = false;
  /** False while the backend is missing in the configuration. */
  #isConfigured = true;
  #isStarting = false;
  #lastRunId = 0;

  constructor(seed: number, safeguards: Safeguards) {
    this.#seed = seed;
    this.#chance = new Chance(seed);
    this.#cluster = new PretendedCluster({
      clock: this.#clock,
      chance: this.#chance,
      weather: randomWeather(this.#chance),
      safeguards,
      maxConcurrent: this.#chance.integer(1, 8),
      arrays: this.#chance.pick([null, { smallest: 2, largest: 3 }, { smallest: 3, largest: 100 }]),
      // What failed is done once more: the second attempt succeeds.
      fateOf: ({ run, task, attempt }) =>
        attempt > 1 ? 'succeeds' : (this.#fates.get(`${run.workflow}/${task.id}`) ?? 'succeeds'),
    });
    this.#diskFull = this.#chance.happens(0.2) ? 0.02 : 0;
    this.#crashRate = this.#chance.pick([0, 0.002, 0.01]);
    this.#clockRate = this.#chance.pick([0, 0, 0.005]);
    this.#reloadRate = this.#chance.pick([0, 0, 0.005]);
    this.#pollIntervalMs = this.#chance.pick([5_000, 20_000, 60_000]);
    this.#store = onBadDisk(openStore(':memory:'), {
      fails: (rate) => !this.#calm && this.#chance.happens(rate * this.#diskFull),
      isStarting: () => this.#isStarting,
      seesOrder: this.#diskFull + this.#clockRate === 0,
      found: (faults) => this.#faults.push(...faults),
    });
    this.#conductor = this.#start();
  }

  async play(): Promise<Outcome> {
    this.#planRuns();
    this.#conductor.start();
    const startedAt = this.#clock.now();
    let steps = 0;
    while (steps < MOST_STEPS && this.#faults.length === 0 && !this.#isOver()) {
      steps += 1;
      // Without a backend there may be nothing to wait for.
      const goesOn = this.#clock.step() || !this.#isConfigured;
      if (!goesOn) {
        this.#faults.push('nothing is left to wait for, and runs have not ended');
        break;
      }
      await settled();
      this.#check();
      if (!this.#calm) this.#befall();
      else if (!this.#isConfigured) this.#reload(true);
      // In the end the weather clears up: what is right then must come to its end.
      if (this.#clock.now() - startedAt > LONGEST_MS) this.#faults.push('a run has not ended after 30 days');
      if (steps > MOST_STEPS / 2) this.#calm = true;
    }
    if (steps >= MOST_STEPS) this.#faults.push(`not over after ${steps} steps`);
    this.#faults.push(...this.#cluster.faults);
    if (this.#faults.length === 0) this.#faults.push(...checkTruth(this.#store, this.#cluster));
    await this.#finish();
    return { seed: this.#seed, faults: this.#faults, steps, crashes: this.#crashes };
  }

  #planRuns(): void {
    const runs = this.#chance.integer(1, 3);
    for (let number = 1; number <= runs; number += 1) {
      const name = `flow-${number}`;
      const graph = this.#graph(name);
      const limit = this.#chance.happens(0.5) ? null : this.#chance.integer(1, 4);
      this.#clock.after(this.#chance.integer(0, 120_000), () => void this.#submit(name, graph, limit));
      while (this.#chance.happens(0.2))
        this.#clock.after(this.#chance.integer(0, 600_000), () => this.#cancel(name));
      if (this.#chance.happens(0.15))
        this.#rerunLater(name, { is: this.#chance.pick(['failed', 'failed', 'all'] as const) });
    }
  }

  #graph(name: string): readonly PretendedTask[] {
    const graph = [...randomGraph(this.#chance, this.#chance.integer(1, 12))];
    const generator = graph[0];
    if (generator !== undefined && this.#chance.happens(0.2)) this.#addGenerator(name, graph, generator);
    for (const { id } of graph) this.#chooseFate(name, id);
    this.#graphs.set(name, graph);
    return graph;
  }

  #addGenerator(name: string, graph: PretendedTask[], generator: PretendedTask): void {
    const path = `/generated/${name}.json`;
    graph[0] = { ...generator, generates: path };
    const isBad = this.#chance.happens(0.3);
    const further = randomGraph(this.#chance, this.#chance.integer(1, 5), isBad ? 't' : 'g');
    for (const { id } of further) this.#chooseFate(name, id);
    this.#cluster.files.set(path, documentOf(further));
  }

  #chooseFate(workflow: string, task: string): void {
    const roll = this.#chance.next();
    const fate =
      roll < 0.85
        ? 'succeeds'
        : roll < 0.92
          ? 'fails'
          : roll < 0.96
            ? 'is-killed'
            : roll < 0.98
              ? 'refused'
              : 'vanishes';
    this.#fates.set(`${workflow}/${task}`, fate);
  }

  /** As a person would: when it was not accepted, once more. */
  async #submit(name: string, graph: readonly PretendedTask[], maxConcurrent: number | null): Promise<void> {
    const done = await ordersOf(this.#conductor).submitRun({
      document: { is: 'text', text: documentOf(graph), file: 'graph.json', kind: 'document' },
      backend: 'pretended',
      name,
      maxConcurrent,
      by: 'somebody',
    });
    if (done.ok || this.#runOf(name) !== null) return;
    this.#clock.after(1_000, () => void this.#submit(name, graph, maxConcurrent));
  }

  #cancel(name: string): void {
    const run = this.#runOf(name);
    if (run !== null)
      this.#conductor.observe({ is: 'cancel-wish', run, by: 'somebody' }).catch(() => undefined);
  }

  /** Presses the button now and then: until the run has ended it is refused, and afterwards taken once. */
  #rerunLater(name: string, choice: RerunChoice): void {
    this.#reruns.set(name, choice);
    this.#clock.after(this.#chance.integer(60_000, 3_600_000), () => void this.#rerun(name, choice));
  }

  async #rerun(name: string, choice: RerunChoice): Promise<void> {
    const run = this.#runOf(name);
    const done = run === null ? null : await ordersOf(this.#conductor).rerun(run, choice, 'somebody');
    const hasNothingToDo = run !== null && this.#store.readRun(run)?.status === 'completed';
    if (done?.ok === true || hasNothingToDo) this.#reruns.delete(name);
    else this.#rerunLater(name, choice);
  }

  #runOf(workflow: string): RunId | null {
    return this.#store.listRuns({ limit: 1, workflow })[0]?.info.id ?? null;
  }

  #start(): Conductor {
    this.#isStarting = true;
    const conductor = new Conductor({
      store: this.#store,
      ...this.#configured(),
      clock: this.#serverClock,
      newRunId: () => runId((++this.#lastRunId).toString(16).padStart(8, '0')),
      report: (level, message) => {
        if (level === 'error' && !message.includes('pretended')) this.#faults.push(message);
      },
    });
    this.#isStarting = false;
    return conductor;
  }

  /** The backend is another object each time, as one whose settings have changed. */
  #configured(): Configured {
    const backends = this.#isConfigured ? [anew(this.#cluster)] : [];
    return { backends, workflows: [], environments: [], pollIntervalMs: this.#pollIntervalMs };
  }

  /** What may happen to the server at any moment. */
  #befall(): void {
    if (this.#chance.happens(this.#crashRate)) this.#crash();
    if (this.#chance.happens(this.#clockRate))
      this.#serverClock.offBy += this.#chance.pick([-86_400_000, -3_600_000, -2_000, 2_000, 20_000]);
    const rate = this.#isConfigured ? this.#reloadRate : 10 * this.#reloadRate;
    if (this.#chance.happens(rate)) this.#reload(!this.#isConfigured || this.#chance.happens(0.5));
  }

  /** Another configuration: with the backend under other settings, or without it. */
  #reload(isConfigured: boolean): void {
    this.#isConfigured = isConfigured;
    reload(this.#conductor, this.#configured());
  }

  /** The process is gone from one moment to the next: what was under way goes on at the cluster, unheard. */
  #crash(): void {
    this.#crashes += 1;
    this.#conductor.stop();
    this.#conductor = this.#start();
    this.#conductor.start();
  }

  #check(): void {
    for (const text of violations(this.#conductor.world, this.#clock.now())) this.#faults.push(text);
  }

  #isOver(): boolean {
    const runs = this.#store.listRuns({ limit: 100 });
    return (
      this.#reruns.size === 0 &&
      runs.length === this.#graphs.size &&
      runs.every(({ endedAt }) => endedAt !== null)
    );
  }

  async #finish(): Promise<void> {
    this.#conductor.stop();
    await settled();
    this.#store.close();
  }
}

/** The same backend as another object. */
function anew(cluster: PretendedCluster): Backend {
  return new Proxy(cluster, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** All that follows from what has happened has happened. */
function settled(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
