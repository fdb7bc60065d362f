import { type Answer, refused } from './answer.ts';
import { isHeldBack, isHopeless } from './dependencies.ts';
import type { Dialect, PretendedPbsOptions, QueueRules } from './dialects.ts';
import { isOver, type JobOrder, type PretendedJob, type Submission, shortId } from './job.ts';
import { type JobProcess, startJobProcess } from './job-process.ts';

const CPUS = 64;
const KILL_DELAY_MS = 1000;
const EXITING_MS = 50;
const KEPT_MS = 300_000;

/** The server's jobs, and the processes that they are. */
export class PretendedQueue {
  readonly submissions = new Map<number, Submission>();
  /** The server's log: how jobs ended, by id. */
  readonly log = new Map<string, { readonly job: PretendedJob; readonly exitStatus: number | null }>();
  readonly dialect: Dialect;
  readonly options: PretendedPbsOptions;
  readonly #dir: string;
  readonly #processes = new Map<PretendedJob, JobProcess>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #next: number;
  #isStopped = false;

  constructor(dialect: Dialect, options: PretendedPbsOptions, dir: string) {
    this.dialect = dialect;
    this.options = options;
    this.#dir = dir;
    this.#next = options.firstJob ?? 0;
  }

  get cpus(): number {
    return this.options.cpus ?? CPUS;
  }

  get jobs(): PretendedJob[] {
    return [...this.submissions.values()].flatMap(({ jobs }) => jobs);
  }

  rulesOf(queue: string): QueueRules | undefined {
    return queue === this.dialect.queue ? (this.options.queues?.[queue] ?? {}) : this.options.queues?.[queue];
  }

  /** Takes a job in, or says why not. */
  submit(order: JobOrder): Submission | Answer {
    const refusal = this.#refusalOf(order);
    if (refusal !== null) return refusal;
    const submission: Submission = {
      number: this.#next,
      order,
      jobs: [],
      createdAt: Date.now(),
      isReleased: false,
    };
    this.#next += 1;
    for (const index of order.array?.indices ?? [null]) submission.jobs.push(newJob(submission, index));
    this.submissions.set(submission.number, submission);
    this.#schedule();
    return submission;
  }

  /** qdel: one that runs gets SIGTERM, then SIGKILL, and is seen running until it is gone. */
  delete(job: PretendedJob, by: string): void {
    const process = this.#processes.get(job);
    if (job.state === 'exiting' || job.state === 'ended') return;
    job.deletedBy = by;
    if (process === undefined) this.#over(job, null, ' and terminated');
    else this.#kill(process);
  }

