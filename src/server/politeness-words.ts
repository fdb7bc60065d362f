import type { Tally } from '../conductor/orders.ts';
import { bytesWords, countWords, numberWords } from './words.ts';

/** `61 squeue, 3 sbatch, 1 login, 240 commands, 1.2 MB`. */
export function tallyWords(tally: Tally): string {
  const { calls, logins, commands, bytesSent, bytesReceived } = tally;
  return [
    ...programsOf(calls).map((program) => `${numberWords(calls[program] ?? 0)} ${program}`),
    countWords(logins, 'login'),
    countWords(commands, 'command'),
    bytesWords(bytesSent + bytesReceived),
  ].join(', ');
}

/** The programs that were called, the most called first. */
export function programsOf(calls: Tally['calls']): string[] {
  const called = Object.entries(calls).filter(([, times]) => times > 0);
  return called.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([program]) => program);
}
