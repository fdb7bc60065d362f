import type { PartitionLimits, SiteLimits } from '../../engine/submission.ts';
import { leadingCount, wholeNumber } from '../figures.ts';
import { UNIT } from '../separators.ts';
import { parseDuration } from './fields.ts';

/** Reads the answer of `LIMITS_SCRIPT` (`commands.ts`). Null where it does not begin with a number. Rows that are none are passed over. */
export function parseLimits(output: string): SiteLimits | null {
  const [size = '', ...rows] = output.split('\n');
  const largest = wholeNumber(size.trim());
  if (largest === null) return null;
  const partitions: Record<string, PartitionLimits> = {};
  for (const row of rows) {
    const [name, time = '', megabytes = ''] = row.split(UNIT);
    if (name === undefined || name === '' || megabytes === '') continue;
    const before = Object.hasOwn(partitions, name) ? partitions[name] : undefined;
    // A node may have more than its kind: `64000+`.
    const memoryBytes = leadingCount(megabytes) * 1024 ** 2;
    partitions[name] = {
      memoryBytes: Math.max(memoryBytes, before?.memoryBytes ?? 0) || null,
      seconds: parseDuration(time),
    };
  }
  return { largestArray: largest - 1, partitions };
}
