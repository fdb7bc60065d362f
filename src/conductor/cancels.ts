import type { Backend } from '../backends/backend.ts';
import type { BackendName, JobId } from '../engine/ids.ts';
import { ok, type Result } from '../engine/result.ts';

/**
 * Has jobs ended. What is being asked for is not asked for once more beside it: of a hundred thousand jobs that takes longer
 * than until the next wish.
 */
export class Cancels {
  readonly #underWay = new Map<BackendName, Set<JobId>>();
  readonly #done: (backend: BackendName) => void;

  /** `done` is called when a scheduler has taken such a wish: its queue has changed. */
  constructor(done: (backend: BackendName) => void) {
    this.#done = done;
  }

  /** As that of the backend. */
  async cancel(backend: Backend, wanted: readonly JobId[]): Promise<Result<void>> {
    const underWay = this.#underWay.get(backend.name) ?? new Set();
    this.#underWay.set(backend.name, underWay);
    const jobs = wanted.filter((job) => !underWay.has(job));
    if (jobs.length === 0) return ok(undefined);
    for (const job of jobs) underWay.add(job);
    try {
      const taken = await backend.cancel(jobs);
      if (taken.ok) this.#done(backend.name);
      return taken;
    } finally {
      for (const job of jobs) underWay.delete(job);
    }
  }
}
