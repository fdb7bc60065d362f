import { readFileSync } from 'node:fs';
import { ACCOUNTING_FIELDS } from './commands.ts';

/** For tests: what a command printed, by the name of its file. */
export function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

/** The answer of `QUEUE_SCRIPT` with this recording of `qstat -xml` in it. */
export function queueAnswer(name: string, user = 'hutuser'): string {
  return `${user}\n${Date.parse('2026-11-22T16:41:00Z') / 1000}\n${recorded(name)}`;
}

/** The answer of `accountingScript` for this recording of `qacct -j`, as its awk program makes it. */
export function accountingAnswer(...names: readonly string[]): string {
  const records = names.flatMap((name) => recorded(name).split(/^=+\n/m).slice(1));
  const rows = records.map((record) => {
    const fields = new Map(
      record.split('\n').map((line) => [/^\S*/.exec(line)?.[0] ?? '', line.replace(/^\S+ */, '').trimEnd()]),
    );
    return `\u001e${ACCOUNTING_FIELDS.map((field) => fields.get(field) ?? '').join('\u001f')}\n`;
  });
  return `${rows.join('')}\u001esaid \n\u001ecode 0`;
}
