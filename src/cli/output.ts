import type { Backup } from '../store/backup.ts';
import type { StateReport } from '../store/check-state.ts';
import type { ImportSummary } from '../store/import/import-history.ts';
import type { BackendsAnswer, OrphansAnswer, OrphansEnded } from '../wire/backends.ts';
import type { CapacityAnswer } from '../wire/capacity.ts';
import type { EnvironmentAnswer } from '../wire/environment.ts';
import type { NotificationsAnswer, NotificationTried } from '../wire/notifications.ts';
import type { PolitenessAnswer } from '../wire/politeness.ts';
import type { PreviewAnswer } from '../wire/previews.ts';
import type { ResourcesAnswer } from '../wire/resources.ts';
import type { RunCancelled, RunDetail, RunSummary, RunsAnswer, RunsDeleted } from '../wire/runs.ts';
import type { SourceDetail, SourceSynced, SourcesAnswer, SourcesSynced } from '../wire/sources.ts';
import type { ItemTask, LogAnswer, TaskOrder } from '../wire/tasks.ts';

/** Everything that a command can print, once for people (`output-table.ts`) and once for programs (`output-json.ts`). */
export interface Output {
  runs(answer: RunsAnswer): void;
  /** Also says what failed, by the items of `failed`, and how to see the tasks that are left out. */
  run(detail: RunDetail, failed: RunDetail): void;
  /** Also says what would do. */
  resources(answer: ResourcesAnswer): void;
  /** A run that was just started, and what was odd in its document. */
  started(run: RunSummary, warnings: readonly string[]): void;
  /** How a watched run ended; of its items, those that failed are needed. */
  ended(detail: RunDetail): void;
  cancelled(answer: RunCancelled): void;
  /** Also says which runs stay, and why. */
  deleted(answer: RunsDeleted): void;
  /** `why` says why there is none, where that is known. */
  log(answer: LogAnswer, why?: string | null): void;
  /** Also says what is odd about it. */
  environment(answer: EnvironmentAnswer): void;
  /** Also says of which backends the picture is old. */
  backends(answer: BackendsAnswer): void;
  /** Also says when it is not as new as it should be. */
  capacity(answer: CapacityAnswer): void;
  politeness(answer: PolitenessAnswer): void;
  orphans(answer: OrphansAnswer): void;
  /** Also says which could not be ended, and why. */
  orphansEnded(answer: OrphansEnded): void;
  /** Also says to whom messages do not get through, and why. */
  notifications(answer: NotificationsAnswer): void;
  notificationTried(answer: NotificationTried): void;
  sources(answer: SourcesAnswer): void;
  /** Also says what of its files was left out. */
  source(detail: SourceDetail): void;
  /** One, or all. Also says which failed, and why. */
  synced(answer: SourceSynced | SourcesSynced): void;
  /** Also says what was left out, and why. */
  imported(summary: ImportSummary): void;
  backedUp(backup: Backup): void;
  /** A state file that is whole. */
  checked(report: StateReport): void;
  /** What would be submitted, and what was odd in the document; nothing was sent. */
  preview(answer: PreviewAnswer): void;
  /** What would be sent; nothing was. */
  dryRun(order: TaskOrder): void;
  /** The tasks that a document would make; nothing was sent. */
  planned(document: PlannedDocument): void;
}

/** A document of this machine, expanded. */
export interface PlannedDocument {
  readonly title: string | null;
  readonly tasks: readonly ItemTask[];
  /** What was odd in it. */
  readonly warnings: readonly string[];
}
