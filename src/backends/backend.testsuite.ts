import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
}

/** What holds for every `Backend` whose jobs can run shell commands. Call it inside a `describe`. */
export function backendSuite(
  open: () => Promise<{ backend: Backend; close: () => Promise<void> }>,
  options: SuiteOptions,
): void {
  let opened: { backend: Backend; close: () => Promise<void> };
  const jobs = new Jobs(() => opened.backend, options);
  beforeAll(async () => {
    opened = await open();
    await jobs.prepare();
  }, options.patienceMs);
  afterAll(() => opened.close());

  submitting(jobs, options);
  ending(jobs, options);
  awkwardTexts(jobs, options);
  reading(jobs, options);
}

function submitting(jobs: Jobs, { patienceMs }: SuiteOptions): void {
  test('a submission made twice is one job', { timeout: patienceMs }, async () => {
    const request = jobs.request({ command: 'true' });
    const first = await jobs.submit(request);
    expect(await jobs.submit(request)).toEqual(first);
    const { token } = request;
    expect(unwrap(await jobs.backend.find([{ token, size: 1 }])).get(token)).toEqual([first]);
  });

  test('a token that was never submitted is not found', { timeout: patienceMs }, async () => {
    const { token } = jobs.request({});
    expect(unwrap(await jobs.backend.find([{ token, size: 1 }])).size).toBe(0);
  });

  test('many jobs are submitted at once, each answered once', { timeout: patienceMs }, async () => {
    const requests = Array.from({ length: 60 }, () => jobs.request({ command: 'true' }));
    const answers: string[] = [];
    const ids = new Set<JobId>();
    await jobs.backend.submit(requests.map(alone), (token, answer) => {
      answers.push(token);
      ids.add(accepted(answer));
    });
    expect(answers.toSorted()).toEqual(requests.map(({ token }) => token).toSorted());
    expect(ids.size).toBe(requests.length);
  });

  test('a log folder that cannot be made refuses the job with the reason', {
    timeout: patienceMs,
  }, async () => {
    const request = jobs.request({ outputFile: '/dev/null/x/out', command: 'true' });
    const answer = await jobs.answerTo(request);
    expect(answer).toMatchObject({
      is: 'refused',
      problem: { message: expect.stringContaining('/dev/null') },
    });
  });
}

function ending(jobs: Jobs, { patienceMs }: SuiteOptions): void {
  test.each([
    ['true', { reason: 'completed', exitCode: 0 }],
    ['false', { reason: 'exit', exitCode: 1 }],
    ['exit 3', { reason: 'exit', exitCode: 3 }],
    ['exec sh -c "exit 4"', { reason: 'exit', exitCode: 4 }],
    ['set -e; false; true', { reason: 'exit', exitCode: 1 }],
    ['exec >&- 2>&-; exit 5', { reason: 'exit', exitCode: 5 }],
    ['if then', { reason: 'exit', exitCode: 2 }],
    ['kill -SEGV $$', { reason: 'signal', signal: 11 }],
    ['false \\', { reason: 'exit', exitCode: 1 }],
  ])('%j ends as it should', { timeout: patienceMs }, async (command, expected) => {
    const request = jobs.request({ command });
    expect(await jobs.endOf(request, await jobs.submit(request))).toMatchObject(expected);
  });

  test('a running job is in the listing, and a cancelled one ends', { timeout: patienceMs }, async () => {
    const request = jobs.request({ name: 'long "one" | $(x)', command: 'sleep 600 & sleep 600' });
    const job = await jobs.submit(request);
    const listed = await until(patienceMs, async () =>
      unwrap(await jobs.backend.list()).jobs.find((one) => one.job === job && one.state === 'running'),
    );
    expect(listed).toMatchObject({ token: request.token, name: 'long "one" | $(x)' });
    unwrap(await jobs.backend.cancel([job]));
    expect((await jobs.endOf(request, job)).reason).toMatch(/cancelled|signal/);
    await until(patienceMs, async () =>
      unwrap(await jobs.backend.list()).jobs.every((one) => one.job !== job),
    );
  });

  test('cancelling what has ended changes nothing', { timeout: patienceMs }, async () => {
    const request = jobs.request({ command: 'true' });
    const job = await jobs.submit(request);
    await jobs.endOf(request, job);
    unwrap(await jobs.backend.cancel([job]));
    expect(await jobs.endOf(request, job)).toMatchObject({ reason: 'completed' });
  });
}

