/**
 * What may be said in the query or the body of POST `/api/v1/runs/{id}/rerun`. Nothing said: every task, in the same run.
 * `mode=new` is a run of its own; `from` is a task, which is done again with all that hang on it.
 */
export interface RerunOrder {
  readonly mode?: 'new' | 'in_place';
  readonly tasks?: 'all' | 'failed';
  readonly from?: string;
}
