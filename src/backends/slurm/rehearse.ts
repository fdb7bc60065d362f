import type { Rehearser } from '../rehearsals.ts';
import { UTC } from './commands.ts';
import { parseTime } from './fields.ts';
import { submitFailure } from './refusal.ts';

const STARTS = /\bto start at (\S+)/;

/** Takes a script on standard input. */
export const REHEARSAL_WORDS = `env ${UTC} sbatch --test-only`;

/** Slurm's own verdict on jobs, and when they would start: sbatch(1), `--test-only`. */
export const REHEARSER: Rehearser = {
  program: 'sbatch',
  meaning: (exitCode, said) => {
    const words = said.replace(/^sbatch: (error: )?/gm, '');
    if (exitCode !== 0 && !isVerdict(words, exitCode)) return null;
    return { isTaken: exitCode === 0, startsAt: parseTime(STARTS.exec(words)?.[1] ?? ''), said: words };
  },
};

/** A failure that does not speak of the job tells nothing about it. */
function isVerdict(words: string, exitCode: number): boolean {
  return words !== '' && !/not found/i.test(words) && submitFailure(words, exitCode).is === 'refused';
}
