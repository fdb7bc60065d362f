import type { Backend, SubmissionRequest } from '../backends/backend.ts';
import { packScripts } from '../backends/pack-scripts.ts';
import { present } from '../engine/assert.ts';
import type { SubmissionRef } from '../engine/effect.ts';
import { type BackendName, submissionToken, type Token } from '../engine/ids.ts';
import type { World } from '../engine/world.ts';
import type { Scribe } from './changes.ts';
import { jobRequests } from './job-requests.ts';

/** What is written down in this beat and sent after it: the scripts that are saved are those that go out, and made once. */
export class Outbox {
  readonly #backendOf: (name: BackendName) => Backend | undefined;
  readonly #written = new Map<Token, SubmissionRequest>();

  constructor(backendOf: (name: BackendName) => Backend | undefined) {
    this.#backendOf = backendOf;
  }

  /** For the store. */
  readonly write: Scribe = (run, submission, tasks) => {
    const { backend: name, id } = run.info;
    const backend = this.#backendOf(name);
    if (backend === undefined) throw new Error(`nothing is submitted to ${name}, which is not configured`);
    const token = submissionToken(id, submission);
    const jobs = jobRequests(run, submission, tasks);
    const scripts = jobs.map((job) => backend.script(job));
    if (tasks.length > 1) {
      const array = packScripts(scripts);
      this.#written.set(token, { token, jobs, array });
      return { attempts: [], arrays: [{ run: id, submission, tasks, scripts: array }] };
    }
    this.#written.set(token, { token, jobs, scripts });
    const attempts = tasks.map(({ index, attempt }, position) => {
      const { text, outputPath, errorPath } = present(scripts[position], 'the script of a task');
      return { run: id, index, attempt, submission, script: text, outputPath, errorPath };
    });
    return { attempts, arrays: [] };
  };

  /** For the backend. What was written earlier, before a restart or in vain, is made anew; null where nothing is open. */
  take({ run: id, submission, token }: SubmissionRef, world: World): SubmissionRequest | null {
    const written = this.#written.get(token);
    this.#written.delete(token);
    if (written !== undefined) return written;
    const run = world.runs.get(id);
    const open = run?.open.get(submission);
    return run === undefined || open === undefined
      ? null
      : { token, jobs: jobRequests(run, submission, open.tasks) };
  }

  /** What could not be saved is not sent. */
  clear(): void {
    this.#written.clear();
  }
}
