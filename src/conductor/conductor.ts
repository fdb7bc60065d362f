import type { Backend } from '../backends/backend.ts';
import type { Effect } from '../engine/effect.ts';
import type { QueuedJob } from '../engine/evidence.ts';
import type { BackendName } from '../engine/ids.ts';
import { learn, runsOn } from '../engine/learn.ts';
import type { Observation } from '../engine/observation.ts';
import { problem } from '../engine/problem.ts';
import { restoreRun } from '../engine/restore.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { createWorld, type World } from '../engine/world.ts';
import type { Source } from '../sources/source.ts';
import { Alarm } from './alarm.ts';
import { Cancels } from './cancels.ts';
import { Catalog } from './catalog.ts';
import { Ear } from './ear.ts';
import { Listeners } from './listeners.ts';
import type { ConductorOptions, Configured } from './options.ts';
import type { Change } from './orders.ts';
import { findOrphans } from './orphans.ts';
import { Outbox } from './outbox.ts';
import { perform } from './perform.ts';
import { endingQuestions, questionsAbout } from './questions.ts';
import { guarded, messageOf } from './report.ts';
import { CostKeeper } from './run-costs.ts';
import { tick } from './tick.ts';
import { Watch } from './watch.ts';

/** After a save that failed: the disk may have room again. */
const SAVE_AGAIN_MS = 5_000;

interface Waiting {
  readonly observation: Observation;
  readonly saved: () => void;
  readonly lost: (error: unknown) => void;
}

/** The loop: it gathers what is observed, beats, and has done what the engine wants done. */
export class Conductor {
  readonly options: ConductorOptions;
  /** What the configuration says now. */
  configured: Configured;
  readonly backends = new Map<BackendName, Backend>();
  readonly watches = new Map<BackendName, Watch>();
  readonly #ears = new Map<BackendName, Ear>();
  /** No longer configured, and kept until the last run that uses them has ended. */
  readonly leaving = new Set<BackendName>();
  readonly #outbox: Outbox;
  readonly #cancels = new Cancels((name) => this.watches.get(name)?.pollSoon());
  /** Per backend, as of its last listing. */
  readonly orphans = new Map<BackendName, readonly QueuedJob[]>();
  /** What the schedulers said of themselves, for a world that is loaded anew. */
  readonly #siteLimits = new Map<BackendName, Observation>();
  readonly costs: CostKeeper;
  readonly catalog: Catalog;
  world: World;
  readonly #listeners: Listeners;
  #inbox: Waiting[] = [];
  #beatIsDue = false;
  readonly #alarm: Alarm;
  /** The world is ahead of the store, which could not be read since: nothing is taken in until it can be. */
  #unread: { readonly error: unknown } | null = null;
  #stopped = false;

  constructor(options: ConductorOptions) {
    this.options = options;
    this.configured = options;
    this.#listeners = new Listeners(options.report);
    this.#alarm = new Alarm(options.clock, () => this.wake());
    for (const backend of options.backends) this.take(backend);
    this.#outbox = new Outbox((name) => this.backends.get(name));
    this.catalog = new Catalog(options.sources ?? []);
    this.world = this.#load();
    this.costs = new CostKeeper({
      store: options.store,
      world: () => this.world,
      prices: options.prices ?? (() => null),
      report: (error) => options.report('error', 'the costs of a run could not be added up', { error }),
    });
  }

  start(): void {
    this.wake();
    for (const name of this.backends.keys()) this.attendTo(name);
    for (const source of this.configured.sources ?? []) void this.readSource(source);
  }

