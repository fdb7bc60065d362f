import { destination, pino } from 'pino';
import type { Report } from '../conductor/report.ts';
import { visible } from './text-width.ts';

/**
 * The server's log, on standard error: JSON lines for programs; for a person at a terminal only what is wrong, in words.
 */
export function createReport(isTerminal: boolean): Report {
  return isTerminal ? wordsReport : linesReport();
}

const wordsReport: Report = (level, message) => {
  if (level !== 'info') process.stderr.write(`${level}: ${visible(message)}\n`);
};

function linesReport(): Report {
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
  return (level, message, facts = {}) => log[level](facts, message);
}
