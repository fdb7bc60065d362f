/** GET `/runs/{id}/summary` (`compat.md` 13.6). */
export interface SummaryAnswer {
  readonly run_id: string;
  readonly sections: readonly {
    /** Null where no task of the run has that folder. */
    readonly task_id: string | null;
    readonly task_name: string;
    /** Whether it is about the whole run or the task alone. */
    readonly about: 'run' | 'task';
    readonly rendered_html: string;
  }[];
  readonly any_contributions: boolean;
  /** Further summaries that were not read. */
  readonly left_out: number;
}
