import type { Backend } from '../backends/backend.ts';
import type { PricesNow } from '../engine/cost.ts';
import type { EnvRules } from '../engine/env-rules.ts';
import type { RunId } from '../engine/ids.ts';
import type { Environment } from '../engine/run.ts';
import type { Channel } from '../notices/channel.ts';
import type { Repository } from '../sources/repository.ts';
import type { Source } from '../sources/source.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Report } from './report.ts';

/** What the configuration says, opened: it may be replaced while the loop goes on. */
export interface Configured {
  /** In the configuration's order. */
  readonly backends: readonly Backend[];
  readonly workflows: readonly ConfiguredWorkflow[];
  /** Projects among them. Missing where there are none. */
  readonly sources?: readonly Source[];
  readonly environments: readonly Environment[];
  /** Missing where there are none. */
  readonly rules?: ConfiguredRules;
  /** Ways to tell people about runs. Missing where there are none. */
  readonly channels?: readonly Channel[];
  readonly pollIntervalMs: number;
}

export interface ConductorOptions extends Configured {
  readonly store: Store;
  /** What is known of prices now; without it costs are not told. */
  readonly prices?: () => PricesNow;
  readonly clock: Clock;
  /** A new run's id: 8 hexadecimal characters. */
  readonly newRunId: () => RunId;
  /** Told of a backend that is not used any more. */
  readonly released?: (backend: Backend) => void;
  readonly report: Report;
}

/** Rules about variables in the configuration (`compat.md` 2.15): of the whole, and of its backends by name. */
export interface ConfiguredRules {
  readonly server: EnvRules;
  readonly backends: ReadonlyMap<string, EnvRules>;
}

/** An entry of `workflows:` (`compat.md` 2.10). */
export interface ConfiguredWorkflow {
  readonly name: string;
  readonly backend: string;
  readonly command: string;
  readonly maxConcurrent: number | null;
  readonly description: string;
  /** Its command is run in a clone of it; null: in the login directory. */
  readonly repository: Repository | null;
}
