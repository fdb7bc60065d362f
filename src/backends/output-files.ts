import type { Result } from '../engine/result.ts';

/** Files that tasks publish beside their logs: Markdown about themselves and their run, and pictures. */
export interface OutputFiles {
  /** All summaries below a run's folder of outputs (`output-names.ts`); none where there is no such folder. */
  readSummaries(folder: string): Promise<Result<FoundSummaries>>;
  /**
   * A file below the folder of that name there. Null when there is none, or when links lead out of it; `too-large`
   * beyond 10 MB (`compat.md` 13.6).
   */
  readOutput(folder: string, name: string, path: string): Promise<Result<Uint8Array | 'too-large' | null>>;
}

export interface FoundSummaries {
  /** Those about the whole run first, then by name. */
  readonly summaries: readonly FoundSummary[];
  /** Summaries that were not read because there are too many, or too much is in them. */
  readonly leftOut: number;
}

export interface FoundSummary {
  /** As `outputName` made it. */
  readonly name: string;
  readonly about: 'run' | 'task';
  readonly text: string;
  /** It is longer; `text` is the beginning of it. */
  readonly isCut: boolean;
}
