import type {
  Backend,
  EndingQuestion,
  Heard,
  Inquiry,
  JobRecords,
  JobRequest,
  JobScript,
  SoughtSubmission,
  SubmissionRequest,
} from '../../src/backends/backend.ts';
import type { Listing } from '../../src/engine/evidence.ts';
import { type BackendName, backendName, type JobId, type Token } from '../../src/engine/ids.ts';
import type { SubmitAnswer } from '../../src/engine/observation.ts';
import { problem } from '../../src/engine/problem.ts';
import { failed, ok, type Result } from '../../src/engine/result.ts';
import type { ArrayRules, SiteLimits } from '../../src/engine/submission.ts';
import type { Host } from '../../src/transport/host.ts';
import { Meter } from '../../src/transport/meter.ts';
import type { Chance } from './chance.ts';
import type { PretendedClock } from './pretended-clock.ts';
import { endingsOf, listed, type PretendedJob, recordedAt } from './pretended-job.ts';
import { PretendedLedger } from './pretended-ledger.ts';
import { PretendedScheduler, type SchedulerOptions } from './pretended-scheduler.ts';
import type { Safeguards, Weather } from './pretended-weather.ts';

export interface ClusterOptions extends SchedulerOptions {
  readonly safeguards: Safeguards;
  readonly arrays: ArrayRules | null;
}

/** A scheduler, its host and the way there, all pretended: it loses answers, lies for a moment and comes late. */
export class PretendedCluster implements Backend {
  readonly name: BackendName = backendName('pretended');
  readonly type = 'slurm';
  readonly account = null;
  readonly loginShell = false;
  readonly host = 'a pretended host';
  readonly machine: Host | null = null;
  readonly pollIntervalMs = null;
  readonly maxConcurrent: number;
  readonly arrays: ArrayRules | null;
  /** Documents with generated tasks, by path. */
  readonly files = new Map<string, string>();
  readonly #ledger: PretendedLedger;
  readonly #clock: PretendedClock;
  readonly #chance: Chance;
  readonly #weather: Weather;
  readonly #safeguards: Safeguards;
  readonly #scheduler: PretendedScheduler;

  constructor(options: ClusterOptions) {
    this.#clock = options.clock;
    this.#ledger = new PretendedLedger(options.clock);
    this.#chance = options.chance;
    this.#weather = options.weather;
    this.#safeguards = options.safeguards;
    this.maxConcurrent = options.maxConcurrent;
    this.arrays = options.arrays;
    this.#scheduler = new PretendedScheduler(options);
  }

  get jobs(): readonly PretendedJob[] {
    return this.#scheduler.jobs;
  }

  /** What must never be and was seen here. */
  get faults(): readonly string[] {
    return this.#scheduler.faults;
  }

  async prepareRun() {
    return ok({ logDir: '/logs' });
  }

  script(request: JobRequest): JobScript {
    const text = `script of ${request.task.id}`;
    return { text, parts: ['script ', text.slice(7)], outputPath: '/o', errorPath: '/e', warnings: [] };
  }

