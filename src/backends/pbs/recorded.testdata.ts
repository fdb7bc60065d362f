import { readFileSync } from 'node:fs';

/** For tests: what a real server's client printed, or said on its standard error (`NAME.err`). */
export function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}
