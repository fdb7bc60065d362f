import { apply } from './apply.ts';
import { act, conclude, intend, nextDue } from './decide.ts';
import type { Effect } from './effect.ts';
import type { Event } from './event.ts';
import type { Ending, Hearing, QueuedJob } from './evidence.ts';
import {
  backendName,
  type JobId,
  jobId,
  type RunId,
  recordName,
  recordOf,
  runId,
  submissionToken,
  taskId,
} from './ids.ts';
import { violations } from './invariants.ts';
import { type Learned, learn } from './learn.ts';
import type { AskedJob, Observation, SubmitAnswer } from './observation.ts';
import type { RunInfo } from './run.ts';
import { placedOf, statusOf, type TaskStatus } from './state.ts';
import type { ArrayRules } from './submission.ts';
import type { Task } from './task.ts';
import { createWorld, type Run, stateOf, type World } from './world.ts';

export const CLUSTER = backendName('cluster');
export const RUN = runId('aaaaaaaa');

export function makeTask(id: string, dependencies: readonly string[] = [], more: Partial<Task> = {}): Task {
  return {
    id: taskId(id),
    name: id,
    command: 'true',
    dependencies: dependencies.map(taskId),
    workingDir: '~',
    resources: { partition: 'normal', cpus: 1, memory: '1G', timeLimit: '1:00:00', gres: null },
    outputFile: null,
    errorFile: null,
    generatesSource: null,
    environment: null,
    envVars: {},
    retry: null,
    ...more,
  };
}

/** Draws a graph: `{ a: [], b: ['a'] }` is b after a. */
export function makeGraph(edges: Readonly<Record<string, readonly string[]>>): Task[] {
  return Object.entries(edges).map(([id, dependencies]) => makeTask(id, dependencies));
}

export function makeInfo(more: Partial<RunInfo> = {}): RunInfo {
  return {
    id: RUN,
    workflow: 'diamond',
    title: null,
    backend: CLUSTER,
    createdAt: 1000,
    maxConcurrent: null,
    logDir: '/logs',
    account: null,
    loginShell: false,
    source: { kind: 'document', name: 'diamond' },
    git: null,
    environments: [],
    ...more,
  };
}

export function sighting(job: string, state: QueuedJob['state'], more: Partial<QueuedJob> = {}): QueuedJob {
  return {
    job: jobId(job),
    token: null,
    name: job,
    user: 'ada',
    state,
    rawState: state.toUpperCase(),
    reason: '',
    partition: 'normal',
    nodes: state === 'running' ? 'c1' : '',
    cpus: 1,
    memory: '1G',
    submittedAt: null,
    startedAt: null,
    elapsedSeconds: null,
    ...more,
  };
}

export function ending(job: string, more: Partial<Ending> = {}): Ending {
  return {
    job: jobId(job),
    source: 'record',
    reason: 'completed',
    exitCode: 0,
    signal: null,
    raw: '',
    startedAt: null,
    finishedAt: null,
    node: null,
    usage: { cpuEfficiency: null, maxRssBytes: null },
    ...more,
  };
}

export const ALL_ASKED: Hearing = { asked: ['record', 'accounting', 'queue'], notAsked: [] };

/** As it is asked about; of a job that no run has or had nothing is left behind. */
export function askedJob(world: World, job: JobId): AskedJob {
  for (const { info, states, jobs } of world.runs.values()) {
    const index = jobs.get(job) ?? states.findIndex((state) => placedOf(state)?.job === job);
    const placed = states[index] === undefined ? null : placedOf(states[index]);
    if (placed !== null)
      return { job, record: recordOf(submissionToken(info.id, placed.submission), placed.element) };
  }
  return { job, record: recordName('none') };
}

/** Plays the engine by hand, without store and conductor; checks the invariants after every beat. */
export class Play {
  readonly world: World;
  readonly events: Event[] = [];
  now = 10_000;

  constructor(limit = 100, arrays: ArrayRules | null = null) {
    this.world = createWorld([[CLUSTER, { limit, arrays }]]);
  }

  /** One beat; gives back what is to be done. */
  beat(...observations: readonly Observation[]): readonly Effect[] {
    for (const observation of observations) this.#apply(learn(this.world, observation, this.now));
    for (let follows = conclude(this.world); follows.length > 0; follows = conclude(this.world))
      this.#apply(follows);
    const fresh = intend(this.world, this.now);
    this.#apply(fresh);
    const effects = act(this.world, fresh, this.now);
    const broken = violations(this.world, this.now);
    if (broken.length > 0) throw new Error(broken.join('\n'));
    return effects;
  }

  get dueAt(): number | null {
    return nextDue(this.world, this.now);
  }

  start(tasks: readonly Task[], more: Partial<RunInfo> = {}): readonly Effect[] {
    return this.beat({ is: 'new-run', info: makeInfo(more), tasks });
  }

  /** The scheduler takes the run's open submissions, in their order, as jobs `<submission>` or arrays of `<submission>_<element>`. */
  acceptAll(run: RunId = RUN): readonly Effect[] {
    return this.beat(
      ...[...this.run(run).open.values()].map(({ submission, tasks }) => {
        const isArray = tasks.length > 1;
        const jobs = tasks.map((_, at) => jobId(isArray ? `${submission}_${at + 1}` : `${submission}`));
        return this.answer(submission, { is: 'accepted', jobs }, run);
      }),
    );
  }

  answer(submission: number, answer: SubmitAnswer, run: RunId = RUN): Observation {
    return { is: 'submit-answer', run, submission, answer };
  }

  /** The queue shows these jobs and no others, asked for a moment ago. */
  list(...jobs: readonly QueuedJob[]): readonly Effect[] {
    this.now += 1000;
    return this.beat({ is: 'listing', backend: CLUSTER, askedAt: this.now - 1, listing: { jobs } });
  }

  /** Everybody is asked about these jobs, and these endings are all that is known. */
  inquire(jobs: readonly string[], ...endings: readonly Ending[]): readonly Effect[] {
    return this.beat({
      is: 'endings',
      backend: CLUSTER,
      asked: jobs.map((job) => askedJob(this.world, jobId(job))),
      endings,
      hearing: ALL_ASKED,
    });
  }

  /** The jobs leave the queue and their own records say how. */
  end(job: string, more: Partial<Ending> = {}): readonly Effect[] {
    const others = [...this.run().jobs.keys()]
      .filter((id) => id !== job)
      .map((id) => sighting(id, 'running'));
    this.list(...others);
    return this.inquire([job], ending(job, more));
  }

  run(id: RunId = RUN): Run {
    const run = this.world.runs.get(id);
    if (run === undefined) throw new Error(`no run ${id}`);
    return run;
  }

  statuses(id: RunId = RUN): Record<string, TaskStatus> {
    const run = this.run(id);
    return Object.fromEntries(run.graph.tasks.map((task, index) => [task.id, statusOf(stateOf(run, index))]));
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  #apply(learned: readonly Learned[]): void {
    for (const happening of learned) {
      const event: Event = { at: this.now, ...happening };
      this.events.push(event);
      apply(this.world, event);
    }
  }
}
