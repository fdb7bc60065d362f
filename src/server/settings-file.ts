import type { Problem } from '../engine/problem.ts';
import type { Result } from '../engine/result.ts';

/** The configuration's file, as the page of settings needs it. */
export interface SettingsFile {
  /** Absolute: where it is, or would be made. */
  readonly path: string;
  /** As it stands in the file; secrets are marks. */
  read(): Promise<Result<WrittenSettings>>;
  /** What is wrong or odd with a text, without saving it. */
  check(text: string): Promise<CheckedSettings>;
  /**
   * Checks it, keeps the file that was there beside it, writes, and goes by it. `bad-configuration` with all faults;
   * `conflict` where the file is no longer the one with that hash. Then nothing was written.
   */
  save(text: string, basedOn: string | null): Promise<Result<void>>;
  /** Goes by what stands in the file now. */
  reload(): Promise<Result<void>>;
  /**
   * Begins anew in the same process, when the answer has been sent. Gives back where the next server answers, where that is
   * another address.
   */
  restart(): Promise<string | null>;
  /** What is in use. */
  state(): SettingsState;
}

export interface WrittenSettings {
  readonly text: string;
  /** Of the file as it is, the secrets with it; empty where there is none. */
  readonly hash: string;
}

export interface CheckedSettings {
  readonly faults: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface SettingsState {
  /** Hash of the file that is gone by; null where none was read. */
  readonly hash: string | null;
  /** When it was read, in milliseconds since 1970. */
  readonly since: number;
  /** What the last change of it did, and what waits for the next start. */
  readonly sentences: readonly string[];
  /** It could not be used at the start: only a restart can take it up. */
  readonly needsRestart: boolean;
}