  /** Uses a backend from now on, in place of the one that had its name. */
  take(backend: Backend): void {
    this.dismiss(backend.name);
    this.backends.set(backend.name, backend);
    this.watches.set(backend.name, this.#watch(backend));
    this.#ears.set(backend.name, this.#ear(backend));
  }

  /** Begins to ask and to listen. */
  attendTo(name: BackendName): void {
    void this.watches.get(name)?.poll();
    this.#ears.get(name)?.listen();
  }

  /** Does not use it any more, and hands it back to whoever opened it. */
  dismiss(name: BackendName): void {
    const backend = this.backends.get(name);
    if (backend === undefined) return;
    this.watches.get(name)?.stop();
    this.#ears.get(name)?.stop();
    for (const known of [
      this.backends,
      this.watches,
      this.#ears,
      this.orphans,
      this.#siteLimits,
      this.leaving,
    ])
      known.delete(name);
    this.options.released?.(backend);
  }

  /** What is no longer configured goes with the last run that uses it. */
  letGo(): void {
    for (const name of this.leaving) {
      if (runsOn(this.world, name).some((run) => run.endedAt === null)) continue;
      this.dismiss(name);
      this.world.backends.delete(name);
    }
  }

  /** In the background: a source that cannot be read holds nobody up. */
  async readSource(source: Source): Promise<void> {
    const { report } = this.options;
    try {
      const synced = await this.catalog.sync(source);
      if (!synced.ok && !this.#stopped) report('warn', `${source.name}: ${synced.problem.message}`);
    } catch (error) {
      report('error', `the source ${source.name} could not be read`, { error });
    }
  }

  /** Lets go of everything; jobs go on. What was not saved yet is refused to whoever waits for it. */
  stop(): void {
    this.#stopped = true;
    this.#alarm.setFor(null);
    this.costs.stop();
    for (const { lost } of this.#inbox.splice(0)) lost(new Error('the server is stopping'));
    for (const watch of this.watches.values()) watch.stop();
    for (const ear of this.#ears.values()) ear.stop();
  }

  /** Takes note; the next beat says what it means. Resolves when that beat is saved, rejects when it could not be. */
  observe(observation: Observation): Promise<void> {
    return new Promise((saved, lost) => {
      if (this.#stopped) return lost(new Error('the server is stopping'));
      if (this.#unread !== null) return lost(this.#unread.error);
      this.#inbox.push({ observation, saved, lost });
      this.wake();
    });
  }

  /** Takes a person's wish. Code `bad-state` when it could not be saved: then nothing of it will happen. */
  async order(wish: Observation): Promise<Result<void>> {
    try {
      await this.observe(wish);
      return ok(undefined);
    } catch (error) {
      const message = `This could not be saved: ${messageOf(error)}`;
      return failed(problem('bad-state', message, { hint: 'Nothing was done.' }));
    }
  }

  /** Whatever happens only wakes the beat; all that has come by then is taken together. */
  wake(): void {
    if (this.#beatIsDue || this.#stopped) return;
    this.#beatIsDue = true;
    queueMicrotask(() => {
      this.#beatIsDue = false;
      if (!this.#stopped) this.#beat();
    });
  }

  onChange(listener: (change: Change) => void): () => void {
    return this.#listeners.add(listener);
  }

  #beat(): void {
    if (this.#unread !== null && !this.#loadAnew()) return;
    const { store, clock } = this.options;
    const inbox = this.#inbox.splice(0);
    const observations = inbox.map(({ observation }) => observation);
    try {
      const beat = tick(this.world, store, this.#outbox.write, observations, clock.now());
      for (const { saved } of inbox) saved();
      if (beat.lastSequence !== null) this.announce({ is: 'events', last: beat.lastSequence });
      for (const effect of beat.effects) this.#perform(effect);
      this.#alarm.setFor(beat.dueAt);
      for (const effect of beat.effects) this.#attend(effect.backend);
      this.letGo();
    } catch (error) {
      this.#recover(error);
      for (const { lost } of inbox) lost(error);
    }
  }

  /** What was not saved has not happened: the world is what the store says. Polls bring again what was observed. */
  #recover(error: unknown): void {
    this.options.report('error', `a beat could not be saved: ${messageOf(error)}`, { error });
    this.#outbox.clear();
    this.#loadAnew();
  }

  #loadAnew(): boolean {
    const { clock, report } = this.options;
    this.#unread = guarded(report, 'the state could not be read again', () => {
      this.world = this.#load();
    });
    this.#alarm.setFor(clock.now() + SAVE_AGAIN_MS);
    return this.#unread === null;
  }

  #perform(effect: Effect): void {
    const backend = this.backends.get(effect.backend);
    if (backend === undefined) return;
    const observe = (observation: Observation): void => {
      // Refused only while stopping or when the disk is full: both end in looking again.
      this.observe(observation).catch(() => undefined);
    };
    const { world, options } = this;
    const [outbox, cancels] = [this.#outbox, this.#cancels];
    void perform(effect, { world, backend, outbox, cancels, observe, report: options.report });
  }

  #load(): World {
    const world = createWorld(
      [...this.backends.values()].map(({ name, maxConcurrent: limit, arrays }) => [name, { limit, arrays }]),
    );
    for (const limit of this.#siteLimits.values()) learn(world, limit, 0);
    for (const { info, tasks, states, snapshot } of this.options.store.loadUnfinished()) {
      restoreRun(world, info, tasks, states, snapshot);
    }
    return world;
  }

  /** There is work on this backend: it is asked and listened to at the pace of that. */
  #attend(backend: BackendName): void {
    this.watches.get(backend)?.reschedule();
    this.#ears.get(backend)?.listen();
  }

  #ear(backend: Backend): Ear {
    const { clock, report } = this.options;
    return new Ear({
      backend,
      clock,
      report,
      observe: (observation) => this.observe(observation),
      questions: (tokens) => questionsAbout(this.world, tokens),
      isBusy: () => this.#isBusy(backend.name),
    });
  }

  #isBusy(backend: BackendName): boolean {
    return (this.world.backends.get(backend)?.active ?? 0) > 0;
  }

  #watch(backend: Backend): Watch {
    const { clock, report, store } = this.options;
    return new Watch({
      backend,
      clock,
      pollIntervalMs: () => this.configured.pollIntervalMs,
      report,
      observe: (observation) => this.observe(observation),
      questions: () => endingQuestions(this.world, backend.name),
      isBusy: () => this.#isBusy(backend.name),
      limited: (limits) => {
        const observation = { is: 'site-limits', backend: backend.name, limits } as const;
        this.#siteLimits.set(backend.name, observation);
        this.observe(observation).catch(() => undefined);
      },
      polled: ({ jobs, problem }) => {
        const others = jobs.filter((job) => job.token === null);
        if (problem === null) {
          guarded(report, `the jobs of others on ${backend.name} could not be noted`, () => {
            store.saveOtherJobs(backend.name, clock.now(), others);
            this.orphans.set(backend.name, findOrphans(this.world, store, jobs));
          });
        }
        this.announce({ is: 'polled', backend: backend.name });
      },
    });
  }

  /** Tells all who listen that there is something new. */
  announce(change: Change): void {
    this.#listeners.tell(change);
  }
}
