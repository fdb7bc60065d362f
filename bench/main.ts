import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { beat } from './beat.ts';
import { browser } from './browser.ts';
import { edge } from './edge.ts';
import { type Bench, type Figure, figureRows } from './figure.ts';
import { log } from './log.ts';
import { page } from './page.ts';
import { restart } from './restart.ts';
import { submit } from './submit.ts';

const usage = `usage: npm run bench -- [NAME…]
Runs the benchmarks one after the other, all of them or those named, and prints their figures. All together are also
written to bench/results.md. Needs root on Linux with Slurm, for a cluster of its own.`;

interface Listed {
  readonly run: Bench;
  /** A sentence for the results. */
  readonly how: string;
}

const benches: Readonly<Record<string, Listed>> = {
  edge: {
    run: () => edge(),
    how: 'Chains of 20 tasks that do nothing, on a real Slurm behind SSH, in turn with the same chains handed in by hand: from the last line of a task to the first line of the next.',
  },
  submit: {
    run: () => submit(),
    how: 'From the request until the scheduler has taken the last task, as its own log says, and where it is said until a client that follows the event log has heard of it: a login already open, in a partition that takes jobs and starts none; calls are those that slurmctld counts.',
  },
  beat: {
    run: beat,
    how: 'Processor time and memory of our own work, in one process, with a pretended backend; beats from start to end with 1,000 jobs at a time. A ratio of 1 is linear.',
  },
  page: {
    run: page,
    how: 'First byte and bytes of the page of a run, and bytes of a change on its stream, at three sizes and with 100 listeners; beside it a constant page of the same server.',
  },
  browser: {
    run: browser,
    how: 'The page of a run in a real browser for 30 s, while 2,000 of its tasks a second change and somebody goes through the list by keys, searches, scrolls and opens groups. Times are the browser’s own (paint and event timing, in steps of 8 ms). At the end the page has the counts of the store, or the benchmark fails.',
  },
  restart: {
    run: restart,
    how: 'From the start of the server to its first page and to a right picture, with a large state file.',
  },
  log: {
    run: log,
    how: 'A job writes the time each half second; three follow its log at once, and each line is compared with the moment at which it came.',
  },
};

interface Measured {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly seconds: number;
}

async function measure(names: readonly string[]): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const name of names) {
    const startedAt = performance.now();
    const figures = (await benches[name]?.run()) ?? [];
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    measured.push({ name, figures, seconds });
    console.log(section({ name, figures, seconds }));
  }
  return measured;
}

function section({ name, figures, seconds }: Measured): string {
  return `## ${name}\n\n${benches[name]?.how} Took ${seconds} s.\n\n${figureRows(figures)}`;
}

/** On a busy machine the figures say little: how busy it was stands beside them. */
function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const slurm = execFileSync('/usr/sbin/slurmctld', ['-V'], { encoding: 'utf8' }).trim();
  const load = loadavg()[0]?.toFixed(1);
  const cores = `${availableParallelism()} cores (${cpus()[0]?.model})`;
  return `${new Date().toISOString().slice(0, 16)} UTC; ${cores}, ${memory} GiB, Node ${process.version}, ${slurm}; load before: ${load}.`;
}

const { positionals } = parseArgs({ allowPositionals: true });
const chosen = positionals.length === 0 ? Object.keys(benches) : positionals;
if (chosen.some((name) => !Object.hasOwn(benches, name))) {
  console.error(`${usage}\nNames: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  const before = machine();
  console.log(`${before}\n`);
  const sections = (await measure(chosen)).map(section);
  if (positionals.length === 0)
    writeFileSync(
      join(import.meta.dirname, 'results.md'),
      ['# Results\n', before, '', ...sections].join('\n'),
    );
}
