import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backendName, runId, taskId } from '../engine/ids.ts';
import { nameFromSegment } from './address-text.ts';
import { paths } from './paths.ts';

const run = runId('a1b2c3d4');
const task = taskId('sim.M 1/T?20');
const backend = backendName('mercury');

const addresses = {
  home: paths.home(),
  theme: paths.theme(),
  script: paths.script('1.0.0'),
  styles: paths.styles('1.0.0'),
  worker: paths.worker('1.0.0'),
  live: paths.live(),
  ping: paths.ping(),
  health: paths.health(),
  metrics: paths.metrics(),
  poll: paths.poll(),
  find: paths.find(),
  zone: paths.zone(),
  jobs: paths.jobs(),
  jobsStream: paths.jobsStream(),
  job: paths.job('12[3]', 'mercury'),
  jobCancel: paths.jobCancel('123'),
  jobsClearStale: paths.jobsClearStale(),
  filterToggle: paths.filterToggle(),
  filterStatus: paths.filterStatus(),
  liveViewToggle: paths.liveViewToggle(),
  runs: paths.runs(),
  runsOfWorkflow: paths.runs({ workflow: 'a/b' }),
  runsStream: paths.runsStream(),
  runsList: paths.runsList(),
  run: paths.run(run),
  runInfo: paths.runInfo(run),
  runItems: paths.runItems(run),
  runGroup: paths.runItems(run, { group: 'sim.M 1' }),
  runEvents: paths.runEvents(run),
  runGraph: paths.runGraph(run, { status: 'failed', open: ['sim', 'a b'] }),
  runTimeline: paths.runTimeline(run, { from: 1, to: 2 }),
  runResources: paths.runResources(run),
  runSummary: paths.runSummary(run, { group: 'sim' }),
  runCancel: paths.runCancel(run),
  runRerun: paths.runRerun(run, { mode: 'in_place', from: 'a b' }),
  runsDelete: paths.runsDelete({ status: 'failed' }),
  task: paths.task(run, task),
  taskScript: paths.taskScript(run, task, { attempt: 2 }),
  taskEnvironment: paths.taskEnvironment(run, task),
  taskEnv: paths.taskEnv(run, task),
  taskOutput: paths.taskOutput(run, task, 'plots/a b.png'),
  taskJson: paths.taskJson(run, task),
  taskLog: paths.taskLog(run, task, 'error', { tail: 200, attempt: 1 }),
  taskLogPart: paths.taskLogPart(run, task, { type: 'error', attempt: 2, from: 4096, bytes: 9 }),
  taskLogSearch: paths.taskLogSearch(run, task, { q: 'a & b', case: 'true' }),
  taskLogLines: paths.taskLogLines(run, task, { before: 12 }),
  taskLogFollow: paths.taskLogFollow(run, task, { from: 12, file: '77' }),
  taskLogDownload: paths.taskLogDownload(run, task),
  taskDetail: paths.taskDetail(run, task, 'generated'),
  sources: paths.sources(),
  sourceToggle: paths.sourceToggle('lab/x'),
  sourceSync: paths.sourceSync('..'),
  sourceWorkflows: paths.sourceWorkflows('lab'),
  sourceRun: paths.sourceRun('lab', 'a b/c.json', { backend: 'x', branch: 'f/1' }),
  sourceDryRun: paths.sourceDryRun('lab', 'grid.json', { commit: 'a1' }),
  projectSync: paths.projectSync('thesis'),
  projectWorkflows: paths.projectWorkflows('thesis'),
  projectRun: paths.projectRun('thesis', 'sims/sflow.json'),
  projectDryRun: paths.projectDryRun('thesis', 'sflow.json', { backend: 'x' }),
  workflows: paths.workflows(),
  workflowRun: paths.workflowRun('grid search', { backend: 'anvil' }),
  workflowDryRun: paths.workflowDryRun('grid search'),
  backends: paths.backends(),
  backend: paths.backend(backend),
  backendEvents: paths.backendEvents(backend),
  apiBackendCapacity: paths.apiBackendCapacity(backend),
  backendLog: paths.backendLog(backend),
  backendPoliteness: paths.backendPoliteness(backend),
  backendToggle: paths.backendToggle(backend),
  backendLogClear: paths.backendLogClear(backend),
  notifications: paths.notifications({ tried: 'me' }),
  notificationsStream: paths.notificationsStream(),
  notificationTry: paths.notificationTry('a/b'),
  runNotifications: paths.runNotifications(run),
  runErrors: paths.runErrors(run, { lines: 'true' }),
  runHistory: paths.runHistory(run, { at: 9, before: 100 }),
  apiNotifications: paths.apiNotifications(),
  apiNotificationTry: paths.apiNotificationTry('me'),
  apiRunNotifications: paths.apiRunNotifications(run),
  orphansEnd: paths.orphansEnd(),
  apiHealth: paths.apiHealth(),
  apiBackends: paths.apiBackends(),
  apiSources: paths.apiSources(),
  apiSourcesSync: paths.apiSourcesSync(),
  apiSource: paths.apiSource('lab'),
  apiSourceWorkflows: paths.apiSourceWorkflows('lab'),
  apiSourceConfig: paths.apiSourceConfig('lab'),
  apiSourceSync: paths.apiSourceSync('lab'),
  apiSourceRun: paths.apiSourceRun('lab', 'a/b.json', { branch: 'x' }),
  apiWorkflowRun: paths.apiWorkflowRun('grid search', { backend: 'anvil' }),
  apiSeedSources: paths.apiSeedSources(),
  apiRuns: paths.apiRuns({ limit: 5, workflow: '_adhoc/x' }),
  apiRun: paths.apiRun(run),
  apiRunsPreview: paths.apiRunsPreview(),
  apiRunResources: paths.apiRunResources(run),
  apiRunCancel: paths.apiRunCancel(run),
  apiRunLabels: paths.apiRunLabels(run),
  apiRunRerun: paths.apiRunRerun(run),
  seen: paths.seen(),
  settings: paths.settings(),
  jobsCancel: paths.jobsCancel(),
  jobsColumns: paths.jobsColumns(),
  runsRerun: paths.runsRerun({ label: 'a b' }),
  runsCompare: paths.runsCompare({ a: 'a1b2c3d4', b: 'b2c3d4e5' }),
  runLabels: paths.runLabels(run),
  apiRunsDelete: paths.apiRunsDelete(),
  apiTaskAttempts: paths.apiTaskAttempts(run, task),
  apiOrphans: paths.apiOrphans(),
  apiOrphansEnd: paths.apiOrphansEnd(),
  apiBackendPoliteness: paths.apiBackendPoliteness(backend),
  apiTaskLogs: paths.apiTaskLogs(run, task, { type: 'output', tail: 10 }),
  apiTasksRun: paths.apiTasksRun(),
  apiEvents: paths.apiEvents({ after: 7, run }),
};

