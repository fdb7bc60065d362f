import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runId, taskId } from '../src/engine/ids.ts';
import type { LogHeader } from '../src/wire/logs.ts';
import { paths } from '../src/wire/paths.ts';
import type { RunDetail } from '../src/wire/runs.ts';
import type { Cluster } from '../test/cluster/cluster.ts';
import { task } from '../test/cluster/documents.ts';
import type { Program } from '../test/cluster/program.ts';
import { type Figure, isProgram, printFigures } from './figure.ts';
import { sshWords } from './login.ts';
import { median } from './numbers.ts';
import { onCluster, withProgram } from './testbed.ts';

const LINES = 40;
/** A line is the time at which it was written, in nanoseconds. */
const COMMAND = `for line in $(seq ${LINES}); do date +%s%N; sleep 0.5; done`;
const launcher = join(import.meta.dirname, '..', 'bin', 'scripthut.js');

/** From the moment when a job writes a line to the moment when somebody who follows its log has it: three at the same time. */
export async function log(): Promise<readonly Figure[]> {
  return await onCluster((cluster) =>
    withProgram(cluster, { maxConcurrent: 4 }, async (program) => {
      const run = await program.submit([task('talks', COMMAND)]);
      const detail = await program.runUntil(run, 'runs', ({ status_counts }) => status_counts.running === 1);
      const [followed, page, tailed] = await Promise.all([
        delaysOf(follow(program, run)),
        pageDelays(program, detail),
        delaysOf(tail(cluster, detail)),
      ]);
      return [...figures('`run logs --follow`', followed, tailed), ...figures('the page', page, tailed)];
    }),
  );
}

function figures(who: string, ours: readonly number[], theirs: readonly number[]): Figure[] {
  const reference = 'ssh and tail -F';
  return [
    {
      what: `${who}, median delay of a line`,
      unit: 'ms',
      ours: median(ours),
      theirs: median(theirs),
      reference,
    },
    {
      what: `${who}, worst`,
      unit: 'ms',
      ours: Math.max(...ours),
      theirs: Math.max(...theirs),
      reference,
    },
  ];
}

function follow({ address, dir }: Program, run: string): ChildProcess {
  const env = { ...process.env, HOME: dir, SCRIPTHUT_SERVER: address };
  return spawn(process.execPath, [launcher, 'run', 'logs', run, 'talks', '--follow'], { cwd: dir, env });
}

function tail(cluster: Cluster, run: RunDetail): ChildProcess {
  return spawn('ssh', sshWords(cluster, `exec tail -n +1 -F ${logPath(run)}`));
}

function logPath(run: RunDetail): string {
  return `'${run.log_dir}'/*.out`;
}

/** In milliseconds, of each line that was written after the first one was seen. */
async function delaysOf(child: ChildProcess): Promise<number[]> {
  const seen = new Delays();
  try {
    if (child.stdout === null) throw new Error('its output is not read');
    for await (const line of createInterface(child.stdout)) {
      seen.note([line]);
      if (seen.isComplete) break;
    }
    return seen.delays;
  } finally {
    child.kill();
  }
}

/** As the script of the page does: it opens the end of the log, and hears of what is written from there on. */
async function pageDelays(program: Program, run: RunDetail): Promise<number[]> {
  const seen = new Delays();
  const [id, task] = [runId(run.id), taskId('talks')];
  const end = await fetch(program.address + paths.taskLogPart(id, task));
  seen.note((await end.text()).split('\n'));
  const size: LogHeader = 'Log-Size';
  const from = Number(end.headers.get(size) ?? 0);
  const stream = await fetch(program.address + paths.taskLogFollow(id, task, { from }));
  if (stream.body === null) throw new Error('the log cannot be followed');
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
    seen.note(chunk.split('\\n'));
    if (seen.isComplete) break;
  }
  return seen.delays;
}

class Delays {
  readonly delays: number[] = [];
  readonly #seen = new Set<string>();
  readonly #since = Date.now();

  /** Other lines, and those that were there before anybody looked, are passed over. */
  note(lines: readonly string[]): void {
    const now = Date.now();
    for (const line of lines) {
      const stamp = /\d{19}/.exec(line)?.[0];
      if (stamp === undefined || this.#seen.has(stamp)) continue;
      this.#seen.add(stamp);
      const writtenAt = Number(stamp) / 1e6;
      if (writtenAt > this.#since) this.delays.push(now - writtenAt);
    }
  }

  get isComplete(): boolean {
    return this.#seen.size === LINES;
  }
}

if (isProgram(import.meta)) await printFigures('log', log);
