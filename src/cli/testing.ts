import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TaskStatus } from '../engine/state.ts';
import type { RunDetail, RunGroup, RunSummary } from '../wire/runs.ts';
import type { RunItem } from '../wire/tasks.ts';
import type { ExitCode } from './exit.ts';
import { runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

// For tests of this room: a server that answers what it is told, and a terminal that records.

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Answers by `METHOD path`; a function is asked anew each time. What is not listed is a 404. */
export type Answers = Readonly<Record<string, object | (() => object)>>;

export interface FakeServer {
  readonly url: string;
  /** What was asked, in order; tests end by comparing all of it. */
  readonly asked: Asked[];
  stop(): Promise<void>;
}

/** A value with this status instead of 200. */
export function withStatus(status: number, body: object): object {
  return { status, body, isAnswer: true };
}

/** A stream of server-sent events that ends behind the text. */
export function withStream(text: string): object {
  return { text };
}

export async function startFakeServer(answers: Answers, port = 0): Promise<FakeServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => void answer(request, response, answers, asked));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, answers: Answers, asked: Asked[]) {
  const path = request.url ?? '';
  if (path.startsWith('/api/v1/events')) {
    // A stream that never says anything: watching then goes by the clock.
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': quiet\n\n');
    return;
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const method = request.method ?? '';
  asked.push({ method, path, body: text === '' ? undefined : JSON.parse(text) });
  // Which tasks of a run are wanted is not minded here: those that a test gives are all there are.
  const listed =
    answers[`${method} ${path}`] ??
    answers[`${method} ${path.replace(/(?<=^\/api\/v1\/runs\/[^/?]+)\?.*$/, '')}`];
  const value = typeof listed === 'function' ? listed() : listed;
  if (value !== undefined && 'text' in value) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(value.text);
    return;
  }
  const { status, body } = statusAndBody(value);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function statusAndBody(value: object | undefined): { status: number; body: object } {
  if (value === undefined) return { status: 404, body: { detail: 'no such thing', code: 'not-found' } };
  if ('isAnswer' in value) return value as unknown as { status: number; body: object };
  return { status: 200, body: value };
}

export interface Ran {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly isInteractive?: boolean;
  readonly interrupted?: AbortSignal;
}

/** Runs the program with these words, and gives back what it printed. */
export async function runWith(words: readonly string[], given: Given = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isInteractive: given.isInteractive ?? false,
    columns: () => 80,
    env: given.env ?? {},
    readInput: async () => given.input ?? '',
    interrupted: given.interrupted ?? new AbortController().signal,
  };
  const exitCode = await runProgram(words, terminal);
  return { exitCode, out, err };
}

/** Runs the program against a server with these answers, which is gone afterwards. */
export async function ask(
  words: string,
  answers: Answers,
  given: Given = {},
): Promise<Ran & { asked: readonly Asked[] }> {
  const server = await startFakeServer(answers);
  try {
    const ran = await runWith([...words.split(' '), '--server', server.url], given);
    return { ...ran, asked: server.asked };
  } finally {
    await server.stop();
  }
}

export function item(id: string, status: TaskStatus, more: Partial<RunItem> = {}): RunItem {
  const task = {
    id,
    name: id,
    command: 'true',
    dependencies: [],
    working_dir: '~',
    partition: 'normal',
    cpus: 1,
    memory: '4G',
    time_limit: '1:00:00',
    output_file: null,
    error_file: null,
    generates_source: null,
    gres: null,
    environment: null,
    env_vars: {},
    retry: null,
  };
  return { ...EMPTY_ITEM, task, status, ...more };
}

const EMPTY_ITEM: Omit<RunItem, 'task' | 'status'> = {
  job_id: null,
  submitted_at: null,
  started_at: null,
  finished_at: null,
  error: null,
  submit_script: null,
  cpu_efficiency: null,
  max_rss: '',
  scheduler_state: null,
  pending_reason: null,
  exit_code: null,
  reason: null,
  reason_words: null,
  reason_source: null,
  cancelled_by: null,
  signal: null,
  node: null,
  attempt: 1,
};

const ENDED: readonly TaskStatus[] = ['completed', 'failed', 'dep_failed'];

/** A run of these tasks; its counts are made to fit. */
export function run(items: readonly RunItem[], more: Partial<RunDetail> = {}): RunDetail {
  return {
    id: 'a1b2c3d4',
    workflow_name: 'diamond',
    source_name: null,
    backend_name: 'local',
    created_at: '2026-02-19T14:30:00+00:00',
    status: 'running',
    task_count: items.length,
    completed_count: items.filter(({ status }) => ENDED.includes(status)).length,
    submitted_count: items.filter(({ status }) => status !== 'pending').length,
    status_counts: countsOf(items),
    why: '',
    finished_at: null,
    stale: null,
    items,
    next_after: null,
    groups: groupsOf(items),
    log_dir: '/logs',
    account: null,
    commit_hash: null,
    git_repo: null,
    git_branch: null,
    ...more,
  };
}

function groupsOf(items: readonly RunItem[]): readonly RunGroup[] {
  const groups = Map.groupBy(items, ({ task }) => task.id.split('.', 1)[0] ?? task.id);
  return [...groups].map(([name, members]) => ({
    name,
    task_count: members.length,
    status_counts: countsOf(members),
  }));
}

function countsOf(items: readonly RunItem[]): Partial<Record<TaskStatus, number>> {
  const counts: Partial<Record<TaskStatus, number>> = {};
  for (const { status } of items) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The same run as it stands in lists. */
export function summary(items: readonly RunItem[]): RunSummary {
  const { id, workflow_name, source_name, backend_name, created_at, status, ...counted } = run(items);
  const { task_count, completed_count, submitted_count, status_counts } = counted;
  const counts = { task_count, completed_count, submitted_count, status_counts };
  return { id, workflow_name, source_name, backend_name, created_at, status, ...counts };
}
