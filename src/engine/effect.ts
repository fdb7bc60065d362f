import type { BackendName, JobId, RunId, Token } from './ids.ts';

/** Something the engine wants done. What came of it returns as an observation. */
export type Effect =
  /** The intention is saved; send it for the first time, or again after nobody knew it. */
  | { readonly kind: 'submit'; readonly backend: BackendName; readonly submissions: readonly SubmissionRef[] }
  /** An answer was lost, or the server stopped in between: look for the tokens. */
  | { readonly kind: 'find'; readonly backend: BackendName; readonly submissions: readonly SubmissionRef[] }
  | {
      readonly kind: 'cancel';
      readonly backend: BackendName;
      readonly jobs: readonly { readonly run: RunId; readonly task: number; readonly job: JobId }[];
    }
  /** Read the document that the task left, and plan its tasks. */
  | { readonly kind: 'generate'; readonly backend: BackendName; readonly run: RunId; readonly task: number };

export interface SubmissionRef {
  readonly run: RunId;
  readonly submission: number;
  readonly token: Token;
}
