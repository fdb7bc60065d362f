import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeInfo } from '../src/engine/engine.testdata.ts';
import { checkPlan, emptyGraph } from '../src/engine/plan.ts';
import type { Task } from '../src/engine/task.ts';
import { createRun } from '../src/engine/world.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import type { WrittenTask } from '../src/workflows/document.ts';
import { expandDependencies } from '../src/workflows/expand.ts';
import { EnginePlay, unsaved } from './engine-play.ts';
import { type Figure, isProgram, printFigures } from './figure.ts';
import { counted, median } from './numbers.ts';
import { type Shape, shapes } from './shapes.ts';

/**
 * Our own work, with a pretended backend that answers at once. All times are processor time of this process: what else runs on
 * the machine counts for little. The reference is the same with a tenth of the tasks, ten times: 1 is linear.
 */
export async function beat(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const shape of Object.keys(shapes) as Shape[]) {
    const sized = SIZES.map((size) => ({ size, costs: costsOf(shape, size) }));
    sized.forEach(({ size, costs }, at) => {
      const smaller = sized[at - 1];
      if (smaller !== undefined) figures.push(...growth(shape, size, costs, smaller.costs));
    });
  }
  return [...figures, ...changes()];
}

const SIZES = [1_000, 10_000, 100_000];
/** A small run is over before the processor is warm; it is repeated until so many tasks have been planned. */
const TASKS_EACH = 100_000;
/** Jobs of a run at a time. */
const AT_ONCE = 1_000;

interface Costs {
  readonly planningMs: number;
  readonly beatsMs: number;
  readonly heapMb: number;
}

function growth(shape: Shape, size: number, costs: Costs, smaller: Costs): Figure[] {
  const reference = `ten times ${counted(size / 10)} tasks`;
  const row = (what: string, unit: Figure['unit'], ours: number, theirs: number): Figure => ({
    what: `${WORDS[shape]}, ${counted(size)} tasks: ${what}`,
    unit,
    ours,
    theirs: theirs * 10,
    reference,
  });
  return [
    row('planning', 'ms', costs.planningMs, smaller.planningMs),
    row('memory', 'MB', costs.heapMb, smaller.heapMb),
    row('all beats from start to end', 'ms', costs.beatsMs, smaller.beatsMs),
  ];
}

const WORDS: Readonly<Record<Shape, string>> = {
  chain: 'chain',
  fanIn: 'fan-in, 10,000 wide',
  wideFanIn: 'fan-in of all',
  layers: 'random layers',
};

function costsOf(shape: Shape, size: number): Costs {
  const written = shapes[shape](size);
  const times = Math.max(1, TASKS_EACH / size);
  const planningMs = median(Array.from({ length: times }, () => processorMs(() => void plan(written))));
  const before = heapBytes();
  const tasks = plan(written);
  const play = new EnginePlay(unsaved, AT_ONCE);
  play.start(tasks);
  const heapMb = (heapBytes() - before) / 1e6;
  const beatsMs = processorMs(() => playToEnd(play));
  return { planningMs, beatsMs, heapMb };
}

/** As `conductor/submit-run.ts` plans, and `engine/apply.ts` takes it up. */
function plan(written: readonly WrittenTask[]): readonly Task[] {
  const tasks = expandDependencies({ tasks: written }, []);
  if (!tasks.ok) throw new Error(tasks.problem.message);
  const checked = checkPlan(emptyGraph(), tasks.value);
  if (!checked.ok) throw new Error(checked.problem.message);
  createRun(makeInfo(), tasks.value);
  return tasks.value;
}

/** All jobs of the moment end in one beat, again and again. */
function playToEnd(play: EnginePlay): void {
  for (let jobs = jobsOf(play); jobs.length > 0; jobs = jobsOf(play)) play.end(jobs);
}

function jobsOf(play: EnginePlay) {
  return [...(play.run?.jobs.keys() ?? [])];
}

const CHANGES = 400;

/** One job ends in a run in which nothing else happens; the task behind it goes out. Saved in a real state file. */
function changes(): Figure[] {
  const [small, large] = [changeMs(1_000), changeMs(100_000)];
  const what = 'one change, saved: a run of 100,000 tasks';
  return [{ what, unit: 'ms', ours: large, theirs: small, reference: 'in a run of 1,000' }];
}

function changeMs(size: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'scripthut-bench-'));
  const store = openStore(join(folder, 'state.sqlite'));
  try {
    const play = new EnginePlay(store, 100);
    play.start(plan(shapes.layers(size)));
    const oneEnds = () => play.end(jobsOf(play).slice(0, 1));
    for (let warm = 0; warm < CHANGES / 4; warm += 1) oneEnds();
    const ms = processorMs(() => {
      for (let change = 0; change < CHANGES; change += 1) oneEnds();
    });
    return ms / CHANGES;
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What is really held: after a collection. https://nodejs.org/api/v8.html#v8setflagsfromstringflags */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

if (isProgram(import.meta)) await printFigures('beat', beat);
