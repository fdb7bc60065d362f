import type { BackendName, RunId, TaskId } from '../engine/ids.ts';
import type { TaskStatus } from '../engine/state.ts';
import { query, segment } from './address-text.ts';
import type { JobsFilter, RunsPage } from './filters.ts';
import type { LogFollowQuery, LogPartQuery, LogQuery, LogSearchQuery, LogType } from './logs.ts';
import type { RerunOrder } from './rerun.ts';
import type { RunChoice } from './sources.ts';

export type { LogType } from './logs.ts';

/** What `/runs/{id}/tasks/{task}/detail/{what}` can show (`compat.md` 13.2). */
export type DetailKind = LogType | 'script' | 'generated' | 'json';

/** Which attempt's log, and how many of its last lines; nothing said: all of the newest. */
export interface LogChoice {
  readonly tail?: number;
  readonly attempt?: number;
}

/** What a task's page can show below its head. */
export type TaskShow =
  | LogType
  | 'script'
  | 'environment'
  | 'attempts'
  | 'resources'
  | 'dependencies'
  | 'events';

/** Which of them, and of which attempt; nothing said: the newest one's output. */
export interface TaskChoice {
  readonly show?: TaskShow;
  readonly attempt?: number;
}

/** Which items of a run; nothing said: all. */
export interface RunFilter {
  readonly items?: 'none';
  /** Only that task. */
  readonly task?: string;
  /** Only tasks in that state. */
  readonly status?: TaskStatus;
  /** Only tasks behind that one: the `next_after` of the page before. */
  readonly after?: number;
  readonly limit?: number;
  /** Counts by group, too. */
  readonly groups?: 'true';
}

/** Which tasks the tabs of a run's page are about; nothing said: all. The same in the address of every tab. */
export interface RunSelection {
  readonly status?: TaskStatus;
  /** Only tasks whose ids begin so, up to a dot. */
  readonly group?: string;
  /** Only tasks whose ids hold that text. */
  readonly q?: string;
}

/** How the list of a run's tasks is shown. */
export interface ListChoice extends RunSelection {
  /** By state instead of in groups. */
  readonly order?: 'state' | undefined;
  /** Lines that the reader has opened, or shut: names of groups, and of folds. */
  readonly open?: readonly string[];
  readonly shut?: readonly string[];
  /** The first line that is shown. */
  readonly from?: number | undefined;
}

/** What of a live view is already there; nothing said: nothing. */
export interface Since {
  /** The number of the newest event in it. */
  readonly after?: number;
  /** Which server told it, and how many changes that had told: not all that happens is an event. */
  readonly stamp?: string;
}

/** How the graph of a run is shown. */
export interface GraphChoice {
  /** Groups that are opened. */
  readonly open?: readonly string[];
  /** The task or group (its index, or its prefix) of which what it needs and what needs it is marked. */
  readonly from?: string;
  /** Numbers of tasks that stay shown one by one, whatever becomes of them: `1-5,9`. */
  readonly pin?: string;
}

