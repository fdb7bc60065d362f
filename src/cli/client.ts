import { backendName, runId, taskId } from '../engine/ids.ts';
import type { Problem } from '../engine/problem.ts';
import { problem } from '../engine/problem.ts';
import type { Result } from '../engine/result.ts';
import { failed, ok } from '../engine/result.ts';
import type { BackendsAnswer, EndOrphansOrder, OrphansAnswer, OrphansEnded } from '../wire/backends.ts';
import type { CapacityAnswer } from '../wire/capacity.ts';
import type { EnvironmentAnswer } from '../wire/environment.ts';
import type { LogFollowQuery } from '../wire/logs.ts';
import type {
  NotificationsAnswer,
  NotificationTried,
  RunNotificationOrder,
  RunNotifications,
} from '../wire/notifications.ts';
import type { LogChoice, LogType, RunFilter } from '../wire/paths.ts';
import { paths } from '../wire/paths.ts';
import type { PolitenessAnswer } from '../wire/politeness.ts';
import type { PreviewAnswer } from '../wire/previews.ts';
import type { ApiProblem, SeedProblem } from '../wire/problem.ts';
import type { RerunOrder } from '../wire/rerun.ts';
import type { ResourcesAnswer } from '../wire/resources.ts';
import type {
  DeleteOrder,
  RunCancelled,
  RunDetail,
  RunOrder,
  RunStarted,
  RunsAnswer,
  RunsDeleted,
} from '../wire/runs.ts';
import type { RunChoice, SourceDetail, SourceSynced, SourcesAnswer, SourcesSynced } from '../wire/sources.ts';
import type { LogAnswer, TaskOrder } from '../wire/tasks.ts';
import { type ServerEvent, serverEvents } from './event-stream.ts';

/** What the command line asks of a server. A server that says no, or nothing, is a problem, never an exception. */
export interface Client {
  /** `http://127.0.0.1:8000`. */
  readonly server: string;
  listRuns(limit: number): Promise<Result<RunsAnswer>>;
  /** Nothing chosen: with all its tasks. */
  readRun(run: string, choice?: RunFilter): Promise<Result<RunDetail>>;
  /** What its tasks asked for and used. */
  readResources(run: string): Promise<Result<ResourcesAnswer>>;
  /** What would be submitted; nothing is. */
  previewRun(order: RunOrder): Promise<Result<PreviewAnswer>>;
  previewWorkflow(name: string, choice: RunChoice): Promise<Result<PreviewAnswer>>;
  previewSource(source: string, file: string, choice: RunChoice): Promise<Result<PreviewAnswer>>;
  startRun(order: RunOrder): Promise<Result<RunStarted>>;
  startTask(order: TaskOrder): Promise<Result<RunStarted>>;
  /** A configured workflow; what is not chosen is as configured. */
  startWorkflow(name: string, choice: RunChoice): Promise<Result<RunStarted>>;
  /** A file of a source. */
  startFromSource(source: string, workflow: string, choice: RunChoice): Promise<Result<RunStarted>>;
  listSources(): Promise<Result<SourcesAnswer>>;
  readSource(name: string): Promise<Result<SourceDetail>>;
  syncSource(name: string): Promise<Result<SourceSynced>>;
  syncSources(): Promise<Result<SourcesSynced>>;
  cancelRun(run: string): Promise<Result<RunCancelled>>;
  /** Ended tasks once more, in the same run or as a new one. */
  rerun(run: string, order: RerunOrder): Promise<Result<RunStarted>>;
  deleteRuns(order: DeleteOrder): Promise<Result<RunsDeleted>>;
  /** Nothing chosen: all of the newest attempt. */
  readLog(run: string, task: string, type: LogType, choice: LogChoice): Promise<Result<LogAnswer>>;
  /**
   * Tells what is written into a log, from `last` on (the id of the last event of a stream that was cut), until the
   * stream ends; a problem when it could not be opened.
   */
  followLog(
    run: string,
    task: string,
    start: LogFollowQuery,
    last: string,
    heard: (event: ServerEvent) => void,
  ): Promise<Result<void>>;
  /** A task's variables and where each comes from. */
  readEnvironment(run: string, task: string): Promise<Result<EnvironmentAnswer>>;
  listBackends(): Promise<Result<BackendsAnswer>>;
  readCapacity(backend: string): Promise<Result<CapacityAnswer>>;
  readPoliteness(backend: string): Promise<Result<PolitenessAnswer>>;
  listNotifications(): Promise<Result<NotificationsAnswer>>;
  /** Sends a message that says nothing but that it arrived. */
  tryNotification(name: string): Promise<Result<NotificationTried>>;
  setRunNotification(run: string, order: RunNotificationOrder): Promise<Result<RunNotifications>>;
  listOrphans(): Promise<Result<OrphansAnswer>>;
  endOrphans(order: EndOrphansOrder): Promise<Result<OrphansEnded>>;
  /** Calls back when something happened to the run, until the stream ends or is cut: then it resolves. */
  follow(run: string, signal: AbortSignal, changed: () => void): Promise<void>;
}

/** Starting a run may mean cloning and asking a slow cluster. */
const TIME_LIMIT_MS = 330_000;

