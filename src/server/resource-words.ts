import type { Advice } from '../engine/resource-advice.ts';
import type { Measured, ShapeUse } from '../engine/resource-use.ts';
import { askedWords, memoryWords } from '../engine/resources.ts';
import { durationWords } from './times.ts';
import { countWords, numberWords } from './words.ts';

/** What an advice says, in three pieces: who, what was found, and what to write. */
export interface AdviceWords {
  /** `sim (200 tasks)`. */
  readonly who: string;
  /** `asked for 16G and used at most 5.1G (median 4.8G)`. */
  readonly found: string;
  /** `memory: 7G`. */
  readonly field: string;
  /** `would do`. */
  readonly verdict: string;
}

export function adviceWords(use: ShapeUse, advice: Advice): AdviceWords {
  return {
    who: `${groupName(use)} (${countWords(use.tasks, 'task')})`,
    found: advice.kind === 'too-much' ? tooMuch(use, advice.about) : tooLittle(use, advice),
    field: `${advice.about}: ${advice.instead}`,
    verdict: advice.kind === 'too-much' ? 'would do' : 'would be safer',
  };
}

/** In one sentence, for where there is no markup. */
export function adviceSentence(use: ShapeUse, advice: Advice): string {
  const { who, found, field, verdict } = adviceWords(use, advice);
  return `${who} ${found}: "${field}" ${verdict}`;
}

export function groupName({ shape }: ShapeUse): string {
  return shape.group === '' ? 'tasks without a group' : shape.group;
}

function tooMuch({ shape, memory, busyCpus, elapsed }: ShapeUse, about: Advice['about']): string {
  const asked = askedWords(shape.resources);
  switch (about) {
    case 'memory':
      return `asked for ${asked.memory} and used at most ${range(memory, memoryWords)}`;
    case 'cpus':
      return `asked for ${countWords(shape.resources.cpus, 'CPU')} and kept at most ${range(busyCpus, cpuWords)} busy`;
    case 'time_limit':
      return `asked for ${asked.timeLimit} and took at most ${range(elapsed, durationWords)}`;
  }
}

function tooLittle({ shape, ran }: ShapeUse, { about, kind, tasks }: Advice): string {
  const asked = askedWords(shape.resources)[about === 'memory' ? 'memory' : 'timeLimit'];
  const short = about === 'memory' ? 'ran out of memory' : 'ran out of time';
  const some = `${numberWords(tasks)} of ${numberWords(ran)}`;
  return `asked for ${asked}, and ${some} ${kind === 'close' ? 'came within 5 % of that' : short}`;
}

/** `5.1G (median 4.8G)`; once where both are told alike. */
function range(measured: Measured | null, words: (value: number) => string): string {
  if (measured === null) return 'unknown';
  const [max, median] = [words(measured.max), words(measured.median)];
  return max === median ? max : `${max} (median ${median})`;
}

/** `12`, `0.9`, `0.01`. */
export function cpuWords(cpus: number): string {
  return cpus.toFixed(cpus >= 10 ? 0 : cpus >= 0.1 || cpus === 0 ? 1 : 2);
}
