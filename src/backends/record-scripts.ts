import { type RecordName, recordName } from '../engine/ids.ts';
import { quote, quotePath } from '../transport/quote.ts';
import { runFiles, runOfToken } from './job-files.ts';
import { inParts } from './parts.ts';
import { type JobRecord, parseRecord } from './records.ts';

export type RecordKind = 'start' | 'end';

/** In front of each file's line stands its name; in front of and behind them all, these. */
const BEGIN = '\u001erecords\n';
const END = '\u001f\n';
const NAMES_PER_CALL = 1000;

/**
 * Prints the records of these jobs, those of all asked kinds one after the other. One process reads a thousand files: with
 * more than one file `grep` prints the name before each line (POSIX), and says nothing of those that are not there.
 */
export function recordsScript(
  root: string,
  records: readonly RecordName[],
  kinds: readonly RecordKind[],
): string {
  const calls = kinds.flatMap((kind) =>
    [...Map.groupBy(records, runOfToken)].flatMap(([run, names]) =>
      inParts(names, NAMES_PER_CALL).map((part) => {
        const files = part.map((name) => quote(`${name}.${kind}`)).join(' ');
        return `read_all ${quotePath(runFiles(root, run).records)} ${files}\n`;
      }),
    ),
  );
  return `read_all() ( cd "$1" 2> /dev/null && shift && grep '' /dev/null "$@" 2> /dev/null )
printf '\\036records\\n'
${calls.join('')}printf '\\037\\n'
`;
}

/** Reads what `recordsScript` printed; text around it is passed over. Of two kinds the later one is kept, where it is whole. */
export function parseRecords(output: string): ReadonlyMap<RecordName, JobRecord> {
  const files = new Map<string, string[]>();
  for (const part of output.split(BEGIN).slice(1)) {
    for (const line of (part.split(END, 1)[0] ?? '').split('\n')) {
      const [, file, text] = /^([0-9a-f]+\.[0-9]+(?:_[0-9]+)?\.(?:start|end)):(.*)$/s.exec(line) ?? [];
      if (file === undefined || text === undefined) continue;
      const lines = files.get(file);
      if (lines === undefined) files.set(file, [text]);
      else lines.push(text);
    }
  }
  const records = new Map<RecordName, JobRecord>();
  for (const [file, lines] of files) {
    const record = parseRecord(`${lines.join('\n')}\n`);
    if (record !== null) records.set(recordName(file.slice(0, file.lastIndexOf('.'))), record);
  }
  return records;
}
