import type { Backend, EndingQuestion, Figures } from '../backends/backend.ts';
import type { QueuedJob } from '../engine/evidence.ts';
import type { Observation } from '../engine/observation.ts';
import { elapsed } from '../engine/patience.ts';
import { type Problem, problem } from '../engine/problem.ts';
import type { SiteLimits } from '../engine/submission.ts';
import type { Clock } from './clock.ts';
import { messageOf, type Report } from './report.ts';

/** What is known of a backend beside its tasks. Old knowledge is kept and dated, never thrown away. */
export interface Picture {
  readonly jobs: readonly QueuedJob[];
  /** When the queue was last listed with success, in milliseconds since 1970. */
  readonly lastPollAt: number | null;
  /** Why the last poll failed; null when it went well. */
  readonly problem: Problem | null;
  readonly figures: Figures | null;
  readonly figuresAt: number | null;
}

export interface WatchOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  /** For schedulers; a backend of its own pace is asked at that while it has work of ours. */
  readonly pollIntervalMs: () => number;
  readonly report: Report;
  /** Resolves when the beat that took it in has been saved. */
  readonly observe: (observation: Observation) => Promise<void>;
  /** Jobs whose end is to be asked for. */
  readonly questions: () => readonly EndingQuestion[];
  readonly isBusy: () => boolean;
  /** What the scheduler takes: asked once. */
  readonly limited: (limits: SiteLimits) => void;
  readonly polled: (picture: Picture) => void;
}

/** So long after a change of ours the queue has taken note of it; and no more often than this it is asked for that. */
const SOON_MS = 1_000;
const SOON_APART_MS = 5_000;

/** Cluster figures change slowly: not asked more often than this. */
const FIGURES_EVERY_MS = 30_000;

const TURNED_OFF = problem('conflict', 'It is not asked: polling was turned off');

/** Asks one backend again and again, at its own pace: a hung one delays nobody but itself. */
export class Watch {
  readonly #options: WatchOptions;
  #picture: Picture = { jobs: [], lastPollAt: null, problem: null, figures: null, figuresAt: null };
  #polling: Promise<void> | null = null;
  #cancelTimer: (() => void) | null = null;
  #lastEndedAt = 0;
  /** When to poll before its turn; null: not. */
  #soonAt: number | null = null;
  #areLimitsKnown = false;
  #stopped = false;
  #isOff = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get picture(): Picture {
    return this.#isOff ? { ...this.#picture, problem: TURNED_OFF } : this.#picture;
  }

  get intervalMs(): number {
    const { backend, pollIntervalMs, isBusy } = this.#options;
    return isBusy() ? (backend.pollIntervalMs ?? pollIntervalMs()) : pollIntervalMs();
  }

  /** Asks at once. A poll that is under way is joined, since a second one would only double the load. */
  poll(): Promise<void> {
    if (this.#stopped || this.#isOff) return Promise.resolve();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#polling === null) this.#soonAt = null;
    this.#polling ??= this.#pollOnce().finally(() => {
      this.#polling = null;
      this.#lastEndedAt = this.#options.clock.now();
      this.reschedule();
    });
    return this.#polling;
  }

  /** Takes up the pace that fits now: called when there is work again. Counts from the last poll, so that it never puts one off. */
  reschedule(): void {
    if (this.#stopped || this.#isOff || this.#polling !== null) return;
    const { clock } = this.#options;
    // A clock that was set back: it counts from now.
    this.#lastEndedAt = Math.min(this.#lastEndedAt, clock.now());
    const waitedMs = clock.now() - this.#lastEndedAt;
    const restMs = this.intervalMs - waitedMs;
    const soonMs =
      this.#soonAt === null ? restMs : Math.max(this.#soonAt - clock.now(), SOON_APART_MS - waitedMs);
    this.#cancelTimer?.();
    this.#cancelTimer = clock.after(Math.max(0, Math.min(restMs, soonMs)), () => void this.poll());
  }

  /** We have changed something in the queue, and people wait to see it: asks before its turn, once in a few seconds. */
  pollSoon(): void {
    this.#soonAt ??= this.#options.clock.now() + SOON_MS;
    this.reschedule();
  }

  /** Asks no more, or again, and says which. A poll that is under way ends as it does. */
  toggle(): boolean {
    this.#isOff = !this.#isOff;
    if (this.#isOff) this.#cancelTimer?.();
    else void this.poll();
    return !this.#isOff;
  }

  /** A question that is under way is not waited for: a hung scheduler must not keep the server. Its answer means nothing. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  async #pollOnce(): Promise<void> {
    try {
      for (const ask of [this.#askQueue, this.#askEndings, this.#askLimits, this.#askFigures]) {
        // Another backend may have taken the name: what this one says now is of nobody.
        if (!this.#stopped) await ask.call(this);
      }
    } catch (error) {
      if (this.#stopped) return;
      this.#options.report('error', `polling ${this.#options.backend.name} broke: ${messageOf(error)}`, {
        error,
      });
    }
    if (!this.#stopped) this.#options.polled(this.picture);
  }

  async #askQueue(): Promise<void> {
    const { backend, clock, observe, report } = this.#options;
    const askedAt = clock.now();
    const listing = await backend.list();
    if (this.#stopped) return;
    if (!listing.ok) {
      if (this.#picture.problem === null)
        report('warn', `no answer from ${backend.name}: ${listing.problem.message}`);
      this.#picture = { ...this.#picture, problem: listing.problem };
      return;
    }
    if (this.#picture.problem !== null) report('info', `${backend.name} answers again`);
    this.#picture = { ...this.#picture, jobs: listing.value.jobs, lastPollAt: clock.now(), problem: null };
    await observe({ is: 'listing', backend: backend.name, askedAt, listing: listing.value });
  }

  async #askEndings(): Promise<void> {
    const { backend, observe, questions, report } = this.#options;
    const asked = questions();
    if (asked.length === 0) return;
    const endings = await backend.inquire(asked);
    if (this.#stopped) return;
    if (!endings.ok) {
      report(
        'warn',
        `${backend.name} does not say how ${asked.length} jobs ended: ${endings.problem.message}`,
      );
      return;
    }
    await observe({
      is: 'endings',
      backend: backend.name,
      asked,
      endings: endings.value.endings,
      hearing: endings.value,
    });
  }

  async #askLimits(): Promise<void> {
    const { backend, limited } = this.#options;
    if (this.#areLimitsKnown || this.#picture.problem !== null) return;
    const limits = await backend.limits();
    if (!limits.ok || this.#stopped) return;
    this.#areLimitsKnown = true;
    limited(limits.value);
  }

  async #askFigures(): Promise<void> {
    const { backend, clock } = this.#options;
    const { figuresAt, problem } = this.#picture;
    if (problem !== null || (figuresAt !== null && elapsed(figuresAt, clock.now()) < FIGURES_EVERY_MS))
      return;
    const figures = await backend.figures();
    if (figures.ok) this.#picture = { ...this.#picture, figures: figures.value, figuresAt: clock.now() };
  }
}
