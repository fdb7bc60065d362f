import type { JobRequest, SubmissionRequest } from '../../src/backends/backend.ts';
import { type JobId, jobId, recordOf } from '../../src/engine/ids.ts';
import type { SubmitAnswer } from '../../src/engine/observation.ts';
import { problem } from '../../src/engine/problem.ts';
import type { Chance } from './chance.ts';
import type { PretendedClock } from './pretended-clock.ts';
import { type Fate, type PretendedJob, randomWitnesses } from './pretended-job.ts';
import type { Weather } from './pretended-weather.ts';

export interface SchedulerOptions {
  readonly clock: PretendedClock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly maxConcurrent: number;
  readonly fateOf: (request: JobRequest) => Fate | 'refused';
}

/** Takes jobs and arrays, or not, and notes what should never have come. */
export class PretendedScheduler {
  readonly jobs: PretendedJob[] = [];
  readonly faults: string[] = [];
  readonly #options: SchedulerOptions;
  #nextJob = 1;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  submit({ token, jobs }: SubmissionRequest): SubmitAnswer {
    if (this.#options.chance.happens(this.#options.weather.busy))
      return { is: 'deferred', problem: problem('busy', 'pretended: busy') };
    if (jobs.length > 1 && jobs.length > this.#options.weather.largestArray)
      return { is: 'too-large', problem: problem('busy', 'pretended: invalid job array specification') };
    // What is asked for is the same in all elements: they are refused together.
    if (jobs.every((job) => this.#options.fateOf(job) === 'refused'))
      return { is: 'refused', problem: problem('refused', 'pretended: bad partition') };
    if (this.jobs.some((job) => job.token === token)) this.faults.push(`${token} was submitted twice`);
    const array = this.#nextJob++;
    const accepted = jobs.map((job, at) => {
      const fate = this.#options.fateOf(job);
      const element = jobs.length > 1 ? at + 1 : null;
      return this.#accept(job, array, element, fate === 'refused' ? 'fails' : fate);
    });
    const live = this.jobs.filter(({ endsAt }) => endsAt > this.#options.clock.now()).length;
    if (live > this.#options.maxConcurrent)
      this.faults.push(`${live} live jobs, the limit is ${this.#options.maxConcurrent}`);
    return { is: 'accepted', jobs: accepted };
  }

  #accept(request: JobRequest, array: number, element: number | null, fate: Fate): JobId {
    const { token, run, task } = request;
    const now = this.#options.clock.now();
    const startsAt = now + this.#options.chance.integer(0, 60_000);
    const job: PretendedJob = {
      id: jobId(element === null ? `${array}` : `${array}_${element}`),
      token,
      record: recordOf(token, element),
      run: run.id,
      task: task.id,
      attempt: request.attempt,
      acceptedAt: now,
      startsAt,
      endsAt: startsAt + this.#options.chance.integer(0, 200_000),
      fate,
      cancelled: false,
      witnesses: randomWitnesses(this.#options.chance),
    };
    this.jobs.push(job);
    return job.id;
  }
}
