import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan, emptyGraph } from '../../engine/plan.ts';
import { isTerminal, statusOf, type TaskState } from '../../engine/state.ts';
import type { ImportedRun } from '../store.ts';
import { LATER_RUN, OLDER_RUN, SEED_RUN, WEEK_OF_JOBS } from './import.testdata.ts';
import { readFolder } from './read-folder.ts';

function read(stored: unknown, name = 'climate__grid/20260219_143000_a1b2c3d4') {
  return readFolder(JSON.stringify(stored), {
    name,
    file: `/d/workflows/${name}/run.json`,
    modifiedAt: 5000,
  });
}

function readRun(stored: unknown): ImportedRun {
  const result = read(stored);
  if (!result.ok || result.value.is !== 'run') throw new Error(`not a run: ${JSON.stringify(result)}`);
  return result.value.run;
}

const at = (text: string) => Date.parse(text);
const wordsOf = (states: readonly TaskState[]) => states.map(statusOf);
const verdictOf = (run: ImportedRun, index: number) => {
  const state = run.states[index];
  return state !== undefined && 'verdict' in state ? state.verdict : null;
};

describe('a run as version 0.3.17 stored it', () => {
  const run = readRun(SEED_RUN);

  it('keeps its name, place, time and settings', () => {
    expect(run.info).toEqual({
      id: 'a1b2c3d4',
      workflow: 'climate/grid',
      title: null,
      backend: 'mercury',
      createdAt: at('2026-02-19T14:30:00Z'),
      maxConcurrent: 5,
      logDir: '/home/ada/.scripthut/grid/logs',
      account: 'lab',
      loginShell: true,
      source: { kind: 'imported', name: 'climate__grid/20260219_143000_a1b2c3d4' },
      git: { repository: '', branch: '', commit: '9f8e7d6c5b4a' },
      environments: [],
    });
  });

  it('keeps what each task asked for', () => {
    expect(run.tasks[1]).toEqual({
      id: 'sim',
      name: 'SIM',
      command: 'run sim',
      dependencies: ['prepare'],
      workingDir: '/home/ada/grid',
      resources: { partition: 'normal', cpus: 4, memory: '4G', timeLimit: '1:00:00', gres: 'gpu:1' },
      outputFile: '/scratch/sim.out',
      errorFile: null,
      generatesSource: null,
      environment: null,
      envVars: {},
      retry: null,
    });
  });

  it('keeps what a completed task used, and the scheduler words that say so', () => {
    expect(run.states[0]).toEqual({
      is: 'completed',
      attempt: 1,
      submission: 1,
      element: null,
      job: '100',
      submittedAt: at('2026-02-19T14:30:05.250Z'),
      node: '',
      usage: { cpuEfficiency: 87.5, maxRssBytes: 1288490189 },
      verdict: {
        reason: 'completed',
        exitCode: 0,
        signal: null,
        source: 'accounting',
        raw: 'COMPLETED',
        startedAt: at('2026-02-19T14:31:00Z'),
        finishedAt: at('2026-02-19T15:01:00Z'),
        sentence: '',
      },
    });
  });

  it('keeps why the others did not complete', () => {
    expect(wordsOf(run.states)).toEqual(['completed', 'failed', 'dep_failed', 'failed', 'failed', 'failed']);
    expect(verdictOf(run, 1)).toMatchObject({ reason: 'timeout', sentence: 'Scheduler: Exceeded walltime' });
    expect(run.states[2]).toMatchObject({ because: 'sim', at: at('2026-02-19T16:42:00Z') });
    expect(verdictOf(run, 3)).toMatchObject({
      reason: 'submission-refused',
      sentence: 'sbatch: error: invalid partition specified: nrmal',
    });
  });

  it('ends what was unfinished as lost, and says so', () => {
    expect(verdictOf(run, 4)).toMatchObject({
      reason: 'lost',
      sentence: expect.stringContaining('not finished (running)'),
    });
    expect(run.states[4]).toMatchObject({ placed: { job: '102' } });
    expect(verdictOf(run, 5)).toMatchObject({
      reason: 'lost',
      sentence: expect.stringContaining('(pending)'),
    });
    expect(run.states[5]).toMatchObject({ placed: null });
  });

  it('has an attempt with script and log files for each task that got so far', () => {
    const logs = '/home/ada/.scripthut/grid/logs/scripthut_a1b2c3d4';
    expect(run.attempts.map(({ index, outputPath, errorPath }) => [index, outputPath, errorPath])).toEqual([
      [0, `${logs}_prepare.out`, `${logs}_prepare.err`],
      [1, '/scratch/sim.out', `${logs}_sim.err`],
      [4, `${logs}_running.out`, `${logs}_running.err`],
    ]);
    expect(run.attempts[0]).toMatchObject({
      script: SEED_RUN.items[0]?.submit_script,
      intendedAt: at('2026-02-19T14:30:05.250Z'),
    });
  });

  it('has ended when the last of its tasks had', () => {
    expect(run.snapshot).toMatchObject({
      status: 'failed',
      endedAt: at('2026-02-19T16:42:00Z'),
      counts: { completed: 1, failed: 4, dep_failed: 1, pending: 0, running: 0 },
    });
  });
});

