import { apply } from '../engine/apply.ts';
import type { Event } from '../engine/event.ts';
import type { RunId } from '../engine/ids.ts';
import type { Learned } from '../engine/learn.ts';
import { runStatus } from '../engine/run-status.ts';
import type { SubmittedTask } from '../engine/submission.ts';
import { type Run, stateOf, type World } from '../engine/world.ts';
import type { Changes, RunSnapshot, TaskSnapshot } from '../store/store.ts';

/** What is kept of a submission's scripts. */
export type Written = Pick<Changes, 'attempts' | 'arrays'>;

/** Makes the scripts of a submission, for the store. */
export type Scribe = (run: Run, submission: number, tasks: readonly SubmittedTask[]) => Written;

/** Applies events as they come and remembers what they touched, so that one beat is saved at once and each state once. */
export class BeatChanges {
  readonly #world: World;
  readonly #at: number;
  readonly #events: Event[] = [];
  readonly #touched = new Map<RunId, Set<number>>();

  constructor(world: World, at: number) {
    this.#world = world;
    this.#at = at;
  }

  record(learned: readonly Learned[]): void {
    for (const happening of learned) {
      const event: Event = { at: this.#at, ...happening };
      this.#events.push(event);
      const indices = this.#touched.get(event.run) ?? new Set<number>();
      this.#touched.set(event.run, indices);
      for (const index of apply(this.#world, event)) indices.add(index);
    }
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  collect(scribe: Scribe): Changes {
    const runs: RunSnapshot[] = [];
    const tasks: TaskSnapshot[] = [];
    for (const [id, indices] of this.#touched) {
      const run = this.#run(id);
      runs.push(snapshot(run));
      for (const index of indices) tasks.push({ run: id, index, state: stateOf(run, index) });
    }
    const written = this.#events.flatMap((event) =>
      event.kind === 'submission-intended' ? scribe(this.#run(event.run), event.submission, event.tasks) : [],
    );
    const attempts = written.flatMap((each) => each.attempts);
    const arrays = written.flatMap((each) => each.arrays);
    return { events: this.#events, runs, tasks, attempts, arrays };
  }

  #run(id: RunId): Run {
    const run = this.#world.runs.get(id);
    if (run === undefined) throw new Error(`run ${id} was touched and is gone`);
    return run;
  }
}

function snapshot(run: Run): RunSnapshot {
  return {
    run: run.info.id,
    status: runStatus(run),
    counts: { ...run.counts },
    nextSubmission: run.nextSubmission,
    cancel: run.cancel,
    hold: run.hold,
    open: [...run.open.values()].map(({ tasks: _, ...saved }) => saved),
    endedAt: run.endedAt,
  };
}
