import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Ending } from '../engine/evidence.ts';
import { type JobId, recordOf, runId, taskId } from '../engine/ids.ts';
import type { SubmitAnswer } from '../engine/observation.ts';
import type { Result } from '../engine/result.ts';
import type { Task } from '../engine/task.ts';
import type { Backend, JobRequest, SubmissionRequest } from './backend.ts';
import { sampleJob } from './sample-job.testdata.ts';

export interface SuiteOptions {
  /** A partition that takes small jobs. */
  readonly partition: string;
  /** How long a job may take from its submission until everybody knows its end. */
  readonly patienceMs: number;
  /** How a job of this name is listed, where the scheduler does not take every name. */
  readonly listedName?: (name: string) => string;
  /** How far its machine's zone is from UTC, where the test has put it into one: `-0930`. */
  readonly zoneOffset?: string;
}

type AtLeastThree<T> = readonly [T, T, T, ...T[]];
type Elements = AtLeastThree<JobRequest>;
type JobIds = AtLeastThree<JobId>;

/** For the suite of backends: requests of one run, and what becomes of them. */
export class Jobs {
  readonly #backend: () => Backend;
  readonly #options: SuiteOptions;
  readonly #run = runId(randomBytes(4).toString('hex'));
  #logDir = '';
  #submissions = 0;

  constructor(backend: () => Backend, options: SuiteOptions) {
    this.#backend = backend;
    this.#options = options;
  }

  get backend(): Backend {
    return this.#backend();
  }

  async prepare(): Promise<void> {
    const request = { run: this.#run, workflow: 'suite/it is', workingDir: '/', dryRun: false };
    this.#logDir = unwrap(await this.backend.prepareRun(request)).logDir;
  }

  request(task: Partial<Task>, partition = this.#options.partition): JobRequest {
    this.#submissions += 1;
    const resources = { partition, cpus: 1, memory: '50M', timeLimit: '0:05:00', gres: null };
    return sampleJob(
      { id: taskId(`task.${this.#submissions}`), workingDir: '/', resources, ...task },
      { id: this.#run, logDir: this.#logDir, account: null, loginShell: this.backend.loginShell },
      { variables: [{ key: 'KEY', value: 'value' }], init: '', submission: this.#submissions },
    );
  }

  /** Elements of one array, each with so many CPUs. */
  array(tasks: readonly Partial<Task>[], cpus = 1): Elements {
    const { token } = this.request({});
    const [first, second, third, ...others] = tasks.map((task) => {
      const request = this.request(task);
      const resources = { ...request.task.resources, cpus };
      return { ...request, token, task: { ...request.task, resources } };
    });
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('too few elements');
    return [first, second, third, ...others];
  }

  async submitArray(elements: Elements): Promise<JobIds> {
    const [answer] = await this.#answersTo({ token: elements[0].token, jobs: elements });
    const [first, second, third, ...others] = answer?.is === 'accepted' ? answer.jobs : [];
    if (first === undefined || second === undefined || third === undefined)
      throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    return [first, second, third, ...others];
  }

  async answerTo(request: JobRequest): Promise<SubmitAnswer> {
    const answers = await this.#answersTo(alone(request));
    const [only, ...others] = answers;
    if (only === undefined || others.length > 0) throw new Error(`${answers.length} answers instead of one`);
    return only;
  }

  async #answersTo(submission: SubmissionRequest): Promise<readonly SubmitAnswer[]> {
    const answers: SubmitAnswer[] = [];
    await this.backend.submit([submission], (token, answer) => {
      expect(token).toBe(submission.token);
      answers.push(answer);
    });
    return answers;
  }

  async submit(request: JobRequest): Promise<JobId> {
    return accepted(await this.answerTo(request));
  }

  async endOf(request: JobRequest, job: JobId, element: number | null = null): Promise<Ending> {
    const question = { job, record: recordOf(request.token, element), run: request.run.id };
    return until(
      this.#options.patienceMs,
      async () => unwrap(await this.backend.inquire([question])).endings[0],
    );
  }

  async outputOf(request: JobRequest): Promise<string> {
    await this.endOf(request, await this.submit(request));
    return this.log(this.backend.script(request).outputPath);
  }

  /** Some schedulers bring a job's logs a moment after its end. */
  async log(path: string): Promise<string> {
    const read = async () => unwrap(await this.backend.readLog(path, null));
    return until(this.#options.patienceMs, read, `there is no log ${path}`);
  }
}

export function alone(job: JobRequest): SubmissionRequest {
  return { token: job.token, jobs: [job] };
}

export function accepted(answer: SubmitAnswer): JobId {
  const job = answer.is === 'accepted' ? answer.jobs[0] : undefined;
  if (job === undefined) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  return job;
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** Asks again until there is an answer. */
export async function until<T>(
  limitMs: number,
  ask: () => Promise<T | undefined | null | false>,
  otherwise = 'nothing came',
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${otherwise} within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
