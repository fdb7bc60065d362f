import { expect, test } from 'vitest';
import type { EnvLayer } from '../engine/env-rules.ts';
import { checkRules, environmentWarnings } from './env-check.ts';
import { envRule, plannedTask, problemOf, runInfo, successOf } from './testing.ts';

const include = (...names: string[]) => [envRule({ include: names })];

test('a circle that only a task’s own rules lead into is found before anything runs, with its way', () => {
  const rules: readonly EnvLayer[] = [
    { source: 'server', env: [], groups: { a: include('b'), b: [] } },
    { source: 'document', env: [], groups: { b: include('a') } },
  ];
  const sound = plannedTask('sound');
  expect(successOf(checkRules(rules, [sound]))).toEqual([sound]);
  const tasks = [
    sound,
    plannedTask('bad', { env: include('a') }),
    plannedTask('bad2', { env: include('a') }),
  ];
  expect(problemOf(checkRules(rules, tasks))).toEqual({
    code: 'bad-document',
    message: 'Env groups include each other in a circle: a (server) -> b (document) -> a (server)',
  });
});

test('a circle that nothing includes harms nobody', () => {
  const rules: readonly EnvLayer[] = [{ source: 'server', env: [], groups: { a: include('a') } }];
  expect(checkRules(rules, [plannedTask('t')]).ok).toBe(true);
});

test('what is odd is told once, however many tasks share it', () => {
  const tasks = Array.from({ length: 50 }, (_, at) => plannedTask(`t${at}`, { env: include('nowhere') }));
  expect(environmentWarnings(runInfo(), [...tasks, plannedTask('u', { environment: 'jl' })])).toEqual([
    "There is no env group 'nowhere'; task env, rule 1 goes on without it",
    "Task 'u': there is no environment 'jl'; the script is made without it",
  ]);
});
