import type { Rehearser } from '../rehearsals.ts';
import { UTC } from './commands.ts';
import { parseTime } from './fields.ts';

const STARTS = /\bto start at (\S+)/;

/** A failure that does not speak of the job tells nothing about it. */
const NO_VERDICT =
  /Unable to contact|timed out|not found|Connection refused|Communication connection failure/i;

/** Takes a script on standard input. */
export const REHEARSAL_WORDS = `env ${UTC} sbatch --test-only`;

/** Slurm's own verdict on jobs, and when they would start: sbatch(1), `--test-only`. */
export const REHEARSER: Rehearser = {
  program: 'sbatch',
  meaning: (exitCode, said) => {
    const words = said.replace(/^sbatch: (error: )?/gm, '');
    if (exitCode !== 0 && (words === '' || NO_VERDICT.test(words))) return null;
    return { isTaken: exitCode === 0, startsAt: parseTime(STARTS.exec(words)?.[1] ?? ''), said: words };
  },
};
