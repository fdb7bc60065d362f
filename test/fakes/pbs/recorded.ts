import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'src', 'backends', 'pbs', 'fixtures');

export interface Recorded {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a real client printed: `folder` is `openpbs` or `torque`. */
export function recorded(folder: string, name: string): Recorded {
  return { stdout: read(folder, `${name}.out`), stderr: read(folder, `${name}.err`) };
}

/** Nothing was recorded where nothing was printed on standard error. */
function read(folder: string, file: string): string {
  try {
    return readFileSync(join(FIXTURES, folder, file), 'utf8');
  } catch (error) {
    if (file.endsWith('.err')) return '';
    throw error;
  }
}

/**
 * What of an answer must be the same whenever it is given: without fold, time, memory, process and place. `home` is
 * where the user of the recordings has `/home/pbsuser`.
 */
export function masked(text: string, home: string): string {
  return (
    text
      .replaceAll('\n\t', '')
      .replaceAll(home, '/home/pbsuser')
      .replace(/(PBS_O_PATH"?[=:]\s*"?)[^",]*/g, '$1PATH')
      .replace(/[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}/g, 'DATE')
      .replace(/[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ at \d\d:\d\d/g, 'MINUTE')
      .replace(/\d+:\d\d:\d\d/g, 'TIME')
      .replace(/\b\d{10}\b/g, 'SECONDS')
      .replace(/\b\d+kb\b/g, 'MEMORY')
      .replace(/ +(TIME|0) [A-Z] /g, (part) => ` USED ${part.trim().slice(-1)} `)
      // A job that was short has none.
      .replace(/\s*"?session_id"? ?[:=]\s*\d+,?|<session_id>\d+<.session_id>/g, '')
      .replace(/((?:cpupercent|Remaining)\W+)\d+/g, '$1NUMBER')
      .replace(/(total_runtime\W+)[\d.]+/g, '$1NUMBER')
      .replace(/((?:pbshead|tqhead)\/)\d+/g, '$1SLOT')
      .replace(/(Expired:)\d+/g, '$1COUNT')
      .replaceAll('"pbshead:/', '"pbshead.example.org:/')
      .replaceAll(' pbshead:/', ' pbshead.example.org:/')
  );
}
