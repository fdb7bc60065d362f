import type { Result } from '../engine/result.ts';

/** Where workflow documents come from. It does not know what is in them. */
export interface Source {
  readonly name: string;
  /** For people and the API. */
  readonly description: string;
  /** Fetches the newest documents; may take long. */
  fetch(): Promise<Result<readonly FoundDocument[]>>;
}

/** One document as text, and how to call it in messages. */
export interface FoundDocument {
  /** File name or command, for messages and for the run's name. */
  readonly name: string;
  readonly text: string;
}