const ofTheApi = Object.entries(addresses).filter(([name]) => name.startsWith('api'));
const isOfRuns = ([name]: readonly [string, string]) => /^(run|task)/.test(name);
const ofRuns = Object.entries(addresses).filter(isOfRuns);
const isOfSources = ([name]: readonly [string, string]) => /^(source|project|workflow)/.test(name);
const ofSources = Object.entries(addresses).filter(isOfSources);
const ofPages = Object.entries(addresses).filter(
  (entry) => !isOfRuns(entry) && !isOfSources(entry) && !entry[0].startsWith('api'),
);

test('every address of the API is what the contract says', () => {
  expect(Object.fromEntries(ofTheApi)).toMatchInlineSnapshot(`
    {
      "apiBackendCapacity": "/api/v1/backends/mercury/capacity",
      "apiBackendPoliteness": "/api/v1/backends/mercury/politeness",
      "apiBackends": "/api/v1/backends",
      "apiEvents": "/api/v1/events?after=7&run=a1b2c3d4",
      "apiHealth": "/api/v1/health",
      "apiNotificationTry": "/api/v1/notifications/me/try",
      "apiNotifications": "/api/v1/notifications",
      "apiOrphans": "/api/v1/orphans",
      "apiOrphansEnd": "/api/v1/orphans/end",
      "apiRun": "/api/v1/runs/a1b2c3d4",
      "apiRunCancel": "/api/v1/runs/a1b2c3d4/cancel",
      "apiRunLabels": "/api/v1/runs/a1b2c3d4/labels",
      "apiRunNotifications": "/api/v1/runs/a1b2c3d4/notifications",
      "apiRunRerun": "/api/v1/runs/a1b2c3d4/rerun",
      "apiRunResources": "/api/v1/runs/a1b2c3d4/resources",
      "apiRuns": "/api/v1/runs?limit=5&workflow=_adhoc%2Fx",
      "apiRunsDelete": "/api/v1/runs/delete",
      "apiRunsPreview": "/api/v1/runs/preview",
      "apiSeedSources": "/api/sources",
      "apiSource": "/api/v1/sources/lab",
      "apiSourceConfig": "/api/v1/sources/lab/config",
      "apiSourceRun": "/api/v1/sources/lab/run?workflow=a%2Fb.json&branch=x",
      "apiSourceSync": "/api/v1/sources/lab/sync",
      "apiSourceWorkflows": "/api/v1/sources/lab/workflows",
      "apiSources": "/api/v1/sources",
      "apiSourcesSync": "/api/v1/sources/sync",
      "apiTaskAttempts": "/api/v1/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/attempts",
      "apiTaskLogs": "/api/v1/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/logs?type=output&tail=10",
      "apiTasksRun": "/api/v1/tasks/run",
      "apiWorkflowRun": "/api/v1/workflows/grid%20search/run?backend=anvil",
    }
  `);
});

