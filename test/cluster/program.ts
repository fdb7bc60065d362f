import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDetail, RunStarted } from '../../src/wire/runs.ts';
import { freePorts } from './ports.ts';
import { type Ran, run } from './processes.ts';
import { waitUntil } from './wait.ts';

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'scripthut.js');

/** The built program, serving with a configuration of its own in a folder of its own, on 127.0.0.1. */
export interface Program {
  readonly address: string;
  /** Configuration, state, log and home directory of the program. */
  readonly dir: string;
  /** Asks the server. Only a server that does not answer at all is an error here. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  /** Runs the command line program, which finds this server by itself. */
  cli(...args: readonly string[]): Promise<Ran>;
  /** Hands a document in. @throws Error with the server's words when it is refused. */
  submit(
    document: unknown,
    more?: { readonly backend?: string; readonly max_concurrent?: number },
  ): Promise<string>;
  run(id: string): Promise<RunDetail>;
  /** Waits until the condition holds for the run. */
  runUntil(
    id: string,
    what: string,
    condition: (run: RunDetail) => boolean,
    limitMs?: number,
  ): Promise<RunDetail>;
  /** Waits for the end of the run, whatever it is. */
  ended(id: string, limitMs?: number): Promise<RunDetail>;
  /** SIGKILL; returns when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same address, with the same state; `more` are further words of its command. */
  start(more?: readonly string[]): Promise<void>;
  /** Asks it to end and removes its folder. */
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Undefined when the text is not JSON. */
  readonly body: unknown;
}

/**
 * Starts the program and waits until it answers.
 * @param config the text of its `scripthut.yaml`, without `settings`.
 * @throws Error with its log when it does not answer.
 */
export async function startProgram(
  config: string,
  env: Readonly<Record<string, string>> = {},
  pollIntervalSeconds = 5,
): Promise<Program> {
  const dir = await mkdtemp(join(tmpdir(), 'scripthut-program-'));
  const [port = 0] = await freePorts(1);
  const settings = `settings:\n  poll_interval: ${pollIntervalSeconds}\n  server_port: ${port}\n  data_dir: ${dir}/data\n`;
  await writeFile(join(dir, 'scripthut.yaml'), `${config}\n${settings}`);
  const address = `http://127.0.0.1:${port}`;
  const server = new Server(dir, address, { PATH: process.env.PATH ?? '', HOME: dir, ...env });
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return withRuns(server);
}

/** The process and what can be asked of it. */
class Server {
  readonly dir: string;
  readonly address: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;

  constructor(dir: string, address: string, env: Readonly<Record<string, string>>) {
    this.dir = dir;
    this.address = address;
    this.#env = env;
  }

  async start(more: readonly string[] = []): Promise<void> {
    const log = openSync(this.#log, 'a');
    const args = [launcher, '--config', join(this.dir, 'scripthut.yaml'), ...more];
    const child = spawn(process.execPath, args, {
      cwd: this.dir,
      env: this.#env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    await waitUntil('the server answers', async () => {
      const end = child.exitCode ?? child.signalCode;
      if (end !== null) throw new Error(`the server ended with ${end}:\n${this.#words()}`);
      return (await this.ask('GET', '/ping').catch(() => null))?.status === 200;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#words()}`);
    });
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { accept: 'application/json', origin: this.address, 'content-type': 'application/json' };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.address}${path}`, { method, headers, ...text });
    const answer = await response.text();
    return { status: response.status, text: answer, body: parsed(answer) };
  }

  cli(...args: readonly string[]): Promise<Ran> {
    const env = { ...this.#env, SCRIPTHUT_SERVER: this.address, NO_COLOR: '1' };
    const identity = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, cwd: this.dir, env };
    return run(identity, process.execPath, [launcher, ...args]);
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.dir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(impatience);
  }

  get #log(): string {
    return join(this.dir, 'server.log');
  }

  #words(): string {
    return readFileSync(this.#log, { encoding: 'utf8', flag: 'a+' });
  }
}

function withRuns(server: Server): Program {
  const readRun = async (id: string): Promise<RunDetail> => {
    const answer = await server.ask('GET', `/api/v1/runs/${id}`);
    if (answer.status !== 200) throw new Error(`run ${id}: ${answer.status} ${answer.text}`);
    return answer.body as RunDetail;
  };
  const runUntil: Program['runUntil'] = async (id, what, condition, limitMs = 60_000) => {
    let last: RunDetail | undefined;
    const look = async () => {
      last = await readRun(id);
      return condition(last) && last;
    };
    return await waitUntil(`run ${id} ${what}`, look, limitMs, 250).catch((error: unknown) => {
      throw new Error(
        `${String(error)}; it is ${last?.status} ${JSON.stringify(last?.status_counts)}: ${last?.why}`,
      );
    });
  };
  return {
    address: server.address,
    dir: server.dir,
    ask: (method, path, body) => server.ask(method, path, body),
    cli: (...args) => server.cli(...args),
    submit: async (document, more = {}) => {
      const answer = await server.ask('POST', '/api/v1/runs', { backend: 'testbed', ...more, document });
      if (answer.status >= 300) throw new Error(`the document was refused: ${answer.status} ${answer.text}`);
      return (answer.body as RunStarted).id;
    },
    run: readRun,
    runUntil,
    ended: (id, limitMs) =>
      runUntil(id, 'has ended', ({ status }) => /^(completed|failed|cancelled)$/.test(status), limitMs),
    kill: () => server.kill(),
    start: (more) => server.start(more),
    stop: () => server.stop(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
