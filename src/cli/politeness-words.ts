import { programsOf } from '../server/politeness-words.ts';
import { bytesWords } from '../server/words.ts';
import type { AskedCounts, PolitenessAnswer } from '../wire/politeness.ts';
import { localTime } from './run-words.ts';
import { type Column, tableLines } from './table.ts';

/** A table of what was asked in the last 60 minutes, in each hour, and in all. */
export function politenessLines({ since, last_hour, total, hours }: PolitenessAnswer): string[] {
  const programs = programsOf(total.scheduler_calls);
  const rows: readonly (readonly [string, AskedCounts])[] = [
    ['last 60 minutes', last_hour],
    ...hours.map((hour) => [localTime(hour.hour), hour] as const),
    [`since ${localTime(since)}`, total],
  ];
  return tableLines(
    columns(programs),
    rows.map(([when, counts]) => [when, ...cells(counts, programs)]),
  );
}

function columns(programs: readonly string[]): Column[] {
  const counted = [...programs, 'LOGINS', 'SESSIONS', 'COMMANDS', 'SENT', 'RECEIVED'];
  return [
    { heading: 'HOUR FROM', width: 25 },
    ...counted.map((heading) => ({ heading, width: Math.max(8, heading.length) })),
  ];
}

function cells(counts: AskedCounts, programs: readonly string[]): string[] {
  const calls = programs.map((program) => counts.scheduler_calls[program] ?? 0);
  return [
    ...[...calls, counts.ssh_logins, counts.sessions, counts.commands].map(String),
    bytesWords(counts.bytes_sent),
    bytesWords(counts.bytes_received),
  ];
}
