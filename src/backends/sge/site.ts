import type { PartitionLimits, SiteLimits } from '../../engine/submission.ts';
import type { Figures } from '../backend.ts';
import { leadingCount, plausible, wholeNumber } from '../figures.ts';
import { RECORD } from '../separators.ts';
import { elementsOf, readXml, textOf } from './xml.ts';

/** What a site tells of itself. */

const UNLIMITED_TASKS = 1_000_000;

/** Reads the answer of `LIMITS_SCRIPT` (`commands.ts`). Null where it is not whole. */
export function parseLimits(output: string): SiteLimits | null {
  const parts = output.split(RECORD);
  const group = (name: string): readonly string[] =>
    (parts.find((part) => part.startsWith(`${name}\n`)) ?? '').split('\n').slice(1);
  const tasks = group('conf').flatMap((line) => /^max_aj_tasks\s+(\d+)$/.exec(line)?.[1] ?? [])[0];
  if (parts.at(-1) !== 'end' || tasks === undefined) return null;
  const memoryBytes = largestMemory(group('hosts'));
  const partitions: Record<string, PartitionLimits> = {};
  for (const [queue, seconds] of parseQueueTimes(group('queues')))
    partitions[queue] = { memoryBytes, seconds };
  return { largestArray: wholeNumber(tasks) || UNLIMITED_TASKS, partitions };
}

/** The time limit of each queue, from `qconf -sq '*'`; null: without limit. */
export function parseQueueTimes(lines: readonly string[]): ReadonlyMap<string, number | null> {
  const times = new Map<string, number | null>();
  let queue = '';
  for (const line of lines) {
    const [, name = '', value = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'qname') queue = value.trim();
    if (name === 'h_rt' && queue !== '') times.set(queue, longest(value));
  }
  return times;
}

/** `INFINITY`, `00:10:00`, `3600`, and for single hosts other values: `INFINITY,[@short=0:10:0]`. The longest counts. */
function longest(value: string): number | null {
  const limits = value.split(/[,[\]=]+/).filter((word) => /^INFINITY$|^[\d:]+$/.test(word));
  const seconds = limits.map((limit) =>
    limit === 'INFINITY'
      ? Number.POSITIVE_INFINITY
      : limit.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
  );
  const most = Math.max(...seconds);
  return plausible(most);
}

/** Of the largest machine, from `qhost`, whose columns are not the same in all releases. */
function largestMemory([header = '', ...lines]: readonly string[]): number | null {
  const column = header.split(/\s+/).indexOf('MEMTOT');
  const sizes = lines.flatMap((line) => parseMemory(line.split(/\s+/)[column] ?? '') ?? []);
  return sizes.length === 0 ? null : Math.max(...sizes);
}

/** `23.5G`, `760.3M` as bytes; null for a dash. */
export function parseMemory(text: string): number | null {
  const [, size, unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text) ?? [];
  if (size === undefined) return null;
  return plausible(Math.round(Number(size) * 1024 ** (unit === '' ? 0 : 'KMGT'.indexOf(unit) + 1)));
}

/** Names that sites often give to the environment that is meant. */
const USUAL_NAMES = ['smp', 'shm', 'threaded', 'threads', 'openmp', 'shared', 'sharedmem'];

/**
 * Chooses from the answer of `ENVIRONMENTS_SCRIPT` (`commands.ts`) the environment that keeps all slots of a job on one
 * machine. Null where there is none.
 */
export function chooseEnvironment(output: string): string | null {
  const names = output.split('\n').flatMap((line) => /^(\S+) \$pe_slots\s*$/.exec(line)?.[1] ?? []);
  return USUAL_NAMES.find((name) => names.includes(name)) ?? names.toSorted()[0] ?? null;
}

/** Slots of all queues, from `qstat -g c -xml`; a machine in several queues counts in each. Null where it is not whole. */
export function parseSlots(output: string): Figures['cpus'] {
  const document = readXml(output);
  if (document === null) return null;
  const queues = elementsOf(document, 'cluster_queue_summary');
  const sum = (name: string): number =>
    queues.reduce((total, queue) => total + leadingCount(textOf(queue, name)), 0);
  const [allocated, idle, total] = [sum('used'), sum('available'), sum('total')];
  return { allocated, idle, other: Math.max(0, total - allocated - idle), total };
}
