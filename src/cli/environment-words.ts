import type { EnvironmentAnswer, EnvironmentOp } from '../wire/environment.ts';

// What people read of a task's variables.

/** Each variable with what was done to it under it, then the shell lines. */
export function environmentLines({ vars, extra_init, resolved }: EnvironmentAnswer): string[] {
  const variables = Object.entries(vars).flatMap(([key, { value, ops }]) => [
    `${key}=${value}`,
    ...ops.map((op) => `    ${opWords(op, ops.length === 1)}`),
  ]);
  const lines =
    extra_init === '' ? [] : ['', 'Shell lines:', ...extra_init.split('\n').map((line) => `    ${line}`)];
  const imported = resolved ? [] : ['', 'The run was imported: what its configuration added is not known.'];
  return [...variables, ...lines, ...imported];
}

function opWords({ source, op, contribution }: EnvironmentOp, isOnly: boolean): string {
  if (op === 'set') return isOnly ? source : `set to ${contribution} by ${source}`;
  return `${contribution} appended by ${source}`;
}
