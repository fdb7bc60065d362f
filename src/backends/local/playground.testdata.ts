import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NO_RULES } from '../../engine/env-rules.ts';
import type { Ending } from '../../engine/evidence.ts';
import { type JobId, recordOf, taskId } from '../../engine/ids.ts';
import type { Host } from '../../transport/host.ts';
import { localHost } from '../../transport/local.ts';
import type { Backend, JobRequest } from '../backend.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { openLocal } from './backend.ts';
import type { LocalSettings } from './settings.ts';

const SETTINGS: LocalSettings = {
  type: 'local',
  name: 'this',
  loginShell: false,
  maxConcurrent: 4,
  cloneDir: '~',
  rules: NO_RULES,
};

/** For tests: a backend whose files, and whose home directory, are in this folder. */
export function openAt(folder: string, host = hostWithHome(folder)): Backend {
  return openLocal(SETTINGS, host, { root: path.join(folder, 'data'), now: Date.now, killAfterSeconds: 1 });
}

function hostWithHome(home: string): Host {
  return localHost({ now: Date.now, environment: { ...process.env, HOME: home } });
}

export interface StartOptions {
  readonly submission?: number;
  readonly loginShell?: boolean;
  readonly workingDir?: string;
}

export interface Started {
  readonly request: JobRequest;
  readonly job: JobId;
  readonly pid: number;
}

/** For tests: a folder of its own with a backend in it, and what becomes of the jobs there. */
export class Playground {
  readonly folder: string;
  #host: Host;
  #backend: Backend;
  readonly #started: JobId[] = [];

  constructor(folder: string) {
    this.folder = folder;
    this.#host = hostWithHome(folder);
    this.#backend = openAt(folder, this.#host);
  }

  get backend(): Backend {
    return this.#backend;
  }

  async reopen(): Promise<void> {
    await this.#backend.close();
    this.#host = hostWithHome(this.folder);
    this.#backend = openAt(this.folder, this.#host);
  }

  async start(command: string, more: StartOptions = {}): Promise<Started> {
    const request = sampleJob(
      { id: taskId('t'), command, workingDir: more.workingDir ?? '~' },
      { logDir: path.join(this.folder, 'logs'), loginShell: more.loginShell ?? false },
      { variables: [], init: '', submission: more.submission ?? 1 },
    );
    const jobs: JobId[] = [];
    await this.#backend.submit([{ token: request.token, jobs: [request] }], (_token, answer) => {
      if (answer.is === 'accepted') jobs.push(...answer.jobs);
    });
    this.#started.push(...jobs);
    const [job] = jobs;
    if (job === undefined) throw new Error('not started');
    return { request, job, pid: Number.parseInt(job, 10) };
  }

  async shell(script: string): Promise<string> {
    return (await this.#host.run({ script, purpose: 'test', timeLimitMs: 10_000 })).stdout;
  }

  async running(): Promise<JobId[]> {
    const listing = await this.#backend.list();
    if (!listing.ok) throw new Error(listing.problem.message);
    return listing.value.jobs.map(({ job }) => job);
  }

  async endings({ token, run }: JobRequest, job: JobId): Promise<readonly Ending[]> {
    const answer = await this.#backend.inquire([{ job, record: recordOf(token, null), run: run.id }]);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value.endings;
  }

  endOf(request: JobRequest, job: JobId): Promise<Ending> {
    return until(async () => (await this.endings(request, job))[0] ?? null);
  }

  async close(): Promise<void> {
    await this.#backend.cancel(this.#started);
    await until(async () => (await this.running()).length === 0);
    await this.#backend.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function openPlayground(): Promise<Playground> {
  return new Playground(await mkdtemp(path.join(tmpdir(), 'local-')));
}

/** Asks again until there is an answer; the test's time limit ends it otherwise. */
export async function until<T>(ask: () => Promise<T | null | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
