import type { Capacity, FairShare, Limit, Partition } from '../conductor/orders.ts';
import type { QueueShare } from './queue-shares.ts';
import { durationWords } from './times.ts';
import { bytesWords, countWords, numberWords } from './words.ts';

/** The first line of a backend's page: is there room? */
export function roomSentence({ whole, load }: Pick<Capacity, 'whole' | 'load'>): string {
  const { cpus, gpus, nodes } = whole;
  if (load !== null) return machineSentence(whole, load);
  const parts = [
    ...(cpus === null
      ? []
      : [`${numberWords(cpus.free)} of ${countWords(cpus.total, 'CPU')} ${isAre(cpus.free)} free`]),
    ...(gpus === null ? [] : [`${numberWords(gpus.free)} of ${countWords(gpus.total, 'GPU')}`]),
    ...(nodes === null ? [] : [`${numberWords(nodes.idle)} of ${countWords(nodes.total, 'node')} idle`]),
    ...(nodes === null || nodes.away === 0 ? [] : [`${numberWords(nodes.away)} away`]),
  ];
  return parts.length === 0 ? 'What is free is not told.' : `${parts.join(', ')}.`;
}

/** Other things run on it, too: only its load tells whether it has time. */
function machineSentence({ cpus, memory }: Capacity['whole'], load: number): string {
  const busy = cpus !== null && load > cpus.total ? ', more than it has CPUs' : '';
  const parts = [
    ...(cpus === null
      ? []
      : [
          `${numberWords(cpus.free)} of ${countWords(cpus.total, 'CPU')} ${isAre(cpus.free)} not asked for by jobs`,
        ]),
    ...(memory === null ? [] : [`${amountWords(memory, bytesWords)} of memory free`]),
    `load ${load.toFixed(1)}${busy}`,
  ];
  return `${parts.join(', ')}.`;
}

function isAre(n: number): string {
  return n === 1 ? 'is' : 'are';
}

/** `18 run on 72 CPUs, 1.4% of all; 25 wait for 100 CPUs.` */
export function ownSentence({ running, waiting }: QueueShare, allCpus: number | null): string {
  if (running.jobs + waiting.jobs === 0) return 'None runs or waits.';
  const part = allCpus === null || allCpus === 0 ? null : running.cpus / allCpus;
  const share = part === null ? '' : `, ${percentWords(part)} of all`;
  const runs = `${numberWords(running.jobs)} ${running.jobs === 1 ? 'runs' : 'run'} on`;
  const waits = `${numberWords(waiting.jobs)} ${waiting.jobs === 1 ? 'waits' : 'wait'} for`;
  const sentences = [
    running.jobs === 0 ? 'None runs' : `${runs} ${countWords(running.cpus, 'CPU')}${share}`,
    waiting.jobs === 0 ? 'none waits' : `${waits} ${countWords(waiting.cpus, 'CPU')}`,
  ];
  return `${sentences.join('; ')}.`;
}

/** `1.4%`, `12%`, `under 0.1%`. */
export function percentWords(part: number): string {
  const percent = 100 * part;
  if (percent > 0 && percent < 0.1) return 'under 0.1%';
  return `${percent < 10 ? percent.toFixed(1).replace(/\.0$/, '') : Math.round(percent)}%`;
}

/** What a partition does with jobs: `open`, or what it does not do. */
export function partitionState({
  takesJobs,
  startsJobs,
}: Pick<Partition, 'takesJobs' | 'startsJobs'>): string {
  if (takesJobs) return startsJobs ? 'open' : 'starts no jobs';
  return startsJobs ? 'takes no new jobs' : 'closed';
}

/** The longest job: `3 d`; `no limit` where there is none that we know of. */
export function longestWords(maxSeconds: number | null): string {
  return maxSeconds === null ? 'no limit' : durationWords(maxSeconds * 1000);
}

const LIMITED: Readonly<Record<Limit['what'], (most: number) => string>> = {
  jobs: (most) => `${countWords(most, 'job')} in all`,
  'running-jobs': (most) => `${countWords(most, 'job')} at a time`,
  cpus: (most) => `${countWords(most, 'CPU')} at a time`,
  gpus: (most) => `${countWords(most, 'GPU')} at a time`,
};

/** `50 jobs at a time`, `100 jobs at a time of everybody together` */
function limitWords({ of, what, most }: Limit): string {
  return `${LIMITED[what](most)}${of === 'all' ? ' of everybody together' : ''}`;
}

/** What holds at each place, in one line: `account stats` and `50 jobs at a time, 200 jobs in all`. */
export function limitLines(limits: readonly Limit[]): readonly (readonly [where: string, words: string])[] {
  const places = Map.groupBy(limits, ({ where }) => where);
  return [...places].map(([where, some]) => [
    where === '' ? 'everywhere' : where,
    some.map(limitWords).join(', '),
  ]);
}

/** `factor 0.43 of 1: used 3.1% of late, with a share of 2.5%` */
export function fairShareWords({ share, usage, factor }: FairShare): string {
  return `factor ${factor.toFixed(2)} of 1: used ${percentWords(usage)} of late, with a share of ${percentWords(share)}`;
}

/** `3 of 64` */
export function amountWords(
  amount: { readonly free: number; readonly total: number },
  words = numberWords,
): string {
  return `${words(amount.free)} of ${words(amount.total)}`;
}
