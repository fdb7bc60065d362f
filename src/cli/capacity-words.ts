import type { Capacity } from '../conductor/orders.ts';
import {
  amountWords,
  fairShareWords,
  limitLines,
  longestWords,
  ownSentence,
  partitionState,
  roomSentence,
} from '../server/capacity-words.ts';
import { bytesWords } from '../server/words.ts';
import type { AmountAnswer, CapacityAnswer, PartitionAnswer, RoomAnswer } from '../wire/capacity.ts';
import { localTime } from './run-words.ts';
import { type Column, tableLines } from './table.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'PARTITION', width: 16 },
  { heading: 'STATE', width: 17 },
  { heading: 'CPUS FREE', width: 16 },
  { heading: 'NODES IDLE', width: 12 },
  { heading: 'MEMORY FREE', width: 18 },
  { heading: 'GPUS FREE', width: 10 },
  { heading: 'LONGEST', width: 9 },
  { heading: 'RUNNING', width: 8 },
  { heading: 'WAITING', width: 7 },
];

/** What a backend has free, what of it is ours, and what we may have. */
export function capacityLines(answer: CapacityAnswer): string[] {
  const { at, user, whole, load, partitions, own, limits, fair_shares, disk, untold } = answer;
  return [
    `${roomSentence({ whole: roomOf(whole), load })} Told ${localTime(at)}.`,
    ...(partitions.length === 0 ? [] : ['', ...tableLines(COLUMNS, partitions.map(cells)), '']),
    `Jobs of ${user}: ${ownSentence(own, whole.cpus?.total ?? null)}`,
    ...limitLines(limits).map(([where, words]) => `Limit, ${where}: ${words}`),
    ...fair_shares.map((share) => `Fair share, account ${share.account}: ${fairShareWords(share)}`),
    ...(disk === null
      ? []
      : [
          `Disk: ${bytesWords(disk.available_bytes)} of ${bytesWords(disk.total_bytes)} free where ${disk.path} is`,
        ]),
    ...untold,
  ];
}

function roomOf({ nodes, cpus, memory_bytes: memory, gpus }: RoomAnswer): Capacity['whole'] {
  return { nodes, cpus, memory, gpus };
}

/** The one that jobs go to without naming any has a star, as schedulers print it. */
function cells(partition: PartitionAnswer): string[] {
  const { name, is_default, takes_jobs, starts_jobs, max_seconds, nodes, running, waiting } = partition;
  return [
    is_default ? `${name}*` : name,
    partitionState({ takesJobs: takes_jobs, startsJobs: starts_jobs }),
    amountCell(partition.cpus),
    nodes === null ? '-' : `${nodes.idle} of ${nodes.total}`,
    amountCell(partition.memory_bytes, bytesWords),
    amountCell(partition.gpus),
    longestWords(max_seconds),
    String(running.jobs),
    String(waiting.jobs),
  ];
}

function amountCell(amount: AmountAnswer | null, words?: (amount: number) => string): string {
  return amount === null ? '-' : amountWords(amount, words);
}
