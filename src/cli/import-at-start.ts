import type { Report } from '../conductor/report.ts';
import { type ImportSummary, importHistory } from '../store/import/import-history.ts';
import type { Store } from '../store/store.ts';
import { importSentence } from './state-words.ts';

/** An import that goes on while the server serves. */
export interface Importing {
  /** Resolves when it is done. */
  readonly ended: Promise<void>;
  /** Resolves when nothing more is written. */
  stop(): Promise<void>;
}

/** Named in the log; the rest are counted. */
const NAMED = 3;

/** Takes over what is new in the history that the Python program left in the same data folder (`compat.md` 15). */
export function importAtStart(store: Store, dataDir: string, now: () => number, report: Report): Importing {
  const stopping = new AbortController();
  const ended = importHistory(dataDir, { store, now, stopped: stopping.signal }).then(
    (result) => {
      if (result.ok) tell(result.value, report);
      else if (result.problem.code !== 'not-found') {
        report('warn', `The Python program's history could not be imported: ${result.problem.message}`);
      }
    },
    (error: unknown) => report('error', "The Python program's history could not be imported", { error }),
  );
  return {
    ended,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** One line; none where there was nothing new. */
function tell(summary: ImportSummary, report: Report): void {
  const { runs, jobs, problems } = summary;
  const done = importSentence(summary);
  if (problems.length === 0) {
    if (runs + jobs > 0) report('info', done);
    return;
  }
  const named = problems.slice(0, NAMED).map(({ message }) => message);
  const more = problems.length > NAMED ? [`and ${problems.length - NAMED} more`] : [];
  report('warn', `${done}; left out: ${[...named, ...more].join('; ')}`);
}
