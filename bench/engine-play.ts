import type { Scribe } from '../src/conductor/changes.ts';
import { type Beat, tick } from '../src/conductor/tick.ts';
import type { Effect } from '../src/engine/effect.ts';
import { ALL_ASKED, askedJob, CLUSTER, ending, makeInfo, RUN } from '../src/engine/engine.testdata.ts';
import { type JobId, jobId } from '../src/engine/ids.ts';
import type { Observation } from '../src/engine/observation.ts';
import type { Task } from '../src/engine/task.ts';
import { createWorld, type Run, type World } from '../src/engine/world.ts';
import type { Store } from '../src/store/store.ts';

type Saver = Pick<Store, 'save'>;

/** For what is measured without a disk. */
export const unsaved: Saver = { save: () => 1 };

/**
 * Beats as the conductor makes them, with a pretended backend: it takes every submission at once, and its jobs end
 * when they are told to.
 */
export class EnginePlay {
  readonly world: World;
  readonly #store: Saver;
  #now = 1_000_000;

  constructor(store: Saver, limit: number) {
    this.#store = store;
    this.world = createWorld([[CLUSTER, { limit, arrays: { smallest: 10, largest: 1000 } }]]);
  }

  get run(): Run | undefined {
    return this.world.runs.get(RUN);
  }

  /** A new run; what can go out is accepted. */
  start(tasks: readonly Task[]): void {
    this.#follow(this.beat({ is: 'new-run', info: makeInfo(), tasks }));
  }

  /** These jobs say themselves that they have ended well; what can go out then is accepted. */
  end(jobs: readonly JobId[]): void {
    const endings = jobs.map((job) => ending(job));
    const asked = jobs.map((job) => askedJob(this.world, job));
    this.#follow(this.beat({ is: 'endings', backend: CLUSTER, asked, endings, hearing: ALL_ASKED }));
  }

  beat(...observations: readonly Observation[]): Beat {
    this.#now += 1;
    return tick(this.world, this.#store, scribe, observations, this.#now);
  }

  #follow({ effects }: Beat): void {
    const answers = effects.flatMap((effect) => this.#answers(effect));
    if (answers.length > 0) this.#follow(this.beat(...answers));
  }

  #answers(effect: Effect): Observation[] {
    if (effect.kind !== 'submit') return [];
    return effect.submissions.map(({ run, submission }) => {
      const tasks = this.run?.open.get(submission)?.tasks ?? [];
      const jobs = tasks.map((_, at) => jobId(`${submission}_${at + 1}`));
      return { is: 'submit-answer', run, submission, answer: { is: 'accepted', jobs } };
    });
  }
}

const scribe: Scribe = (run, submission, tasks) => ({
  attempts: tasks.map(({ index, attempt }) => ({
    run: run.info.id,
    index,
    attempt,
    submission,
    script: 'true\n',
    outputPath: '/logs/out',
    errorPath: '/logs/err',
  })),
  arrays: [],
});
