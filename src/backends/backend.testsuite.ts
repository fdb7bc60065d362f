import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JobId, taskId } from '../engine/ids.ts';
import type { Backend } from './backend.ts';
import { readingLogs } from './reading-logs.testsuite.ts';
import { accepted, alone, Jobs, type SuiteOptions, until, unwrap } from './suite-jobs.testdata.ts';
import { telling } from './telling.testsuite.ts';

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
  arrays(jobs, options);
  readingLogs(jobs, options);
  reading(jobs);
  telling(jobs, options);
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

function ending(jobs: Jobs, { patienceMs, listedName = (name) => name }: SuiteOptions): void {
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
    const name = 'long "one" | $(x)';
    const request = jobs.request({ name, command: 'sleep 600 & sleep 600' });
    const job = await jobs.submit(request);
    const listed = await until(patienceMs, async () =>
      unwrap(await jobs.backend.list()).jobs.find((one) => one.job === job && one.state === 'running'),
    );
    expect(listed).toMatchObject({ token: request.token, name: listedName(name) });
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
    expect(await jobs.log(errorPath)).toBe('to-errors\n');
  });
}

/** Of a backend without arrays only that it says so. */
function arrays(jobs: Jobs, { patienceMs }: SuiteOptions): void {
  test('an array is one submission, and each element has its own end, log and cancelling', {
    timeout: patienceMs,
  }, async () => {
    const { largestArray } = unwrap(await jobs.backend.limits());
    if (jobs.backend.arrays === null) return expect(largestArray).toBeLessThan(2);
    expect(largestArray).toBeGreaterThanOrEqual(2);
    const commands = ['echo "first"; exit 4', 'sleep 600', "echo it\\'s third"];
    const elements = jobs.array(commands.map((command) => ({ command })));
    const ids = await jobs.submitArray(elements);
    expect(await jobs.submitArray(elements)).toEqual(ids);
    const [{ token }] = elements;
    expect(unwrap(await jobs.backend.find([{ token, size: 3 }])).get(token)).toEqual(ids);
    expect(await jobs.endOf(elements[0], ids[0], 1)).toMatchObject({ reason: 'exit', exitCode: 4 });
    expect(await jobs.endOf(elements[2], ids[2], 3)).toMatchObject({ reason: 'completed' });
    const { outputPath } = jobs.backend.script(elements[2]);
    expect(unwrap(await jobs.backend.readLog(outputPath, null))).toContain("\nit's third\n");
    // A job's own word may come before the scheduler has heard of its end.
    const listed = await until(patienceMs, async () => {
      const ours = unwrap(await jobs.backend.list()).jobs.filter((one) => one.token === token);
      return ours.length === 1 && ours;
    });
    expect(listed).toMatchObject([{ job: ids[1], token }]);
    unwrap(await jobs.backend.cancel(ids));
    expect((await jobs.endOf(elements[1], ids[1], 2)).reason).toMatch(/cancelled|signal/);
  });

  test('the waiting elements of an array are all listed', { timeout: patienceMs }, async () => {
    if (jobs.backend.arrays === null) return;
    // More than the cluster has room for, so that some wait.
    const elements = jobs.array(
      Array.from({ length: 40 }, () => ({ command: 'sleep 600' })),
      32,
    );
    const ids = await jobs.submitArray(elements);
    const listed = unwrap(await jobs.backend.list()).jobs.filter(({ token }) => token === elements[0].token);
    expect(listed.map(({ job }) => job).toSorted()).toEqual(ids.toSorted());
    unwrap(await jobs.backend.cancel(ids));
    await until(patienceMs, async () =>
      unwrap(await jobs.backend.list()).jobs.every(({ token }) => token !== elements[0].token),
    );
  });
}

function reading(jobs: Jobs): void {
  test('a file that does not exist is a problem', async () => {
    expect(await jobs.backend.readFile('/nonexistent/x')).toMatchObject({ problem: { code: 'not-found' } });
  });

  test('a command gives back its output, or why it failed', async () => {
    expect(unwrap(await jobs.backend.runCommand(`printf '%s' "it's"; echo note >&2`))).toBe("it's");
    expect(await jobs.backend.runCommand('echo why >&2; exit 3')).toMatchObject({
      problem: { code: 'command-failed', message: expect.stringMatching(/3.*why/) },
    });
  });

  test('what would become of a job is told without submitting it, or not at all', async () => {
    const before = unwrap(await jobs.backend.list()).jobs.length;
    const [good, bad] = unwrap(
      await jobs.backend.rehearse([jobs.request({}), jobs.request({ command: 'true' }, 'no-such-partition')]),
    );
    if (jobs.backend.arrays === null) return expect([good, bad]).toEqual([null, null]);
    expect(good?.isTaken ?? true).toBe(true);
    expect(bad).toMatchObject({ isTaken: false, said: expect.stringMatching(/partition|queue/) });
    expect(unwrap(await jobs.backend.list()).jobs.length).toBeLessThanOrEqual(before);
  });
}
