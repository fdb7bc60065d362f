import type { Backup } from '../store/backup.ts';
import type { StateReport } from '../store/check-state.ts';
import type { ImportSummary } from '../store/import/import-history.ts';
import type { BackendsAnswer } from '../wire/backends.ts';
import type { RunCancelled, RunDetail, RunSummary, RunsAnswer } from '../wire/runs.ts';
import type { LogAnswer, TaskOrder } from '../wire/tasks.ts';

/** Everything that a command can print, once for people (`output-table.ts`) and once for programs (`output-json.ts`). */
export interface Output {
  runs(answer: RunsAnswer): void;
  run(detail: RunDetail): void;
  /** A run that was just started, and what was odd in its document. */
  started(run: RunSummary, warnings: readonly string[]): void;
  /** How a watched run ended. */
  ended(detail: RunDetail): void;
  cancelled(answer: RunCancelled): void;
  log(answer: LogAnswer): void;
  backends(answer: BackendsAnswer): void;
  /** Also says what was left out, and why. */
  imported(summary: ImportSummary): void;
  backedUp(backup: Backup): void;
  /** A state file that is whole. */
  checked(report: StateReport): void;
  /** What would be sent; nothing was. */
  dryRun(order: TaskOrder): void;
}
