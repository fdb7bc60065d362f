import type { TracedEnvironment } from '../engine/environment.ts';
import type { RunInfo } from '../engine/run.ts';
import type { EnvironmentAnswer } from '../wire/environment.ts';

/** The shell lines of a script besides its exports, those of rules first. */
export function shellLinesOf({ preludes, init }: TracedEnvironment): string {
  const parts = [...preludes.map(({ text }) => text), init].map((part) => part.replace(/\n$/, ''));
  return parts.filter((part) => part !== '').join('\n');
}

/** Whether the run says itself what its configuration was. History of the Python program does not. */
export function isResolved(run: RunInfo): boolean {
  return run.source.kind !== 'imported';
}

export function environmentAnswer(
  run: RunInfo,
  task: string,
  environment: TracedEnvironment,
): EnvironmentAnswer {
  return {
    run_id: run.id,
    task_id: task,
    vars: Object.fromEntries(environment.variables.map(({ key, value, ops }) => [key, { value, ops }])),
    extra_init: shellLinesOf(environment),
    resolved: isResolved(run),
    warnings: environment.warnings,
    notes: environment.notes,
  };
}