test('every address of runs and tasks is what the contract says', () => {
  expect(Object.fromEntries(ofRuns)).toMatchInlineSnapshot(`
    {
      "run": "/runs/a1b2c3d4",
      "runCancel": "/runs/a1b2c3d4/cancel",
      "runErrors": "/runs/a1b2c3d4/errors?lines=true",
      "runEvents": "/runs/a1b2c3d4/events",
      "runGraph": "/runs/a1b2c3d4/graph?status=failed&open=sim&open=a%20b",
      "runGroup": "/runs/a1b2c3d4/items?group=sim.M%201",
      "runHistory": "/runs/a1b2c3d4/history?at=9&before=100",
      "runInfo": "/runs/a1b2c3d4/info",
      "runItems": "/runs/a1b2c3d4/items",
      "runLabels": "/runs/a1b2c3d4/labels",
      "runNotifications": "/runs/a1b2c3d4/notifications",
      "runRerun": "/runs/a1b2c3d4/rerun?mode=in_place&from=a%20b",
      "runResources": "/runs/a1b2c3d4/resources",
      "runSummary": "/runs/a1b2c3d4/summary?group=sim",
      "runTimeline": "/runs/a1b2c3d4/timeline?from=1&to=2",
      "runs": "/runs",
      "runsCompare": "/runs/compare?a=a1b2c3d4&b=b2c3d4e5",
      "runsDelete": "/runs/delete?status=failed",
      "runsList": "/runs/list",
      "runsOfWorkflow": "/runs?workflow=a%2Fb",
      "runsRerun": "/runs/rerun?label=a%20b",
      "runsStream": "/runs/stream",
      "task": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20",
      "taskDetail": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/detail/generated",
      "taskEnv": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/env",
      "taskEnvironment": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/environment",
      "taskJson": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/json",
      "taskLog": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/logs/error?tail=200&attempt=1",
      "taskLogDownload": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/log/download",
      "taskLogFollow": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/log/follow?from=12&file=77",
      "taskLogLines": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/log/lines?before=12",
      "taskLogPart": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/log?type=error&attempt=2&from=4096&bytes=9",
      "taskLogSearch": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/log/search?q=a%20%26%20b&case=true",
      "taskOutput": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/outputs/file/plots%2Fa%20b.png",
      "taskScript": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/script?attempt=2",
    }
  `);
});

