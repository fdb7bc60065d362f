import { present } from '../engine/assert.ts';
import type { RunId } from '../engine/ids.ts';
import { readArray } from './array-scripts.ts';
import type { Database } from './database.ts';
import type { AttemptRow } from './store.ts';
import type { Tables } from './tables.ts';

const SHARED = 'SELECT text, own FROM shared_scripts WHERE run = ? AND submission = ?';

/** The columns of an attempt that say what was sent. */
export const SENT_COLUMNS = 'submission, output_path, error_path, script, shared_at, element';
export type SentRow = Pick<
  Tables['attempts'],
  'submission' | 'output_path' | 'error_path' | 'script' | 'shared_at' | 'element'
>;

type Sent = Pick<AttemptRow, 'script' | 'outputPath' | 'errorPath'>;
type SharedRow = Pick<Tables['shared_scripts'], 'text' | 'own'>;

/** Puts the scripts of a run together again, byte for byte. What an array shares is read once. */
export class ScriptReader {
  readonly #database: Database;
  readonly #run: RunId;
  readonly #arrays = new Map<number, (row: SentRow) => Sent>();

  constructor(database: Database, run: RunId) {
    this.#database = database;
    this.#run = run;
  }

  read(row: SentRow): Sent {
    if (row.element === null && row.shared_at === null) return ownOf(row, row.script);
    const known = this.#arrays.get(row.submission) ?? this.#arrayOf(row.submission);
    this.#arrays.set(row.submission, known);
    return known(row);
  }

  #arrayOf(submission: number): (row: SentRow) => Sent {
    const row = this.#database.first<SharedRow>(SHARED, this.#run, submission);
    const { text, own } = present(row, `what the scripts of submission ${submission} share`);
    if (own === null) return (row) => ownOf(row, inserted(row, text));
    const elements = readArray({ text, own });
    return ({ element }) => elements(present(element, 'an element of an array'));
  }
}

function ownOf(row: SentRow, script: string): Sent {
  return { script, outputPath: row.output_path, errorPath: row.error_path };
}

/** Of files of older versions. */
function inserted({ script, shared_at }: SentRow, text: string): string {
  const at = present(shared_at, 'where the shared text belongs');
  return script.slice(0, at) + text + script.slice(at);
}
