import type { Figures } from '../backend.ts';
import { leadingCount } from '../figures.ts';

/** Reads `sinfo --format=%C`: allocated/idle/other/total (`compat.md` 9.3). Null where there is no such line. */
export function parseCpus(output: string): Figures['cpus'] {
  const match = /^(\d+)\/(\d+)\/(\d+)\/(\d+)$/m.exec(output);
  if (match === null) return null;
  const [allocated = 0, idle = 0, other = 0, total = 0] = match.slice(1).map(leadingCount);
  return { allocated, idle, other, total };
}