function awkwardTexts(jobs: Jobs, { patienceMs }: SuiteOptions): void {
  test.each([
    'plain',
    `it's "quoted" \\back $HOME \`id\` $(id) | % %j`,
    'line1\nline2',
    '-n --exclusive',
    'Ångström 日本語 😀',
    ' # ; & ',
  ])('a task named %j is named so in its log', { timeout: patienceMs }, async (name) => {
    const request = jobs.request({ name, id: taskId(name.replace('/', '')), command: 'true' });
    expect(await jobs.outputOf(request)).toContain(`=== ScriptHut Task: ${name} ===\nTask ID: `);
  });

  test('a command of 1 MB with here-documents, quotes and unicode arrives byte for byte', {
    timeout: patienceMs,
  }, async () => {
    const line = `it's "x" \\ $HOME \`y\` 日本語 \t|;&  \n`;
    const text = line.repeat(Math.ceil(1_000_000 / Buffer.byteLength(line)));
    const request = jobs.request({ command: `cat <<'EOF'\n${text}EOF` });
    const log = await jobs.outputOf(request);
    expect(log.includes(`==================================\n\n${text}\n===`)).toBe(true);
  });

  test('a task with a NUL character is refused', { timeout: patienceMs }, async () => {
    expect(await jobs.answerTo(jobs.request({ command: 'echo \0' }))).toMatchObject({ is: 'refused' });
  });

  test('errors go to the error log', { timeout: patienceMs }, async () => {
    const request = jobs.request({ command: 'echo to-errors >&2' });
    const job = await jobs.submit(request);
    await jobs.endOf(request, job);
    const { errorPath } = jobs.backend.script(request);
    expect(unwrap(await jobs.backend.readLog(errorPath, null))).toBe('to-errors\n');
  });
}

function reading(jobs: Jobs, { patienceMs }: SuiteOptions): void {
  test('of a log the last lines can be read', { timeout: patienceMs }, async () => {
    const request = jobs.request({ command: 'seq 1000; exit 0' });
    await jobs.outputOf(request);
    const { outputPath } = jobs.backend.script(request);
    expect(unwrap(await jobs.backend.readLog(outputPath, 2))).toBe('999\n1000\n');
  });

  test('a log that does not exist is null, a file that does not exist is a problem', async () => {
    expect(unwrap(await jobs.backend.readLog('/nonexistent/x', null))).toBeNull();
    expect(await jobs.backend.readFile('/nonexistent/x')).toMatchObject({ problem: { code: 'not-found' } });
  });

  test('a command gives back its output, or why it failed', async () => {
    expect(unwrap(await jobs.backend.runCommand(`printf '%s' "it's"; echo note >&2`))).toBe("it's");
    expect(await jobs.backend.runCommand('echo why >&2; exit 3')).toMatchObject({
      problem: { code: 'command-failed', message: expect.stringMatching(/3.*why/) },
    });
  });

  test('there are figures', async () => {
    const { cpus, disk } = unwrap(await jobs.backend.figures());
    expect(cpus?.total).toBeGreaterThan(0);
    expect(disk?.totalBytes).toBeGreaterThan(disk?.availableBytes ?? Number.NaN);
  });
}

/** Requests of one run, and what becomes of them. */
class Jobs {
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

  request(task: Partial<Task>): JobRequest {
    this.#submissions += 1;
    const { partition } = this.#options;
    const resources = { partition, cpus: 1, memory: '50M', timeLimit: '0:05:00', gres: null };
    return sampleJob(
      { id: taskId(`task.${this.#submissions}`), workingDir: '/', resources, ...task },
      { id: this.#run, logDir: this.#logDir, account: null, loginShell: this.backend.loginShell },
      { variables: [{ key: 'KEY', value: 'value' }], init: '', submission: this.#submissions },
    );
  }

  async answerTo(request: JobRequest): Promise<SubmitAnswer> {
    const answers: SubmitAnswer[] = [];
    await this.backend.submit([alone(request)], (token, answer) => {
      expect(token).toBe(request.token);
      answers.push(answer);
    });
    const [only, ...others] = answers;
    if (only === undefined || others.length > 0) throw new Error(`${answers.length} answers instead of one`);
    return only;
  }

  async submit(request: JobRequest): Promise<JobId> {
    return accepted(await this.answerTo(request));
  }

  async endOf(request: JobRequest, job: JobId): Promise<Ending> {
    const question = { job, record: recordOf(request.token, null), run: request.run.id };
    return until(
      this.#options.patienceMs,
      async () => unwrap(await this.backend.inquire([question])).endings[0],
    );
  }

  async outputOf(request: JobRequest): Promise<string> {
    await this.endOf(request, await this.submit(request));
    const { outputPath } = this.backend.script(request);
    const log = unwrap(await this.backend.readLog(outputPath, null));
    if (log === null) throw new Error(`there is no log ${outputPath}`);
    return log;
  }
}

function alone(job: JobRequest): SubmissionRequest {
  return { token: job.token, jobs: [job] };
}

function accepted(answer: SubmitAnswer): JobId {
  const job = answer.is === 'accepted' ? answer.jobs[0] : undefined;
  if (job === undefined) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  return job;
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** Asks again until there is an answer. */
async function until<T>(limitMs: number, ask: () => Promise<T | undefined | null | false>): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`nothing came within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
