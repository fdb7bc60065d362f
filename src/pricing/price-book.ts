import type { PriceList, PricesNow } from '../engine/cost.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { matchPrices, type Partitions } from './match-prices.ts';
import type { Market } from './price-table.ts';
import { type DatedTable, downloadList, readListFile, writeListFile } from './read-list.ts';

/** What the configuration says of prices (`compat.md` 2.13). */
export interface PriceSettings extends Market {
  readonly partitions: Partitions;
  /** A list on this machine in place of the site's. Absolute. */
  readonly file: string | null;
}

export interface PriceBookOptions {
  readonly settings: PriceSettings;
  /** `<data_dir>/pricing_cache.json`. */
  readonly cacheFile: string;
  readonly address: string;
  readonly fetch: typeof fetch;
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    after(delayMs: number, call: () => void): () => void;
  };
  readonly report: (level: 'info' | 'warn', message: string) => void;
  readonly timeLimitMs?: number;
}

/** `compat.md` 16.1. */
export const PRICE_LIST_ADDRESS = 'https://instances.vantage.sh/instances.json';

const DAY_MS = 86_400_000;
/** After a failure. */
const AGAIN_MS = 3_600_000;
const TIME_LIMIT_MS = 120_000;

/**
 * Keeps a list of prices that is at most a day old. Without one (no network, an odd answer) there are no prices until
 * the next look, an hour later; the reason is reported when it changes. Nothing is asked for where no partition is priced.
 */
export class PriceBook {
  readonly #options: PriceBookOptions;
  readonly #stopping = new AbortController();
  #now: Result<PriceList> = failed(problem('busy', 'the list of prices has not been read yet'));
  #reported = '';
  #cancelTimer: (() => void) | null = null;
  #look: Promise<void> = Promise.resolve();

  constructor(options: PriceBookOptions) {
    this.#options = options;
  }

  prices(): PricesNow {
    return this.#options.settings.partitions.size === 0 ? null : this.#now;
  }

  start(): void {
    if (this.#options.settings.partitions.size > 0) this.#look = this.#refresh(true);
  }

  /** Resolves when nothing of it goes on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer?.();
    await this.#look;
  }

  /** `isFirst`: what an earlier process has kept will do while it is young. */
  async #refresh(isFirst: boolean): Promise<void> {
    const { clock } = this.#options;
    const found = await this.#find(isFirst);
    if (this.#stopping.signal.aborted) return;
    this.#now = found;
    this.#report(found);
    const ageMs = found.ok ? clock.now() - found.value.readAt : 0;
    const restMs = this.#options.settings.file === null ? Math.max(0, DAY_MS - ageMs) : DAY_MS;
    this.#cancelTimer = clock.after(found.ok ? restMs : AGAIN_MS, () => {
      this.#look = this.#refresh(false);
    });
  }

  async #find(isFirst: boolean): Promise<Result<PriceList>> {
    const { settings, cacheFile } = this.#options;
    if (settings.file !== null)
      return this.#match(await readListFile(settings.file, settings), settings.file);
    if (!isFirst) return this.#download();
    const cached = this.#match(await readListFile(cacheFile, settings), cacheFile);
    // A cache of another region, or one that is damaged, is as good as none.
    return cached.ok && this.#isYoung(cached.value.readAt) ? cached : this.#download();
  }

  #isYoung(readAt: number): boolean {
    return Math.abs(this.#options.clock.now() - readAt) < DAY_MS;
  }

  async #download(): Promise<Result<PriceList>> {
    const { settings, cacheFile, address, clock, timeLimitMs = TIME_LIMIT_MS } = this.#options;
    const stopping = this.#stopping.signal;
    const list = await downloadList({ address, fetch: this.#options.fetch, timeLimitMs, stopping }, settings);
    if (!list.ok) return list;
    const matched = this.#match(ok({ table: list.value, readAt: clock.now() }), address);
    if (matched.ok) await this.#save(cacheFile, list.value);
    return matched;
  }

  #match(read: Result<DatedTable>, label: string): Result<PriceList> {
    if (!read.ok) return read;
    const { table, readAt } = read.value;
    return matchPrices(table, this.#options.settings, this.#options.settings.partitions, { label, readAt });
  }

  /** Prices are of use without it. */
  async #save(path: string, table: DatedTable['table']): Promise<void> {
    try {
      await writeListFile(path, table, this.#options.settings);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.#options.report('warn', `the list of prices could not be kept: ${words}`);
    }
  }

  #report(found: Result<PriceList>): void {
    const lines = found.ok
      ? found.value.gaps.map((gap) => `no costs for ${gap}`)
      : [`costs are not shown: ${found.problem.message}`];
    const said = lines.join('\n');
    if (said === this.#reported) return;
    this.#reported = said;
    for (const line of lines) this.#options.report('warn', line);
  }
}
