import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from '../../src/cli/compose.ts';
import { findConfiguration } from '../../src/cli/configuration.ts';
import { runId, taskId } from '../../src/engine/ids.ts';
import type { EnvironmentAnswer } from '../../src/wire/environment.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail } from '../../src/wire/runs.ts';
import type { LogAnswer } from '../../src/wire/tasks.ts';
import { waitUntil } from '../cluster/wait.ts';

const LIMIT_MS = 60_000;

/** The whole program in this process, with one backend, `here`, whose jobs are processes of this machine. */
export class OwnServer {
  readonly folder: string;
  #service: Service | null = null;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<OwnServer> {
    return new OwnServer(await mkdtemp(join(tmpdir(), 'scripthut-program-')));
  }

  /** A server with this configuration, in place of the one before, on the same state. */
  async serve(configuration: string): Promise<void> {
    await this.#stop();
    const file = join(this.folder, 'scripthut.yaml');
    const settings = `settings: {data_dir: ${this.folder}/state}\nbackends: [{type: local, name: here}]\n`;
    await writeFile(file, settings + configuration);
    const found = await findConfiguration(file, {});
    if (!found.ok) throw new Error(found.problem.message);
    const said = [...found.value.faults.map(({ message }) => message), ...found.value.warnings];
    if (said.length > 0) throw new Error(said.join('\n'));
    const started = await startService({ found: found.value, port: 0, report: () => undefined });
    if (!started.ok) throw new Error(started.problem.message);
    this.#service = started.value;
  }

  /** @throws with the answer when it is a refusal. */
  async ask<T>(path: string, body?: unknown): Promise<T> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${this.#service?.address}${path}`, { headers, ...how });
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer as T;
  }

  /** Any answer, as it comes. */
  read(path: string): Promise<Response> {
    return fetch(`${this.#service?.address}${path}`);
  }

  end(id: string): Promise<RunDetail> {
    const hasEnded = async () => {
      const detail = await this.ask<RunDetail>(paths.apiRun(runId(id)));
      return detail.finished_at !== null && detail;
    };
    return waitUntil(`run ${id} has ended`, hasEnded, LIMIT_MS);
  }

  /** What `env` printed in the job of a task that `printing` made. */
  async seen(run: string, task: string, attempt?: number): Promise<Record<string, string>> {
    const choice = { type: 'output' as const, ...(attempt !== undefined && { attempt }) };
    const { content } = await this.ask<LogAnswer>(paths.apiTaskLogs(runId(run), taskId(task), choice));
    const text = content?.split('BEGIN\n')[1]?.split('\nEND')[0] ?? '';
    return Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }

  explained(run: string, task: string): Promise<EnvironmentAnswer> {
    return this.ask<EnvironmentAnswer>(paths.taskEnv(runId(run), taskId(task)));
  }

  async remove(): Promise<void> {
    await this.#stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #stop(): Promise<void> {
    await this.#service?.stop();
    this.#service = null;
  }
}

/** A task whose job prints its environment. */
export function printing(id: string, more: object = {}) {
  return { id, name: id, command: 'echo BEGIN; env; echo END', ...more };
}
