import type { FailureReason, RunItem } from '../../src/wire/tasks.ts';
import type { Cluster } from './cluster.ts';
import { task } from './documents.ts';
import type { Program } from './program.ts';

/** A task, and how its end is to be told. */
export interface Expected {
  readonly reason: FailureReason | 'completed';
  readonly exitCode?: number;
  readonly signal?: number;
  /** In the words of the page and of the command line. */
  readonly words?: RegExp;
}

/** Ends that a job brings upon itself: its own record tells of them, with or without accounting. */
export const byItself: Readonly<Record<string, readonly [command: string, expected: Expected]>> = {
  fine: ['true', { reason: 'completed', exitCode: 0 }],
  exit3: ['exit 3', { reason: 'exit', exitCode: 3, words: /exit code 3/ }],
  segv: ['kill -SEGV $$', { reason: 'signal', signal: 11, words: /signal 11/ }],
  syntax: ['if then (', { reason: 'exit', exitCode: 2, words: /exit code 2/ }],
  replaced: ["exec sh -c 'exit 5'", { reason: 'exit', exitCode: 5, words: /exit code 5/ }],
  strict: ['set -e; false; true', { reason: 'exit', exitCode: 1, words: /exit code 1/ }],
  closed: ['exec >&- 2>&-; exit 7', { reason: 'exit', exitCode: 7, words: /exit code 7/ }],
  left: ['sleep 5 & exit 9', { reason: 'exit', exitCode: 9, words: /exit code 9/ }],
};

/** The tasks of `byItself`, as a document writes them. */
export function documentOfItself(): object[] {
  return Object.entries(byItself).map(([id, [command]]) => task(id, command));
}

/** Sends KILL to every process of the job, or of the element of an array, as an administrator would: nobody in it can write a word. Other clusters have jobs of the same number. */
export async function killJob(cluster: Cluster, job: string): Promise<void> {
  const [array, element] = job.split('_');
  const [first, second] =
    element === undefined
      ? [`SLURM_JOB_ID=${job}`, `SLURM_JOB_ID=${job}`]
      : [`SLURM_ARRAY_JOB_ID=${array}`, `SLURM_ARRAY_TASK_ID=${element}`];
  await cluster.run(
    'root',
    `for file in $(grep -lsw "${first}" $(grep -lsw "${second}" $(grep -lsF "${cluster.dir}/" /proc/[0-9]*/environ))); do
      file=\${file%/environ}; kill -9 "\${file#/proc/}" 2> /dev/null
    done; true`,
  );
}

/** Waits until the tasks run, and gives back their jobs by the tasks' ids. */
export async function jobsOf(
  program: Program,
  run: string,
  tasks: readonly string[],
): Promise<Record<string, string>> {
  const isReady = (item: RunItem): boolean => !tasks.includes(item.task.id) || item.status === 'running';
  const detail = await program.runUntil(run, `${tasks.join(', ')} run`, ({ items }) => items.every(isReady));
  return Object.fromEntries(detail.items.map((item) => [item.task.id, item.job_id ?? '']));
}

/** Every difference between what is told of a task, in JSON, page and command line, and what is expected. */
export async function differences(
  program: Program,
  run: string,
  expectations: Readonly<Record<string, Expected>>,
): Promise<string[]> {
  const { items } = await program.run(run);
  const view = (await program.cli('run', 'view', run)).stdout;
  const differing: string[] = [];
  for (const [id, expected] of Object.entries(expectations)) {
    const item = items.find(({ task: { id: other } }) => other === id);
    const told = { reason: item?.reason ?? 'nothing', exitCode: item?.exit_code, signal: item?.signal };
    const differs = Object.entries(expected).some(
      ([key, value]) => key !== 'words' && told[key as keyof typeof told] !== value,
    );
    if (differs) differing.push(`${id} is told as ${JSON.stringify(told)}`);
    if (expected.words === undefined) continue;
    const page = (await program.ask('GET', `/runs/${run}/tasks/${id}`)).text;
    if (!expected.words.test(page)) differing.push(`the page of ${id} does not say ${expected.words}`);
    const lines = view.split('\n').filter((line) => line.includes(id));
    if (!lines.some((line) => expected.words?.test(line)))
      differing.push(`run view of ${id}: ${lines.join(' | ')}`);
  }
  return differing;
}
