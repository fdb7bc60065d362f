import { expect } from 'vitest';
import { Chance } from '../../test/simulation/chance.ts';
import { PretendedClock } from '../../test/simulation/pretended-clock.ts';
import { PretendedCluster } from '../../test/simulation/pretended-cluster.ts';
import { type BackendName, backendName, runId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { createConductor } from './create.ts';
import type { ConductorOptions } from './options.ts';
import type { RunRequest } from './orders.ts';

const CALM = {
  cut: 0,
  lostAnswer: 0,
  busy: 0,
  hostDies: 0,
  falseEmpty: 0,
  omission: 0,
  lostHint: 0,
  largestArray: 1000,
};

/** A conductor on pretended clusters; time passes when a test lets it. */
export class Stage {
  readonly clock = new PretendedClock();
  readonly store: Store;
  readonly clusters: PretendedCluster[];
  readonly reports: string[] = [];
  /** Of its conductor. */
  readonly options: ConductorOptions;
  readonly conductor: ReturnType<typeof createConductor>;
  #nextRun = 1;

  constructor(names: readonly string[] = ['mercury'], more: Partial<ConductorOptions> = {}) {
    this.store = more.store ?? openStore(':memory:');
    this.clusters = names.map((name) => this.makeCluster(backendName(name)));
    this.options = {
      store: this.store,
      backends: this.clusters,
      workflows: [],
      environments: [],
      pollIntervalMs: 10_000,
      clock: this.clock,
      newRunId: () => runId(`0000000${this.#nextRun++}`),
      report: (_, message) => this.reports.push(message),
      ...more,
    };
    this.conductor = createConductor(this.options);
    this.conductor.start();
  }

  get orders() {
    return this.conductor.orders;
  }

  /** Lets time pass until the promise has its answer. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const noted = promise.finally(() => {
      done = true;
    });
    for (let step = 0; !done && step < 10_000; step += 1) await this.step();
    return noted;
  }

  async untilTrue(condition: () => boolean): Promise<void> {
    for (let step = 0; !condition() && step < 10_000; step += 1) await this.step();
    expect(condition()).toBe(true);
  }

  async step(): Promise<void> {
    this.clock.step();
    await new Promise((settled) => setImmediate(settled));
  }

  makeCluster(name: BackendName, maxConcurrent = 10): PretendedCluster {
    const cluster = new PretendedCluster({
      clock: this.clock,
      chance: new Chance(1),
      weather: CALM,
      safeguards: { ledger: true, lock: true, lookUp: true },
      maxConcurrent,
      arrays: null,
      fateOf: () => 'succeeds',
    });
    return Object.assign(cluster, { name });
  }
}

/** A document as a request. */
export function text(tasks: readonly object[], more: Partial<RunRequest> = {}): RunRequest {
  const document = {
    is: 'text',
    text: JSON.stringify(tasks),
    file: 'flows/grid.json',
    kind: 'document',
  } as const;
  return { document, backend: 'mercury', by: 'ada', ...more };
}
