import { askedWords, memoryWords } from '../engine/resources.ts';
import type { GroupResources, MeasuredAmount, ResourcesAnswer } from '../wire/resources.ts';
import { durationWords } from './run-words.ts';
import { type Column, tableLines } from './table.ts';
import { visible } from './text-width.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'GROUP', width: 24 },
  { heading: 'ENDED', width: 12 },
  { heading: 'MEMORY', width: 18 },
  { heading: 'CPUS BUSY', width: 14 },
  { heading: 'TIME', width: 22 },
  { heading: 'PARTITION', width: 12 },
];

/** A line for each group: the most that one of its tasks used, of what they asked for; then what would do. */
export function resourceLines({ groups, left_out }: ResourcesAnswer): string[] {
  const sentences = groups.flatMap(({ advice }) => advice.map(({ sentence }) => visible(sentence)));
  return [
    ...tableLines(COLUMNS, groups.map(groupCells)),
    ...(left_out > 0 ? [`and ${left_out} tasks of further groups`] : []),
    ...(sentences.length === 0 ? [] : ['', ...sentences]),
  ];
}

function groupCells({ group, tasks, ran, asked, ...used }: GroupResources): string[] {
  const words = askedWords({ memory: asked.memory, timeLimit: asked.time_limit });
  return [
    group ?? '(no group)',
    `${ran}/${tasks}`,
    usedOf(used.memory, words.memory, memoryWords),
    usedOf(used.busy_cpus, String(asked.cpus), (cpus) => cpus.toFixed(1)),
    usedOf(used.elapsed_seconds, words.timeLimit, durationWords),
    asked.partition,
  ];
}

function usedOf(used: MeasuredAmount | null, asked: string, words: (value: number) => string): string {
  return `${used === null ? '?' : words(used.max)} of ${asked}`;
}