test('every address of what can be run is what the contract says', () => {
  expect(Object.fromEntries(ofSources)).toMatchInlineSnapshot(`
    {
      "projectDryRun": "/projects/thesis/dry-run?workflow=sflow.json&backend=x",
      "projectRun": "/projects/thesis/run?workflow=sims%2Fsflow.json",
      "projectSync": "/projects/thesis/sync",
      "projectWorkflows": "/projects/thesis/workflows",
      "sourceDryRun": "/sources/lab/workflows/grid.json/dry-run?commit=a1",
      "sourceRun": "/sources/lab/workflows/a%20b%2Fc.json/run?backend=x&branch=f%2F1",
      "sourceSync": "/sources/~../sync",
      "sourceToggle": "/sources/lab%2Fx/toggle",
      "sourceWorkflows": "/sources/lab/workflows",
      "sources": "/sources",
      "workflowDryRun": "/workflows/grid%20search/dry-run",
      "workflowRun": "/workflows/grid%20search/run?backend=anvil",
      "workflows": "/workflows",
    }
  `);
});

test('every other address is what the contract says', () => {
  expect(Object.fromEntries(ofPages)).toMatchInlineSnapshot(`
    {
      "backend": "/backends/mercury",
      "backendEvents": "/backends/mercury/events",
      "backendLog": "/backends/mercury/log",
      "backendLogClear": "/backends/mercury/log/clear",
      "backendPoliteness": "/backends/mercury/politeness",
      "backendToggle": "/backends/mercury/toggle",
      "backends": "/backends",
      "filterStatus": "/filter/status",
      "filterToggle": "/filter/toggle",
      "find": "/find",
      "health": "/health",
      "home": "/",
      "job": "/jobs/12%5B3%5D?backend=mercury",
      "jobCancel": "/jobs/123/cancel",
      "jobs": "/jobs",
      "jobsCancel": "/jobs/cancel",
      "jobsClearStale": "/jobs/clear-stale",
      "jobsColumns": "/jobs/columns",
      "jobsStream": "/jobs/stream",
      "live": "/live",
      "liveViewToggle": "/live-view/toggle",
      "metrics": "/metrics",
      "notificationTry": "/notifications/a%2Fb/try",
      "notifications": "/notifications?tried=me",
      "notificationsStream": "/notifications/stream",
      "orphansEnd": "/orphans/end",
      "ping": "/ping",
      "poll": "/poll",
      "script": "/assets/main.js?v=1.0.0",
      "seen": "/seen",
      "settings": "/settings",
      "styles": "/assets/styles.css?v=1.0.0",
      "theme": "/theme",
      "worker": "/assets/live-worker.js?v=1.0.0",
      "zone": "/zone",
    }
  `);
});

test('no address is missing from the list above', () => {
  expect(Object.keys(paths).filter((name) => !Object.hasOwn(addresses, name))).toEqual([]);
});

test('a name survives the way through an address, whatever it is', () => {
  const name = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.stringMatching(/^[~.]{1,4}$/));
  fc.assert(
    fc.property(name, (text) => {
      const url = new URL(paths.task(run, taskId(text)), 'http://localhost');
      const segments = url.pathname.split('/');
      expect(segments).toHaveLength(5);
      expect(nameFromSegment(decodeURIComponent(segments[4] ?? ''))).toBe(text);
    }),
  );
});
