import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backendName, runId, taskId } from '../engine/ids.ts';
import { nameFromSegment, paths } from './paths.ts';

const run = runId('a1b2c3d4');
const task = taskId('sim.M 1/T?20');
const backend = backendName('mercury');

const addresses = {
  home: paths.home(),
  theme: paths.theme(),
  script: paths.script('1.0.0'),
  styles: paths.styles('1.0.0'),
  ping: paths.ping(),
  health: paths.health(),
  metrics: paths.metrics(),
  poll: paths.poll(),
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
  runResources: paths.runResources(run),
  runCancel: paths.runCancel(run),
  runRerun: paths.runRerun(run, { mode: 'in_place', from: 'a b' }),
  runsDelete: paths.runsDelete({ status: 'failed' }),
  task: paths.task(run, task),
  taskScript: paths.taskScript(run, task, { attempt: 2 }),
  taskEnvironment: paths.taskEnvironment(run, task),
  taskEnv: paths.taskEnv(run, task),
  taskJson: paths.taskJson(run, task),
  taskLog: paths.taskLog(run, task, 'error', { tail: 200, attempt: 1 }),
  taskDetail: paths.taskDetail(run, task, 'generated'),
  workflows: paths.workflows(),
  workflowRun: paths.workflowRun('grid search', { backend: 'anvil' }),
  workflowDryRun: paths.workflowDryRun('grid search'),
  backends: paths.backends(),
  backendLog: paths.backendLog(backend),
  backendPoliteness: paths.backendPoliteness(backend),
  backendLogClear: paths.backendLogClear(backend),
  orphansEnd: paths.orphansEnd(),
  apiHealth: paths.apiHealth(),
  apiBackends: paths.apiBackends(),
  apiRuns: paths.apiRuns({ limit: 5, workflow: '_adhoc/x' }),
  apiRun: paths.apiRun(run),
  apiRunsPreview: paths.apiRunsPreview(),
  apiRunResources: paths.apiRunResources(run),
  apiRunCancel: paths.apiRunCancel(run),
  apiRunRerun: paths.apiRunRerun(run),
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
const ofPages = Object.entries(addresses).filter(([name]) => !name.startsWith('api'));

test('every address of the API is what the contract says', () => {
  expect(Object.fromEntries(ofTheApi)).toMatchInlineSnapshot(`
    {
      "apiBackendPoliteness": "/api/v1/backends/mercury/politeness",
      "apiBackends": "/api/v1/backends",
      "apiEvents": "/api/v1/events?after=7&run=a1b2c3d4",
      "apiHealth": "/api/v1/health",
      "apiOrphans": "/api/v1/orphans",
      "apiOrphansEnd": "/api/v1/orphans/end",
      "apiRun": "/api/v1/runs/a1b2c3d4",
      "apiRunCancel": "/api/v1/runs/a1b2c3d4/cancel",
      "apiRunRerun": "/api/v1/runs/a1b2c3d4/rerun",
      "apiRunResources": "/api/v1/runs/a1b2c3d4/resources",
      "apiRuns": "/api/v1/runs?limit=5&workflow=_adhoc%2Fx",
      "apiRunsDelete": "/api/v1/runs/delete",
      "apiRunsPreview": "/api/v1/runs/preview",
      "apiTaskAttempts": "/api/v1/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/attempts",
      "apiTaskLogs": "/api/v1/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/logs?type=output&tail=10",
      "apiTasksRun": "/api/v1/tasks/run",
    }
  `);
});

test('every other address is what the contract says', () => {
  expect(Object.fromEntries(ofPages)).toMatchInlineSnapshot(`
    {
      "backendLog": "/backends/mercury/log",
      "backendLogClear": "/backends/mercury/log/clear",
      "backendPoliteness": "/backends/mercury/politeness",
      "backends": "/backends",
      "filterStatus": "/filter/status",
      "filterToggle": "/filter/toggle",
      "health": "/health",
      "home": "/",
      "job": "/jobs/12%5B3%5D?backend=mercury",
      "jobCancel": "/jobs/123/cancel",
      "jobs": "/jobs",
      "jobsClearStale": "/jobs/clear-stale",
      "jobsStream": "/jobs/stream",
      "liveViewToggle": "/live-view/toggle",
      "metrics": "/metrics",
      "orphansEnd": "/orphans/end",
      "ping": "/ping",
      "poll": "/poll",
      "run": "/runs/a1b2c3d4",
      "runCancel": "/runs/a1b2c3d4/cancel",
      "runEvents": "/runs/a1b2c3d4/events",
      "runGroup": "/runs/a1b2c3d4/items?group=sim.M%201",
      "runInfo": "/runs/a1b2c3d4/info",
      "runItems": "/runs/a1b2c3d4/items",
      "runRerun": "/runs/a1b2c3d4/rerun?mode=in_place&from=a%20b",
      "runResources": "/runs/a1b2c3d4/resources",
      "runs": "/runs",
      "runsDelete": "/runs/delete?status=failed",
      "runsList": "/runs/list",
      "runsOfWorkflow": "/runs?workflow=a%2Fb",
      "runsStream": "/runs/stream",
      "script": "/assets/main.js?v=1.0.0",
      "styles": "/assets/styles.css?v=1.0.0",
      "task": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20",
      "taskDetail": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/detail/generated",
      "taskEnv": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/env",
      "taskEnvironment": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/environment",
      "taskJson": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/json",
      "taskLog": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/logs/error?tail=200&attempt=1",
      "taskScript": "/runs/a1b2c3d4/tasks/sim.M%201%2FT%3F20/script?attempt=2",
      "theme": "/theme",
      "workflowDryRun": "/workflows/grid%20search/dry-run",
      "workflowRun": "/workflows/grid%20search/run?backend=anvil",
      "workflows": "/workflows",
    }
  `);
});

test('no address is missing from the list above', () => {
  expect(Object.keys(paths)).toHaveLength(58);
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
