import type { Calls } from '../transport/command.ts';
import { parseLedgerAnswers } from './ledger.ts';

/** The scheduler's programs that a family's part of the ledger script calls. */
export interface LedgerPrograms {
  /** Hands a job over. */
  readonly handOver: string;
  /** Asks the scheduler for a token that is in doubt. */
  readonly lookUp: string;
}

/**
 * Reads off a ledger script's output how often it called the scheduler. An entry without an answer is taken to have been
 * handed over: nobody knows.
 */
export function ledgerCalls(programs: LedgerPrograms, entries: number): (stdout: string) => Calls {
  return (stdout) => {
    const lines = stdout.split('\n');
    const times = (line: string): number => lines.filter((each) => each === line).length;
    const unanswered = Math.max(0, entries - parseLedgerAnswers(stdout).size);
    const handOvers = Math.min(entries, times('handing over') + unanswered);
    const lookUps = times('looking up');
    return {
      ...(handOvers === 0 ? {} : { [programs.handOver]: handOvers }),
      ...(lookUps === 0 ? {} : { [programs.lookUp]: lookUps }),
    };
  };
}