describe('a run as version 0.12.20 stored it', () => {
  const run = readRun(LATER_RUN);

  it('keeps the exit code and where the code came from', () => {
    expect(verdictOf(run, 0)).toMatchObject({ reason: 'exit', exitCode: 3, raw: 'FAILED' });
    expect(run.info.git).toEqual({
      repository: 'git@example.edu:lab/code.git',
      branch: 'main',
      commit: '0123456789abcdef0123456789abcdef01234567',
    });
  });

  it('says of a completed task which nobody confirmed that nobody did', () => {
    expect(verdictOf(run, 2)).toMatchObject({
      reason: 'completed',
      exitCode: null,
      source: 'scripthut',
      sentence: 'exit code unknown',
    });
  });

  it('takes a task that came from the result cache, which had no job', () => {
    expect(run.states[1]).toMatchObject({ is: 'completed', job: 'none' });
    expect(run.attempts.map(({ index }) => index)).not.toContain(1);
  });

  it('ends also what was queued or settling', () => {
    expect(run.states.slice(3).map((state) => state.is)).toEqual(['failed', 'failed']);
    expect(verdictOf(run, 4)?.sentence).toContain('(settling)');
  });
});

describe('a run with older key names', () => {
  it('is read as if they were the new ones, with times in UTC', () => {
    const run = readRun(OLDER_RUN);
    expect(run.info).toMatchObject({
      backend: 'mercury',
      logDir: '~/.cache/scripthut/logs',
      createdAt: at('2025-01-02T03:04:05Z'),
      git: null,
    });
    expect(run.states[0]).toMatchObject({
      is: 'completed',
      job: '7',
      verdict: { raw: 'COMPLETED', exitCode: 0 },
    });
    expect(run.attempts[0]).toMatchObject({
      script: '#!/bin/sh\n',
      outputPath: '~/.cache/scripthut/logs/scripthut_cccc0001_a.1.out',
    });
  });
});

describe('a run that somebody cancelled', () => {
  it('is cancelled, although the Python program called it failed', () => {
    const items = [{ task: { id: 'a' }, status: 'failed', error: 'Cancelled' }];
    expect(readRun({ ...OLDER_RUN, items }).snapshot.status).toBe('cancelled');
  });
});

describe('the jobs of others of one week', () => {
  it('are read as jobs that are gone', () => {
    expect(read(WEEK_OF_JOBS, '_default_mercury/2026-W08')).toMatchObject({
      ok: true,
      value: {
        is: 'jobs',
        backend: 'mercury',
        jobs: [
          {
            job: {
              job: '555',
              name: 'blast',
              user: 'grace',
              state: 'ended',
              rawState: 'COMPLETED',
              cpus: 8,
              memory: '32G',
              elapsedSeconds: 600,
            },
            firstSeenAt: at('2026-02-17T10:00:00Z'),
            goneAt: at('2026-02-17T10:10:30Z'),
          },
          { job: { job: '556', state: 'ended', rawState: 'RUNNING' }, goneAt: at('2026-02-17T11:00:00Z') },
        ],
      },
    });
  });

  it('are dated by their file where they have no times', () => {
    const items = [{ task: { id: 'ext-9' }, status: 'running' }];
    expect(read({ items }, '_default_pbs/2026-W01')).toMatchObject({
      value: { backend: 'pbs', jobs: [{ job: { job: '9' }, goneAt: 5000 }] },
    });
  });
});

describe('a stored run that is not as it should be', () => {
  const refusal = (text: string) => {
    const result = readFolder(text, { name: 'w/x', file: '/d/workflows/w/x/run.json', modifiedAt: 0 });
    return result.ok ? null : result.problem;
  };

  it.each([['{"id": "a1'], ['[]'], ['null'], ['{}'], ['{"id": "../../x"}'], ['{"id": "a1b2c3d4"}']])(
    'is refused with its path: %s',
    (text) => {
      expect(refusal(text)).toMatchObject({
        code: 'unreadable',
        message: expect.stringContaining('/d/workflows/w/x/run.json cannot be imported'),
      });
    },
  );

  it('is dated by its folder where it has lost its time', () => {
    const result = read({ id: 'a1b2c3d4' });
    expect(result).toMatchObject({ value: { run: { info: { createdAt: at('2026-02-19T14:30:00Z') } } } });
  });

  it('gets a plan that holds together, also from doubled ids and dependencies on nothing', () => {
    const items = [
      { task: { id: 'a', dependencies: ['b', 'a', 'ghost'] } },
      { task: { id: 'b', dependencies: 'a' } },
      { task: { id: 'b' } },
      'nonsense',
      {},
    ];
    const { tasks } = readRun({ ...OLDER_RUN, items });
    expect(tasks.map(({ id, dependencies }) => [id, ...dependencies])).toEqual([
      ['a', 'b'],
      ['b'],
      ['b~2'],
      ['task-4'],
    ]);
    expect(checkPlan(emptyGraph(), tasks)).toEqual({ ok: true, value: undefined });
  });

  it('never throws, and every task that it gives has ended, whatever stands in the file', () => {
    const items = fc.array(
      fc.record(
        {
          task: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
          status: fc.oneof(
            fc.jsonValue(),
            fc.constantFrom('completed', 'failed', 'dep_failed', 'running', 'queued'),
          ),
          job_id: fc.jsonValue(),
          error: fc.jsonValue(),
          submitted_at: fc.oneof(fc.jsonValue(), fc.constant('2026-02-19T14:30:00')),
          max_rss: fc.oneof(fc.jsonValue(), fc.constant('512M')),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(items, (these) => {
        const run = readRun({ ...OLDER_RUN, items: these });
        expect(run.states.every(isTerminal)).toBe(true);
        expect(run.states).toHaveLength(run.tasks.length);
      }),
    );
  });
});
