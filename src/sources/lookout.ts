import type { Result } from '../engine/result.ts';
import type { Snapshot, SourcePicture } from './source.ts';

export interface LookoutOptions {
  /** Asks whoever has the files. */
  readonly look: () => Promise<Result<Snapshot>>;
  /** What an earlier start of the server has left, for when the first look fails. */
  readonly remember: () => Promise<Snapshot | null>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Keeps what the last look showed. One look at a time: who asks meanwhile shares the one that comes next. */
export class Lookout {
  readonly #options: LookoutOptions;
  #picture: SourcePicture = { snapshot: null, syncedAt: null, problem: null };
  #running: Promise<Result<Snapshot>> | null = null;
  #next: Promise<Result<Snapshot>> | null = null;

  constructor(options: LookoutOptions) {
    this.#options = options;
  }

  picture(): SourcePicture {
    return this.#picture;
  }

  sync(): Promise<Result<Snapshot>> {
    if (this.#running === null) return this.#begin();
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#begin();
    });
    return this.#next;
  }

  #begin(): Promise<Result<Snapshot>> {
    const running = this.#look().finally(() => {
      this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #look(): Promise<Result<Snapshot>> {
    const seen = await this.#options.look();
    if (seen.ok) {
      this.#picture = { snapshot: seen.value, syncedAt: this.#options.now(), problem: null };
    } else {
      const snapshot = this.#picture.snapshot ?? (await this.#options.remember());
      this.#picture = { ...this.#picture, snapshot, problem: seen.problem };
    }
    return seen;
  }
}
