import type { Ending } from '../../src/engine/evidence.ts';
import type { Rule } from './mutilations.ts';
import type { Conclusion } from './subject.ts';

/** What is wrong with a conclusion from a mutilated answer, held against that from the whole one; null when nothing is. */
export function faultOf(rule: Rule, truth: Conclusion, found: Conclusion | null): string | null {
  if (found === null) return null;
  const odd = found.endings.find((ending) => !isSound(ending));
  if (odd !== undefined) return `not sound: ${told(odd)}`;
  if (rule === 'no-crash') return null;
  const better = found.endings.find((ending) => !truth.endings.some((one) => isNoBetter(ending, one)));
  if (better !== undefined) return `not in the whole answer: ${told(better)}`;
  if (rule === 'nothing-better') return null;
  const gone = truth.listed.find((job) => !found.listed.includes(job));
  if (gone !== undefined) return `${gone} is taken for gone from the queue`;
  const silent = truth.endings.find(({ job }) => !found.endings.some((ending) => ending.job === job));
  return silent === undefined ? null : `nothing is said of ${silent.job}, as if it were not known`;
}

/** The same job, and neither an end nor an exit code that the whole answer does not tell of it. */
function isNoBetter(ending: Ending, truth: Ending): boolean {
  return (
    ending.job === truth.job &&
    (ending.reason !== 'completed' || truth.reason === 'completed') &&
    (ending.exitCode === null || ending.exitCode === truth.exitCode)
  );
}

function isSound({ exitCode, signal, startedAt, finishedAt, usage }: Ending): boolean {
  const isCount = (value: number | null) =>
    value === null || (Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  const isTime = (value: number | null) => value === null || Number.isSafeInteger(value);
  return (
    isCount(exitCode) &&
    isCount(signal) &&
    isTime(startedAt) &&
    isTime(finishedAt) &&
    Object.values(usage).every((value) => value === null || (Number.isFinite(value) && value >= 0))
  );
}

function told({ job, reason, exitCode, signal, startedAt, finishedAt, usage, raw }: Ending): string {
  return JSON.stringify({ job, reason, exitCode, signal, startedAt, finishedAt, usage, raw });
}
