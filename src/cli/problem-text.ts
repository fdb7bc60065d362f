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
  return [...lines.map(saidLines), ...faults.map(problemText)].join('');
}

/** What somebody said, a scheduler for instance, of several lines maybe. */
export function saidLines(text: string): string {
  const lines = text.split('\n').map((line) => `${visible(line)}\n`);
  return lines.join('');
}