  /** Less than was thought: the site has its own limit. */
  async limits(): Promise<Result<SiteLimits>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    return ok({ largestArray: this.#weather.largestArray, partitions: {} });
  }

  async submit(
    requests: readonly SubmissionRequest[],
    answer: (token: Token, answer: SubmitAnswer) => void,
  ): Promise<void> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut)) {
      const unreachable: SubmitAnswer = {
        is: 'deferred',
        problem: problem('unreachable', 'pretended: no way there'),
      };
      for (const { token } of requests) answer(token, unreachable);
      return;
    }
    // The script ignores HUP: a cut connection takes the answers away, and the host goes on submitting.
    let connected = true;
    for (const request of requests) {
      if (this.#chance.happens(this.#weather.hostDies)) return;
      const said = await this.#submitOne(request);
      if (said === null) return;
      if (this.#chance.happens(this.#weather.lostAnswer)) connected = false;
      if (connected) answer(request.token, said);
    }
  }

  /** Null when the host died on the way: its lock then stays behind. */
  async #submitOne(request: SubmissionRequest): Promise<SubmitAnswer | null> {
    const { token } = request;
    if (this.#safeguards.ledger) {
      const known = this.#ledger.known(token);
      if (known !== undefined) return { is: 'accepted', jobs: known };
      if (this.#safeguards.lock && !this.#ledger.canLock(token))
        return { is: 'unanswered', problem: problem('no-answer', 'pretended: locked') };
      const inherited = this.#inherit(token);
      if (inherited !== undefined) return { is: 'accepted', jobs: inherited };
    }
    this.#ledger.lock(token);
    await this.#clock.sleep(this.#chance.happens(0.1) ? this.#chance.integer(1_000, 40_000) : 10);
    if (this.#hostDies(token)) return null;
    const answer = this.#scheduler.submit(request);
    if (this.#hostDies(token)) return null;
    if (answer.is === 'accepted') this.#ledger.note(token, answer.jobs);
    this.#ledger.unlock(token);
    return answer;
  }

  #hostDies(token: Token): boolean {
    const dies = this.#chance.happens(this.#weather.hostDies);
    if (dies) this.#ledger.holderDies(token);
    return dies;
  }

  /**
   * Whoever takes over the lock of a dead holder looks into queue and records himself, at that moment: a script that
   * was slow on its way may be the one that comes, long after the conductor has looked.
   */
  #inherit(token: Token): readonly JobId[] | undefined {
    if (!this.#ledger.isLocked(token) || !this.#safeguards.lookUp) return undefined;
    const jobs = this.#jobsOf(token);
    if (jobs !== undefined) this.#ledger.note(token, jobs);
    return jobs;
  }

  #jobsOf(token: Token): readonly JobId[] | undefined {
    const jobs = this.jobs.filter((candidate) => candidate.token === token).map(({ id }) => id);
    return jobs.length === 0 ? undefined : jobs;
  }

  async find(
    submissions: readonly SoughtSubmission[],
  ): Promise<Result<ReadonlyMap<Token, readonly JobId[]>>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    const found = new Map<Token, readonly JobId[]>();
    if (!this.#safeguards.lookUp) return ok(found);
    for (const { token } of submissions) {
      // Ledger, then queue, then the records that every started job leaves: together they know every job.
      const jobs = this.#ledger.known(token) ?? this.#jobsOf(token);
      if (jobs !== undefined) found.set(token, jobs);
      else if (this.#ledger.isBeingSubmitted(token))
        return failed(problem('no-answer', 'pretended: being submitted just now'));
    }
    return ok(found);
  }

  async list(): Promise<Result<Listing>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    const now = this.#clock.now();
    const jobs = this.#chance.happens(this.#weather.falseEmpty)
      ? []
      : this.jobs
          .filter((job) => job.endsAt > now && !this.#chance.happens(this.#weather.omission))
          .map((job) => listed(job, now));
    await this.#travel();
    return this.#chance.happens(this.#weather.lostAnswer)
      ? failed(problem('no-answer', 'pretended: cut'))
      : ok({ jobs });
  }

  async inquire(questions: readonly EndingQuestion[]): Promise<Result<Inquiry>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    const now = this.#clock.now();
    const endings = questions.flatMap(({ job }) => {
      const known = this.jobs.find(({ id }) => id === job);
      return known === undefined || known.endsAt > now ? [] : endingsOf(known, now);
    });
    return ok({ endings, asked: ['record', 'accounting'], notAsked: [] });
  }

  /** What is heard is what jobs wrote, some of it lost and some of it twice. */
  async hear(after: number | null): Promise<Result<Heard>> {
    await this.#travel();
    const from = after ?? this.#clock.now();
    let at = from;
    for (let looks = 0; looks < 10; looks += 1) {
      if (this.#chance.happens(this.#weather.cut))
        return failed(problem('unreachable', 'pretended: no way there'));
      const now = this.#clock.now();
      at = now;
      const isNew = (time: number | null): boolean => time !== null && time > from && time <= now;
      const news = this.jobs.filter((job) => isNew(job.startsAt) || isNew(recordedAt(job)));
      const records = news
        .map(({ record }) => record)
        .filter(() => !this.#chance.happens(this.#weather.lostHint));
      if (news.length > 0)
        return ok({ records: this.#chance.happens(0.1) ? [...records, ...records] : records, at: now });
      await this.#clock.sleep(5_000);
    }
    return ok({ records: [], at });
  }

  async readRecords(questions: readonly EndingQuestion[]): Promise<Result<JobRecords>> {
    const inquiry = await this.inquire(questions);
    if (!inquiry.ok) return inquiry;
    const endings = inquiry.value.endings.filter(({ source }) => source === 'record');
    const now = this.#clock.now();
    const begun = this.jobs.filter(({ startsAt, endsAt, id }) => {
      return startsAt <= now && now < endsAt && questions.some(({ job }) => job === id);
    });
    return ok({
      starts: begun.map(({ id, startsAt }) => ({ job: id, startedAt: startsAt, node: 'c1' })),
      endings,
    });
  }

  async cancel(jobs: readonly JobId[]): Promise<Result<void>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    const now = this.#clock.now();
    for (const job of this.jobs) {
      if (!jobs.includes(job.id) || job.endsAt <= now) continue;
      job.cancelled = true;
      job.endsAt = now + this.#chance.integer(0, 5_000);
    }
    return this.#chance.happens(this.#weather.lostAnswer)
      ? failed(problem('no-answer', 'pretended: cut'))
      : ok(undefined);
  }

  async readFile(path: string): Promise<Result<string>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    const text = this.files.get(path);
    return text === undefined ? failed(problem('not-found', `pretended: no file ${path}`)) : ok(text);
  }

  #travel(): Promise<void> {
    return this.#clock.sleep(
      this.#chance.happens(0.05) ? this.#chance.integer(1_000, 30_000) : this.#chance.integer(1, 300),
    );
  }

  rehearse = async () => ok([]);
  figures = async () => ok({ cpus: null, disk: null });
  readLog = async () => ok(null);
  readLogPart = async () => ok(null);
  searchLog = async () => ok(null);
  countLogLines = async () => ok(null);
  awaitLogs = async () => ok([]);
  readSummaries = async () => ok({ summaries: [], leftOut: 0 });
  readOutput = async () => ok(null);
  runCommand = async () => ok('');
  connection = () => ({ is: 'unused' }) as const;
  commandLog = () => [];
  clearCommandLog = () => undefined;
  politeness = () => new Meter(() => this.#clock.now()).politeness();
  close = async () => undefined;
}
