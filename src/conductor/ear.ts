import type { Backend, EndingQuestion, JobRecords } from '../backends/backend.ts';
import type { RecordName } from '../engine/ids.ts';
import type { Observation } from '../engine/observation.ts';
import type { Clock } from './clock.ts';
import { messageOf, type Report } from './report.ts';

export interface EarOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly report: Report;
  readonly observe: (observation: Observation) => Promise<void>;
  /** The jobs that leave these records and are not known to have ended. */
  readonly questions: (records: readonly RecordName[]) => readonly EndingQuestion[];
  /** Tasks of ours are there: otherwise there is nothing to listen for. */
  readonly isBusy: () => boolean;
}

/** After a hearing that failed; doubled each time in a row. */
const AGAIN_FIRST_MS = 2_000;
const AGAIN_LONGEST_MS = 120_000;
/** What is heard of, but cannot be asked about yet (the submission is not answered), is asked for once more. */
const RETOLD_MS = 1_000;

/**
 * Listens to what the jobs of one backend say of themselves, so that the end of one is known at once and not at the next
 * poll. All of it is only a hint: what is lost here, the polls find.
 */
export class Ear {
  readonly #options: EarOptions;
  #at: number | null = null;
  #isListening = false;
  #failures = 0;
  #cancelTimer: (() => void) | null = null;
  #stopped = false;

  constructor(options: EarOptions) {
    this.#options = options;
  }

  /** There is work: listens until there is none. */
  listen(): void {
    if (this.#isListening || this.#stopped || this.#cancelTimer !== null || !this.#options.isBusy()) return;
    this.#isListening = true;
    void this.#listenOnce().then((pauseMs) => {
      this.#isListening = false;
      this.#later(pauseMs);
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  #later(pauseMs: number): void {
    if (pauseMs === 0) {
      this.listen();
      return;
    }
    this.#cancelTimer = this.#options.clock.after(pauseMs, () => {
      this.#cancelTimer = null;
      this.listen();
    });
  }

  /** Gives back how long to wait before the next hearing, in milliseconds. */
  async #listenOnce(): Promise<number> {
    const { backend } = this.#options;
    try {
      const heard = await backend.hear(this.#at);
      if (this.#stopped) return 0;
      if (!heard.ok) return this.#pause();
      this.#failures = 0;
      this.#at = heard.value.at;
      if (heard.value.records.length > 0) void this.#ask([...new Set(heard.value.records)], true);
      return 0;
    } catch (error) {
      this.#broke(error);
      return this.#pause();
    }
  }

  #pause(): number {
    this.#failures += 1;
    return Math.min(AGAIN_FIRST_MS * 2 ** (this.#failures - 1), AGAIN_LONGEST_MS);
  }

  async #ask(records: readonly RecordName[], again: boolean): Promise<void> {
    const { backend, clock, questions } = this.#options;
    const asked = questions(records);
    const known = new Set(asked.map(({ record }) => record));
    const unknown = records.filter((record) => !known.has(record));
    if (again && unknown.length > 0) clock.after(RETOLD_MS, () => void this.#ask(unknown, false));
    if (asked.length === 0 || this.#stopped) return;
    try {
      const read = await backend.readRecords(asked);
      if (read.ok) await this.#tell(asked, read.value);
    } catch (error) {
      this.#broke(error);
    }
  }

  #broke(error: unknown): void {
    const { backend, report } = this.#options;
    if (!this.#stopped) report('error', `listening to ${backend.name} broke: ${messageOf(error)}`, { error });
  }

  /** Refused only while stopping or when the disk is full: the next poll finds the same. */
  async #tell(questions: readonly EndingQuestion[], { starts, endings }: JobRecords): Promise<void> {
    const { observe } = this.#options;
    const backend = this.#options.backend.name;
    const hearing = { asked: ['record'], notAsked: [] } as const;
    const ended = new Set(endings.map(({ job }) => job));
    const asked = questions.filter(({ job }) => ended.has(job));
    const news: Observation[] = [];
    if (starts.length > 0) news.push({ is: 'starts', backend, starts });
    if (endings.length > 0) news.push({ is: 'endings', backend, asked, endings, hearing });
    await Promise.all(news.map((observation) => observe(observation).catch(() => undefined)));
  }
}