  /** Ends all processes; nothing is started any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const processes = [...this.#processes.values()];
    for (const one of processes) one.signal('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
  }

  #refusalOf({ owner, queue, resources, array }: JobOrder): Answer | null {
    const { isTorque } = this.dialect;
    const rules = this.rulesOf(queue);
    if (rules === undefined)
      return isTorque
        ? refused(172, 'qsub: submit error (Unknown queue MSG=requested queue not found)')
        : refused(170, 'qsub: Unknown queue');
    if (rules.isEnabled === false)
      return isTorque
        ? refused(175, 'qsub: submit error (Queue is not enabled)')
        : refused(173, 'qsub: Queue is not enabled');
    if ((resources.walltimeSeconds ?? 0) > (rules.maxWalltimeSeconds ?? Number.POSITIVE_INFINITY))
      return refused(188, 'qsub: Job violates queue and/or server resource limits');
    if (isTorque && resources.cpus > this.cpus)
      return refused(
        190,
        'qsub: submit error (Job exceeds queue resource limits MSG=cannot locate feasible nodes (nodes file is empty, all systems are busy, or no nodes have the requested feature))',
      );
    const there = this.jobs.filter((job) => job.submission.order.queue === queue && job.state !== 'ended');
    const more = array?.indices.length ?? 1;
    if (there.length + more <= (rules.maxQueued ?? Number.POSITIVE_INFINITY)) return null;
    return isTorque
      ? refused(
          171,
          `qsub: submit error (Maximum number of jobs already in queue MSG=total number of current user's jobs exceeds the queue limit: user ${owner}, queue ${queue})`,
        )
      : refused(38, "qsub: would exceed queue generic's per-user limit");
  }

  #schedule(): void {
    if (this.#isStopped) return;
    let free = this.cpus - this.#used();
    for (const submission of this.submissions.values()) {
      const { order, jobs } = submission;
      for (const job of jobs.filter(({ state }) => state === 'queued' || state === 'held')) {
        if (!submission.isReleased && isHopeless(order, this.submissions))
          this.#after(0, () => this.#over(job, null, ''));
        else if (order.isHeld || (!submission.isReleased && isHeldBack(order, this.submissions)))
          job.state = 'held';
        else if (jobs.filter(isActive).length >= (order.array?.limit ?? Number.POSITIVE_INFINITY))
          job.state = this.dialect.isTorque ? 'held' : 'queued';
        else {
          job.state = 'queued';
          submission.isReleased = true;
          if (order.resources.cpus > free) continue;
          free -= order.resources.cpus;
          this.#start(job);
        }
      }
    }
  }

  #used(): number {
    const active = this.jobs.filter(isActive);
    return active.reduce((sum, { submission }) => sum + submission.order.resources.cpus, 0);
  }

  #start(job: PretendedJob): void {
    const taken = new Set(this.jobs.filter(isActive).map(({ slot }) => slot));
    job.slot = Array.from({ length: this.cpus }, (_, slot) => slot).find((slot) => !taken.has(slot)) ?? 0;
    job.state = 'running';
    job.startedAt = Date.now();
    job.changedAt = job.startedAt;
    const process = startJobProcess(job, this.dialect, this.#dir);
    job.session = process.pid;
    this.#processes.set(job, process);
    let isOverTime = false;
    const limit = job.submission.order.resources.walltimeSeconds;
    const timer = this.#after(limit === null ? null : limit * 1000, () => {
      isOverTime = true;
      this.#kill(process);
    });
    void process.ended.then((code) => {
      clearTimeout(timer);
      this.#exit(job, process, isOverTime ? this.dialect.overWalltime : job.deletedBy !== null ? 271 : code);
    });
  }

  /** The job is exiting while its output is put in place. */
  #exit(job: PretendedJob, process: JobProcess, exitStatus: number): void {
    process.signal('SIGKILL');
    if (this.#isStopped) return;
    job.state = 'exiting';
    job.exitStatus = exitStatus;
    job.changedAt = Date.now();
    this.#after(this.options.exitingMs ?? EXITING_MS, () => {
      process.deliver();
      this.#processes.delete(job);
      this.#over(job, exitStatus, endingOf(job, exitStatus, this.dialect));
    });
  }

  #over(job: PretendedJob, exitStatus: number | null, ending: string): void {
    if (job.state === 'ended') return;
    job.state = 'ended';
    job.exitStatus = exitStatus;
    job.ending = ending;
    job.endedAt = Date.now();
    job.changedAt = job.endedAt;
    const { submission } = job;
    this.log.set(`${shortId(submission, job.index)}.${this.dialect.server}`, { job, exitStatus });
    this.#schedule();
    if (!isOver(submission)) return;
    if (!this.options.remembers) this.submissions.delete(submission.number);
    else if (this.dialect.isTorque) this.#after(KEPT_MS, () => this.submissions.delete(submission.number));
  }

  #kill(process: JobProcess): void {
    process.signal('SIGTERM');
    this.#after(this.options.killDelayMs ?? KILL_DELAY_MS, () => process.signal('SIGKILL'));
  }

  /** Null never comes. */
  #after(delayMs: number | null, act: () => void): NodeJS.Timeout | undefined {
    // Longer delays than a timer of Node can hold would come at once.
    if (delayMs === null || delayMs > 2 ** 31 - 1 || this.#isStopped) return undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }
}

function newJob(submission: Submission, index: number | null): PretendedJob {
  return {
    submission,
    index,
    state: submission.order.isHeld ? 'held' : 'queued',
    changedAt: submission.createdAt,
    startedAt: null,
    endedAt: null,
    exitStatus: null,
    ending: '',
    deletedBy: null,
    session: null,
    slot: 0,
  };
}

function isActive({ state }: PretendedJob): boolean {
  return state === 'running' || state === 'exiting';
}

function endingOf(job: PretendedJob, exitStatus: number, { overWalltime, host }: Dialect): string {
  if (exitStatus === overWalltime) return ' and exceeded resource walltime';
  if (job.deletedBy !== null) return ` and terminated by ${job.deletedBy}@${host}`;
  return exitStatus === 0 ? ' and finished' : ' and failed';
}