/** How the timeline of a run is shown. Times are milliseconds since 1970. */
export interface TimelineChoice {
  readonly open?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

/**
 * Every address of the server, in one place. Pages, API, browser and command line all ask here.
 * Paths begin with `/`; names from outside are encoded, so that a task may be called anything.
 */
export const paths = {
  home: () => '/',
  theme: () => '/theme',
  script: (version: string) => `/assets/main.js${query({ v: version })}`,
  styles: (version: string) => `/assets/styles.css${query({ v: version })}`,
  worker: (version: string) => `/assets/live-worker.js${query({ v: version })}`,
  /** Several streams as one: `on` names each, with what is known of it. Made by the page's script. */
  live: () => '/live',
  ping: () => '/ping',
  health: () => '/health',
  metrics: () => '/metrics',
  /** Asks that backend now, or all. */
  poll: (backend?: BackendName) => `/poll${query({ backend })}`,
  /** What holds the text `q` in its name; `run` looks among its tasks too. */
  find: () => '/find',
  zone: () => '/zone',
  /** What failed until now is not told again on the overview. */
  seen: () => '/seen',
  settings: () => '/settings',

  jobs: (filter: JobsFilter = {}) => `/jobs${query({ ...filter })}`,
  jobsCancel: () => '/jobs/cancel',
  /** Which columns the table has for this reader. */
  jobsColumns: () => '/jobs/columns',
  jobsStream: (filter: JobsFilter & { readonly page?: 'overview' | 'backends' } & Since = {}) =>
    `/jobs/stream${query({ ...filter })}`,
  job: (job: string, backend?: string) => `/jobs/${segment(job)}${query({ backend })}`,
  jobCancel: (job: string, backend?: string) => `/jobs/${segment(job)}/cancel${query({ backend })}`,
  jobsClearStale: () => '/jobs/clear-stale',
  filterToggle: () => '/filter/toggle',
  filterStatus: () => '/filter/status',
  liveViewToggle: () => '/live-view/toggle',

  runs: (page: RunsPage = {}) => `/runs${query({ ...page })}`,
  runsStream: (page: RunsPage & Since = {}) => `/runs/stream${query({ ...page })}`,
  runsList: () => '/runs/list',
  run: (run: RunId, choice: ListChoice = {}) => `/runs/${segment(run)}${query({ ...choice })}`,
  runGraph: (run: RunId, choice: RunSelection & GraphChoice = {}) =>
    `/runs/${segment(run)}/graph${query({ ...choice })}`,
  runTimeline: (run: RunId, choice: RunSelection & TimelineChoice = {}) =>
    `/runs/${segment(run)}/timeline${query({ ...choice })}`,
  runInfo: (run: RunId) => `/runs/${segment(run)}/info`,
  /** Some lines of the list of tasks. */
  runItems: (run: RunId, choice: ListChoice = {}) => `/runs/${segment(run)}/items${query({ ...choice })}`,
  /** Live changes of the list of tasks, of the head alone that other views of the run have, or of one task's page. */
  runEvents: (run: RunId, filter: { readonly task?: TaskId; readonly part?: 'head' } & Since = {}) =>
    `/runs/${segment(run)}/events${query({ ...filter })}`,
  /** `lines` also compares what the tasks wrote last. */
  runErrors: (run: RunId, choice: RunSelection & { readonly lines?: 'true' } = {}) =>
    `/runs/${segment(run)}/errors${query({ ...choice })}`,
  /** What happened to it; `at` shows how it stood after that event, `before` pages back. */
  runHistory: (run: RunId, choice: RunSelection & { readonly at?: number; readonly before?: number } = {}) =>
    `/runs/${segment(run)}/history${query({ ...choice })}`,
  runResources: (run: RunId, selection: RunSelection = {}) =>
    `/runs/${segment(run)}/resources${query({ ...selection })}`,
  runSummary: (run: RunId, selection: RunSelection = {}) =>
    `/runs/${segment(run)}/summary${query({ ...selection })}`,
  runCancel: (run: RunId) => `/runs/${segment(run)}/cancel`,
  runRerun: (run: RunId, order: RerunOrder = {}) => `/runs/${segment(run)}/rerun${query({ ...order })}`,
  /** The filter is that of the list that is shown again. */
  runsDelete: (page: RunsPage = {}) => `/runs/delete${query({ ...page })}`,
  runsRerun: (page: RunsPage = {}) => `/runs/rerun${query({ ...page })}`,
  /** Two runs beside each other; with a task, also the difference of its logs. */
  runsCompare: (choice: { readonly a?: string; readonly b?: string; readonly task?: string } = {}) =>
    `/runs/compare${query(choice)}`,
  runLabels: (run: RunId) => `/runs/${segment(run)}/labels`,

  task: (run: RunId, task: TaskId, choice: TaskChoice = {}) =>
    `${taskPath(run, task)}${query({ ...choice })}`,
  taskScript: (run: RunId, task: TaskId, choice: { readonly attempt?: number } = {}) =>
    `${taskPath(run, task)}/script${query(choice)}`,
  /** For people. */
  taskEnvironment: (run: RunId, task: TaskId) => `${taskPath(run, task)}/environment`,
  /** The same for programs. */
  taskEnv: (run: RunId, task: TaskId) => `${taskPath(run, task)}/env`,
  /** A file below the folder in which the task publishes. */
  taskOutput: (run: RunId, task: TaskId, file: string) =>
    `${taskPath(run, task)}/outputs/file/${segment(file)}`,
  taskJson: (run: RunId, task: TaskId) => `${taskPath(run, task)}/json`,
  /** Without an attempt, the newest. */
  taskLog: (run: RunId, task: TaskId, type: LogType, choice: LogChoice = {}) =>
    `${taskPath(run, task)}/logs/${type}${query({ ...choice })}`,
  /** Bytes of a log, as they are. */
  taskLogPart: (run: RunId, task: TaskId, part: LogPartQuery = {}) =>
    `${taskPath(run, task)}/log${query({ ...part })}`,
  taskLogSearch: (run: RunId, task: TaskId, search: LogSearchQuery = {}) =>
    `${taskPath(run, task)}/log/search${query({ ...search })}`,
  /** How many lines end before a byte. */
  taskLogLines: (run: RunId, task: TaskId, place: LogQuery & { readonly before?: number } = {}) =>
    `${taskPath(run, task)}/log/lines${query({ ...place })}`,
  taskLogFollow: (run: RunId, task: TaskId, start: LogFollowQuery = {}) =>
    `${taskPath(run, task)}/log/follow${query({ ...start })}`,
  taskLogDownload: (run: RunId, task: TaskId, log: LogQuery = {}) =>
    `${taskPath(run, task)}/log/download${query({ ...log })}`,
  taskDetail: (run: RunId, task: TaskId, what: DetailKind, tail?: number) =>
    `${taskPath(run, task)}/detail/${what}${query({ tail })}`,

  /** For people: all that can be run. */
  sources: () => '/sources',
  sourceToggle: (name: string) => `/sources/${segment(name)}/toggle`,
  sourceSync: (name: string) => `/sources/${segment(name)}/sync`,
  sourceWorkflows: (name: string) => `/sources/${segment(name)}/workflows`,
  sourceRun: (name: string, file: string, choice: RunChoice = {}) =>
    `/sources/${segment(name)}/workflows/${segment(file)}/run${query({ ...choice })}`,
  sourceDryRun: (name: string, file: string, choice: RunChoice = {}) =>
    `/sources/${segment(name)}/workflows/${segment(file)}/dry-run${query({ ...choice })}`,
  projectSync: (name: string) => `/projects/${segment(name)}/sync`,
  projectWorkflows: (name: string) => `/projects/${segment(name)}/workflows`,
  projectRun: (name: string, workflow: string, choice: RunChoice = {}) =>
    `/projects/${segment(name)}/run${query({ workflow, ...choice })}`,
  projectDryRun: (name: string, workflow: string, choice: RunChoice = {}) =>
    `/projects/${segment(name)}/dry-run${query({ workflow, ...choice })}`,
  workflows: () => '/workflows',
  /** `backend` overrides the configured one. */
  workflowRun: (name: string, choice: RunChoice = {}) =>
    `/workflows/${segment(name)}/run${query({ ...choice })}`,
  workflowDryRun: (name: string, choice: RunChoice = {}) =>
    `/workflows/${segment(name)}/dry-run${query({ ...choice })}`,

  backends: () => '/backends',
  /** What one of them has free, and what is ours of it. */
  backend: (backend: BackendName) => `/backends/${segment(backend)}`,
  backendEvents: (backend: BackendName, since: Since = {}) =>
    `/backends/${segment(backend)}/events${query({ ...since })}`,
  backendLog: (backend: BackendName) => `/backends/${segment(backend)}/log`,
  /** Whether it is polled. */
  backendToggle: (backend: BackendName) => `/backends/${segment(backend)}/toggle`,
  backendPoliteness: (backend: BackendName) => `/backends/${segment(backend)}/politeness`,
  /** `tried` is the channel that a trial was just sent to. */
  notifications: (choice: { readonly tried?: string } = {}) => `/notifications${query(choice)}`,
  notificationsStream: () => '/notifications/stream',
  notificationTry: (channel: string) => `/notifications/${segment(channel)}/try`,
  runNotifications: (run: RunId) => `/runs/${segment(run)}/notifications`,
  orphansEnd: () => '/orphans/end',
  backendLogClear: (backend: BackendName) => `/backends/${segment(backend)}/log/clear`,

  apiHealth: () => '/api/v1/health',
  apiBackends: () => '/api/v1/backends',
  apiBackendCapacity: (backend: BackendName) => `/api/v1/backends/${segment(backend)}/capacity`,
  apiBackendPoliteness: (backend: BackendName) => `/api/v1/backends/${segment(backend)}/politeness`,
  apiSources: () => '/api/v1/sources',
  apiSourcesSync: () => '/api/v1/sources/sync',
  apiSource: (name: string) => `/api/v1/sources/${segment(name)}`,
  apiSourceWorkflows: (name: string) => `/api/v1/sources/${segment(name)}/workflows`,
  apiSourceConfig: (name: string) => `/api/v1/sources/${segment(name)}/config`,
  apiSourceSync: (name: string) => `/api/v1/sources/${segment(name)}/sync`,
  apiSourceRun: (name: string, workflow: string, choice: RunChoice = {}) =>
    `/api/v1/sources/${segment(name)}/run${query({ workflow, ...choice })}`,
  apiWorkflowRun: (name: string, choice: RunChoice = {}) =>
    `/api/v1/workflows/${segment(name)}/run${query({ ...choice })}`,
  /** The git sources, as the contract's older answer has them. */
  apiSeedSources: () => '/api/sources',
  apiRuns: (filter: { readonly limit?: number; readonly workflow?: string } = {}) =>
    `/api/v1/runs${query(filter)}`,
  apiRun: (run: RunId, filter: RunFilter = {}) => `/api/v1/runs/${segment(run)}${query({ ...filter })}`,
  apiRunsPreview: () => '/api/v1/runs/preview',
  apiRunResources: (run: RunId) => `/api/v1/runs/${segment(run)}/resources`,
  apiRunCancel: (run: RunId) => `/api/v1/runs/${segment(run)}/cancel`,
  apiRunLabels: (run: RunId) => `/api/v1/runs/${segment(run)}/labels`,
  apiRunRerun: (run: RunId) => `/api/v1/runs/${segment(run)}/rerun`,
  apiRunsDelete: () => '/api/v1/runs/delete',
  apiTaskLogs: (run: RunId, task: TaskId, filter: { readonly type?: LogType } & LogChoice = {}) =>
    `/api/v1${taskPath(run, task)}/logs${query({ ...filter })}`,
  apiTaskAttempts: (run: RunId, task: TaskId) => `/api/v1${taskPath(run, task)}/attempts`,
  apiRunNotifications: (run: RunId) => `/api/v1/runs/${segment(run)}/notifications`,
  apiNotifications: () => '/api/v1/notifications',
  apiNotificationTry: (channel: string) => `/api/v1/notifications/${segment(channel)}/try`,
  apiOrphans: () => '/api/v1/orphans',
  apiOrphansEnd: () => '/api/v1/orphans/end',
  apiTasksRun: () => '/api/v1/tasks/run',
  /** Events after that sequence number, and then those to come; `run` leaves out those of other runs. */
  apiEvents: (filter: { readonly after?: number; readonly run?: RunId } = {}) =>
    `/api/v1/events${query(filter)}`,
} as const;

function taskPath(run: RunId, task: TaskId): string {
  return `/runs/${segment(run)}/tasks/${segment(task)}`;
}
