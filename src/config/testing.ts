import type { Machine } from '../backends/settings.ts';
import { listFaults } from '../engine/faults.ts';
import type { Problem } from '../engine/problem.ts';
import { parseConfiguration } from './load.ts';
import type { Configuration } from './schema.ts';

/** For tests: a machine that is not this one. */
export const machine: Machine = { home: '/home/ada', cwd: '/here', cpuCount: 4 };

/** A Slurm backend with these lines in it. */
export const slurm = (...lines: string[]) =>
  ['backends:', '  - type: slurm', '    name: hal', ...lines.map((line) => `    ${line}`)].join('\n');

/** The same with an `ssh` block and these lines in that. */
export const ssh = (...lines: string[]) => slurm('ssh:', '  host: h', ...lines.map((line) => `  ${line}`));

/** @throws when the text is faulty. */
export function read(text: string): {
  readonly configuration: Configuration;
  readonly warnings: readonly string[];
} {
  const result = parseConfiguration(text, 'scripthut.yaml', machine);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

/** The faults as a person reads them, `line:column message`; none when the text is fine. */
export function faultsOf(text: string): string[] {
  const result = parseConfiguration(text, 'scripthut.yaml', machine);
  return result.ok ? [] : listFaults(result.problem).map(inWords);
}

function inWords({ place, message, hint }: Problem): string {
  return `${place?.line}:${place?.column} ${message}${hint === undefined ? '' : ` | ${hint}`}`;
}
