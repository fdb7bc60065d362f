import type { Amount, Machine, Partition } from '../capacity.ts';
import { wholeNumber } from '../figures.ts';
import { parseDuration } from './fields.ts';

/** Nobody can run anything there, or only those who have it or for whom it is kept. `POWERED_DOWN` is not among them: it starts when it is needed. */
const AWAY = new Set([
  'BLOCKED',
  'DOWN',
  'DRAIN',
  'DRAINED',
  'DRAINING',
  'ERROR',
  'FAIL',
  'FAILING',
  'FUTURE',
  'INVALID',
  'INVALID_REG',
  'MAINT',
  'MAINTENANCE',
  'NOT_RESPONDING',
  'NO_RESPOND',
  'PERFCTRS',
  'REBOOT',
  'REBOOT_ISSUED',
  'RESERVED',
  'UNKNOWN',
]);

/**
 * Reads `scontrol show node`, whole or shortened, on one line for each node or on several. Rows that are none are passed
 * over. https://slurm.schedmd.com/scontrol.html, "NODES - SPECIFICATIONS FOR SHOW COMMAND"
 */
export function parseNodes(output: string): readonly Machine[] {
  return recordsOf(output, 'NodeName').map((values) => {
    // It does not respond (*), is maintained ($), or starts anew (^); other signs tell of power and plans.
    const state = values.get('State') ?? '';
    const words = state.split('+').map((word) => word.replace(/[^A-Z_]+$/, ''));
    const cpus = wholeNumber(values.get('CPUEfctv') ?? values.get('CPUTot'));
    const memory = wholeNumber(values.get('RealMemory'));
    const used = wholeNumber(values.get('CPUAlloc')) ?? 0;
    return {
      partitions: (values.get('Partitions') ?? '').split(','),
      isAway: /[*$^]/.test(state) || words.some((word) => AWAY.has(word)),
      hasJobs: used > 0,
      cpus: cpus === null ? null : { total: cpus, free: cpus - used },
      memory: memory === null ? null : megabytes(memory, wholeNumber(values.get('AllocMem')) ?? 0),
      gpus: gpusOf(values),
    };
  });
}

function megabytes(total: number, used: number): Amount {
  return { total: total * 1024 ** 2, free: (total - used) * 1024 ** 2 };
}

/** Nodes without any do not speak of them. `GresUsed` stands there where details are asked for. */
function gpusOf(values: ReadonlyMap<string, string>): Amount | null {
  const total = countGpus(values.get('Gres'));
  return total === 0 ? null : { total, free: total - countGpus(values.get('GresUsed')) };
}

/** `gpu:2`, `gpu:a100:4(S:0-1),gpu:t4:1`, `gpu:2(IDX:0,3)`, of GPUs without a kind also `gpu:(null):2(IDX:0,3)`. */
function countGpus(gres: string | undefined): number {
  const kinds = (gres ?? '').replaceAll(/\([^)]*\)/g, '').split(',');
  return kinds.reduce((sum, kind) => sum + (wholeNumber(/^gpu(?::.*)?:(\d+)$/.exec(kind)?.[1]) ?? 0), 0);
}

type PartitionFacts = Pick<Partition, 'name' | 'isDefault' | 'takesJobs' | 'startsJobs' | 'maxSeconds'>;

/** Reads `scontrol show partition` in the same way. A partition that is drained takes no jobs and starts those it has. */
export function parsePartitions(output: string): readonly PartitionFacts[] {
  return recordsOf(output, 'PartitionName').map((values) => {
    const state = values.get('State') ?? 'UP';
    return {
      name: values.get('PartitionName') ?? '',
      isDefault: values.get('Default') === 'YES',
      takesJobs: state === 'UP' || state === 'DOWN',
      startsJobs: state === 'UP' || state === 'DRAIN',
      maxSeconds: parseDuration(values.get('MaxTime') ?? ''),
    };
  });
}

/** Of a key that is there twice the first counts: what people can write freely stands behind. */
function recordsOf(output: string, first: string): readonly ReadonlyMap<string, string>[] {
  const records: Map<string, string>[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith(`${first}=`)) records.push(new Map());
    const record = records.at(-1);
    for (const [, key = '', value = ''] of line.matchAll(/(?<=^|\s)(\w+)=(\S*)/g))
      if (record !== undefined && !record.has(key)) record.set(key, value);
  }
  return records;
}
