import type { Rehearser } from '../rehearsals.ts';
import { isSilence } from './refusal.ts';

/** Grid Engine's own verdict on jobs: qsub(1), `-w v`. When one would start is not told. */
export const REHEARSER: Rehearser = {
  program: 'qsub',
  meaning: (exitCode, said) => {
    const words = said.replace(/^Unable to run job: |\nExiting\.$/g, '').trim();
    if (exitCode !== 0 && (words === '' || isSilence(words))) return null;
    return { isTaken: exitCode === 0, startsAt: null, said: words };
  },
};
