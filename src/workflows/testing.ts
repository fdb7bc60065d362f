import type { EnvRule } from '../engine/env-rules.ts';
import { backendName, runId, taskId } from '../engine/ids.ts';
import type { Problem } from '../engine/problem.ts';
import type { Result } from '../engine/result.ts';
import type { RunInfo } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { WrittenTask } from './document.ts';

/** For tests: a task with nothing but its id and what a test is about. */
export function writtenTask(id: string, more: Partial<Omit<WrittenTask, 'id'>> = {}): WrittenTask {
  return {
    id: taskId(id),
    name: id,
    command: 'true',
    dependencies: [],
    workingDir: '~',
    resources: { partition: 'normal', cpus: 1, memory: '4G', timeLimit: '1:00:00', gres: null },
    outputFile: null,
    errorFile: null,
    generatesSource: null,
    environment: null,
    envVars: {},
    retry: null,
    ...more,
  };
}

export function plannedTask(id: string, more: Partial<Omit<Task, 'id'>> = {}): Task {
  return { ...writtenTask(id), dependencies: [], ...more };
}

export function runInfo(more: Partial<RunInfo> = {}): RunInfo {
  return {
    id: runId('a1b2c3d4'),
    workflow: 'grid',
    title: null,
    backend: backendName('cluster'),
    createdAt: Date.UTC(2026, 1, 19, 14, 30),
    maxConcurrent: null,
    logDir: '/home/u/.scripthut/grid/logs',
    account: null,
    loginShell: false,
    source: { kind: 'workflow', name: 'grid' },
    git: null,
    environments: [],
    ...more,
  };
}

/** A rule that says nothing but what a test is about. */
export function envRule(more: Partial<EnvRule> = {}): EnvRule {
  return { if: {}, include: [], set: {}, append: {}, init: '', ...more };
}

/** @throws when it failed, with the problem's words. */
export function successOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

/** @throws when it did not fail. */
export function problemOf(result: Result<unknown>): Problem {
  if (result.ok) throw new Error('a problem was expected');
  return result.problem;
}