export function createClient(server: string, interrupted: AbortSignal): Client {
  const get = <T>(path: string): Promise<Result<T>> => ask<T>(server, 'GET', path, undefined, interrupted);
  const post = <T>(path: string, body?: unknown): Promise<Result<T>> =>
    ask<T>(server, 'POST', path, body, interrupted);
  return {
    server,
    listRuns: (limit) => get(paths.apiRuns({ limit })),
    readRun: (run, choice = {}) => get(paths.apiRun(runId(run), choice)),
    readResources: (run) => get(paths.apiRunResources(runId(run))),
    previewRun: (order) => post(paths.apiRunsPreview(), order),
    previewWorkflow: (name, choice) => get(paths.workflowDryRun(name, choice)),
    previewSource: (source, file, choice) => get(paths.sourceDryRun(source, file, choice)),
    startRun: (order) => post(paths.apiRuns(), order),
    startTask: (order) => post(paths.apiTasksRun(), order),
    startWorkflow: (name, choice) => post(paths.apiWorkflowRun(name, choice)),
    startFromSource: (source, workflow, choice) => post(paths.apiSourceRun(source, workflow, choice)),
    listSources: () => get(paths.apiSources()),
    readSource: (name) => get(paths.apiSource(name)),
    syncSource: (name) => post(paths.apiSourceSync(name)),
    syncSources: () => post(paths.apiSourcesSync()),
    cancelRun: (run) => post(paths.apiRunCancel(runId(run))),
    rerun: (run, order) => post(paths.apiRunRerun(runId(run)), order),
    deleteRuns: (order) => post(paths.apiRunsDelete(), order),
    readLog: (run, task, type, choice) =>
      get(paths.apiTaskLogs(runId(run), taskId(task), { type, ...choice })),
    followLog: (run, task, start, last, heard) => {
      const address = `${server}${paths.taskLogFollow(runId(run), taskId(task), start)}`;
      return followLog(server, address, { last, heard, interrupted });
    },
    readEnvironment: (run, task) => get(paths.taskEnv(runId(run), taskId(task))),
    listBackends: () => get(paths.apiBackends()),
    readCapacity: (backend) => get(paths.apiBackendCapacity(backendName(backend))),
    readPoliteness: (backend) => get(paths.apiBackendPoliteness(backendName(backend))),
    listNotifications: () => get(paths.apiNotifications()),
    tryNotification: (name) => post(paths.apiNotificationTry(name)),
    setRunNotification: (run, order) => post(paths.apiRunNotifications(runId(run)), order),
    listOrphans: () => get(paths.apiOrphans()),
    endOrphans: (order) => post(paths.apiOrphansEnd(), order),
    follow: (run, signal, changed) =>
      follow(`${server}${paths.apiEvents({ run: runId(run) })}`, signal, changed),
  };
}

async function ask<T>(
  server: string,
  method: string,
  path: string,
  body: unknown,
  interrupted: AbortSignal,
): Promise<Result<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    const response = await fetch(`${server}${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([limit, interrupted]),
    });
    const answer = parse(await response.text());
    if (answer === undefined) return failed(notOurs(server, response.status));
    return response.ok ? ok(answer as T) : failed(problemOf(answer, response.status));
  } catch (error) {
    interrupted.throwIfAborted();
    return failed(limit.aborted ? timedOut(server) : noServer(server, error));
  }
}

/** Undefined when the text is not a JSON object. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a server-sent stream; comments, which only keep it open, are not changes. */
async function follow(address: string, signal: AbortSignal, changed: () => void): Promise<void> {
  try {
    const response = await fetch(address, { headers: { accept: 'text/event-stream' }, signal });
    if (!response.ok || response.body === null) return;
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      if (/^(id|data):/m.test(chunk)) changed();
    }
  } catch {
    // Cut or aborted: whoever watches also asks by the clock, and opens the stream again.
  }
}

interface LogListener {
  readonly last: string;
  readonly heard: (event: ServerEvent) => void;
  readonly interrupted: AbortSignal;
}

async function followLog(server: string, address: string, listener: LogListener): Promise<Result<void>> {
  const { last, heard, interrupted } = listener;
  let isOpen = false;
  try {
    const headers = { accept: 'text/event-stream', ...(last !== '' && { 'last-event-id': last }) };
    const response = await fetch(address, { headers, signal: interrupted });
    if (!response.ok) return failed(problemOf(parse(await response.text()) ?? {}, response.status));
    if (response.body === null) return failed(notOurs(server, response.status));
    isOpen = true;
    for await (const event of serverEvents(response.body.pipeThrough(new TextDecoderStream()))) heard(event);
  } catch (error) {
    interrupted.throwIfAborted();
    // One that was open was cut: it is opened again.
    if (!isOpen) return failed(noServer(server, error));
  }
  return ok(undefined);
}

/** Two shapes of refusal exist: ours and the contract's older one. */
function problemOf(answer: object, status: number): Problem {
  const { detail, error, code, hint, place, faults } = answer as Partial<ApiProblem> & Partial<SeedProblem>;
  const message = detail ?? error ?? `the server answered with status ${status}`;
  const known = code === undefined || code === 'internal' ? codeOf(status) : code;
  return problem(known, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
    ...(faults === undefined ? {} : { faults: faults.map((fault) => problemOf(fault, status)) }),
  });
}

function codeOf(status: number): Problem['code'] {
  return status === 404 ? 'not-found' : 'command-failed';
}

function noServer(server: string, error: unknown): Problem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const reason = code === undefined || code === 'ECONNREFUSED' ? '' : ` (${code})`;
  return problem('unreachable', `no server answers at ${server}${reason}; start one with "scripthut"`);
}

function timedOut(server: string): Problem {
  const seconds = TIME_LIMIT_MS / 1000;
  return problem('no-answer', `the server at ${server} did not answer within ${seconds} s`, {
    hint: 'what was asked may have been done; look with "scripthut run list"',
  });
}

function notOurs(server: string, status: number): Problem {
  return problem('unreadable', `what answers at ${server} (status ${status}) is not a ScriptHut server`, {
    hint: 'name the right one with --server or SCRIPTHUT_SERVER',
  });
}
