import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runId } from '../src/engine/ids.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import { paths } from '../src/wire/paths.ts';
import { freePorts } from '../test/cluster/ports.ts';
import { endedState, saveLargeRun } from '../test/fakes/large-runs.ts';
import { type Bench, type Figure, isProgram, printFigures } from './figure.ts';
import { counted, median } from './numbers.ts';

const ENDED_RUNS = 1_000;
const TASKS = 100_000;
const LARGE = runId('a1b2c3d4');
const TIMES = 3;

/** The program is started again on a full state file: until it answers, until pages show all, and how long it is deaf. */
export const restart: Bench = async () => {
  const full = await startMeasured(fill, {
    path: paths.run(LARGE),
    words: `${counted(TASKS / 2 - TASKS / 2000)} completed`,
  });
  const empty = await startMeasured(() => undefined, { path: paths.runs(), words: 'No runs yet' });
  const what = `${counted(ENDED_RUNS)} ended runs and one of ${counted(TASKS)} tasks that goes on`;
  const reference = 'the same with an empty state file';
  const figure = (kind: keyof Started, said: string): Figure => ({
    what: `${said}: ${what}`,
    unit: 'ms',
    ours: median(full.map((each) => each[kind])),
    theirs: median(empty.map((each) => each[kind])),
    reference,
  });
  return [
    figure('answersMs', 'from start to the first answer'),
    figure('pageMs', 'from start to the list of runs'),
    figure('pictureMs', 'from start to a right picture'),
    figure('deafMs', 'longest silence afterwards'),
  ];
};

/** Milliseconds. */
interface Started {
  readonly answersMs: number;
  readonly pageMs: number;
  readonly pictureMs: number;
  /** The longest time that a question waited in the seconds after the picture. */
  readonly deafMs: number;
}

interface Expected {
  readonly path: string;
  /** What a right picture says. */
  readonly words: string;
}

async function startMeasured(
  fillState: (file: string) => void,
  expected: Expected,
): Promise<readonly Started[]> {
  const dir = await mkdtemp(join(tmpdir(), 'scripthut-bench-'));
  try {
    const [port = 0] = await freePorts(1);
    await writeFile(join(dir, 'scripthut.yaml'), configuration(dir, port));
    fillState(join(dir, 'data', 'scripthut.db'));
    const started: Started[] = [];
    for (let times = 0; times < TIMES; times += 1) started.push(await startOnce(dir, port, expected));
    return started;
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Nobody answers at the backend's address, so the state stays as it is. */
function configuration(dir: string, port: number): string {
  return `
backends:
  - name: mercury
    type: slurm
    max_concurrent: 100
    ssh: { host: 127.0.0.1, port: 1, user: nobody }
settings:
  server_port: ${port}
  data_dir: ${dir}/data
`;
}

function fill(file: string): void {
  const store = openStore(file);
  const at = Date.UTC(2026, 0, 1);
  for (let number = 0; number < ENDED_RUNS; number += 1) {
    saveLargeRun(store, {
      id: (0x10000000 + number).toString(16),
      tasks: 20,
      at: at + number * 60_000,
      backend: 'mercury',
      workflow: `workflow-${number % 7}`,
      state: (index) => endedState(index, index === 3 && number % 10 === 0 ? 'exit' : 'completed'),
    });
  }
  saveLargeRun(store, { id: LARGE, tasks: TASKS, at: at + ENDED_RUNS * 60_000, backend: 'mercury' });
  store.close();
}

async function startOnce(dir: string, port: number, expected: Expected): Promise<Started> {
  const launcher = join(import.meta.dirname, '..', 'bin', 'scripthut.js');
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [launcher, '--config', join(dir, 'scripthut.yaml')], {
    cwd: dir,
    env: { PATH: process.env.PATH ?? '', HOME: dir },
    stdio: 'ignore',
  });
  try {
    await until(child, async () => (await fetch(`${url}/ping`)).ok);
    const answersMs = performance.now() - startedAt;
    await until(child, async () => (await htmlOf(url + paths.runs())) !== '');
    const pageMs = performance.now() - startedAt;
    await until(child, async () => (await htmlOf(url + expected.path)).includes(expected.words));
    const pictureMs = performance.now() - startedAt;
    return { answersMs, pageMs, pictureMs, deafMs: await longestSilence(url) };
  } finally {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  }
}

const LIMIT_MS = 120_000;

/** Asks again and again; who does not answer yet is asked a moment later. */
async function until(child: ChildProcess, isSo: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!(await isSo().catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`);
    if (performance.now() > limit) throw new Error('the program does not show what it should');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function htmlOf(url: string): Promise<string> {
  return (await fetch(url, { headers: { accept: 'text/html' } })).text();
}

const LISTENED_MS = 3_000;

async function longestSilence(url: string): Promise<number> {
  let longest = 0;
  const end = performance.now() + LISTENED_MS;
  while (performance.now() < end) {
    const askedAt = performance.now();
    await (await fetch(`${url}/ping`)).text();
    longest = Math.max(longest, performance.now() - askedAt);
  }
  return longest;
}

if (isProgram(import.meta)) await printFigures('restart', restart);
