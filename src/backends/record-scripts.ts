import type { Token } from '../engine/ids.ts';
import { quote, quotePath } from '../transport/quote.ts';
import { runFiles, runOfToken } from './job-files.ts';
import { type JobRecord, parseRecord } from './records.ts';

/** How records travel: each begins with a record separator and its token; one that does not exist is empty. */
const RECORD = '\u001e';

/** Prints the start or end records of these tokens. */
export function recordsScript(root: string, tokens: readonly Token[], kind: 'start' | 'end'): string {
  const lines = tokens.map((token) => {
    const file = `${runFiles(root, runOfToken(token)).records}/${token}.${kind}`;
    return `record ${quote(token)} ${quotePath(file)}\n`;
  });
  return `record() { printf '\\036%s\\n' "$1"; [ ! -f "$2" ] || cat "$2"; }\n${lines.join('')}`;
}

/** Reads what `recordsScript` printed; text before it is passed over. */
export function parseRecords(output: string): ReadonlyMap<Token, JobRecord> {
  const records = new Map<Token, JobRecord>();
  for (const part of output.split(RECORD).slice(1)) {
    const end = part.indexOf('\n');
    const record = parseRecord(part.slice(end + 1));
    if (end > 0 && record !== null) records.set(part.slice(0, end) as Token, record);
  }
  return records;
}
