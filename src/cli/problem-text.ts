import type { Problem } from '../engine/problem.ts';
import { visible } from './text-width.ts';

/**
 * A problem in words for a terminal: where, what, what to do. Single faults stand on lines of their own, each with its
 * place, as compilers print them, so that editors can jump there.
 */
export function problemText(problem: Problem): string {
  const { place, hint, faults = [] } = problem;
  const where = place === undefined ? '' : `${visible(place.file)}:${place.line}:${place.column}: `;
  const lines = [`${where}${problem.message}`, ...(hint === undefined ? [] : [`  ${hint}`])];
  const own = lines.flatMap((text) => text.split('\n')).map((line) => `${visible(line)}\n`);
  return [...own, ...faults.map(problemText)].join('');
}
