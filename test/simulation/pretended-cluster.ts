import type {
  Backend,
  EndingQuestion,
  Heard,
  Inquiry,
  JobRecords,
  JobRequest,
  JobScript,
} from '../../src/backends/backend.ts';
import type { Listing } from '../../src/engine/evidence.ts';
import { type BackendName, backendName, type JobId, jobId, type Token } from '../../src/engine/ids.ts';
import type { SubmitAnswer } from '../../src/engine/observation.ts';
import { problem } from '../../src/engine/problem.ts';
import { failed, ok, type Result } from '../../src/engine/result.ts';
import type { Chance } from './chance.ts';
import type { PretendedClock } from './pretended-clock.ts';
import {
  endingsOf,
  type Fate,
  listed,
  type PretendedJob,
  randomWitnesses,
  recordedAt,
} from './pretended-job.ts';
import type { Safeguards, Weather } from './pretended-weather.ts';

interface Lock {
  readonly since: number;
  holderLives: boolean;
}

const STALE_LOCK_MS = 60_000;

function die(lock: Lock): null {
  lock.holderLives = false;
  return null;
}

/** A scheduler, its host and the way there, all pretended: it loses answers, lies for a moment and comes late. */
export class PretendedCluster implements Backend {
  readonly name: BackendName = backendName('pretended');
  readonly type = 'slurm';
  readonly account = null;
  readonly loginShell = false;
  readonly host = 'a pretended host';
  readonly pollIntervalMs = null;
  readonly maxConcurrent: number;
  readonly jobs: PretendedJob[] = [];
  /** Documents with generated tasks, by path. */
  readonly files = new Map<string, string>();
  /** What must never be and was seen here. */
  readonly faults: string[] = [];
  readonly #ledger = new Map<Token, JobId>();
  readonly #locks = new Map<Token, Lock>();
  readonly #clock: PretendedClock;
  readonly #chance: Chance;
  readonly #weather: Weather;
  readonly #safeguards: Safeguards;
  readonly #fateOf: (request: JobRequest) => Fate | 'refused';
  #nextJob = 1;

  constructor(options: {
    readonly clock: PretendedClock;
    readonly chance: Chance;
    readonly weather: Weather;
    readonly safeguards: Safeguards;
    readonly maxConcurrent: number;
    readonly fateOf: (request: JobRequest) => Fate | 'refused';
  }) {
    this.#clock = options.clock;
    this.#chance = options.chance;
    this.#weather = options.weather;
    this.#safeguards = options.safeguards;
    this.maxConcurrent = options.maxConcurrent;
    this.#fateOf = options.fateOf;
  }

  async prepareRun() {
    return ok({ logDir: '/logs' });
  }

  script(request: JobRequest): JobScript {
    return { text: `script of ${request.task.id}`, outputPath: '/o', errorPath: '/e', warnings: [] };
  }

  async submit(
    requests: readonly JobRequest[],
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
  async #submitOne(request: JobRequest): Promise<SubmitAnswer | null> {
    const { token } = request;
    if (this.#safeguards.ledger) {
      const known = this.#ledger.get(token);
      if (known !== undefined) return { is: 'accepted', jobs: [known] };
      if (this.#safeguards.lock && !this.#canLock(token))
        return { is: 'unanswered', problem: problem('no-answer', 'pretended: locked') };
      const inherited = this.#inherit(token);
      if (inherited !== undefined) return { is: 'accepted', jobs: [inherited] };
    }
    const lock: Lock = { since: this.#clock.now(), holderLives: true };
    this.#locks.set(token, lock);
    await this.#clock.sleep(this.#chance.happens(0.1) ? this.#chance.integer(1_000, 40_000) : 10);
    if (this.#chance.happens(this.#weather.hostDies)) return die(lock);
    const answer = this.#ask(request);
    if (this.#chance.happens(this.#weather.hostDies)) return die(lock);
    if (answer.is === 'accepted' && answer.jobs[0] !== undefined) this.#ledger.set(token, answer.jobs[0]);
    this.#locks.delete(token);
    return answer;
  }

  #canLock(token: Token): boolean {
    const lock = this.#locks.get(token);
    return lock === undefined || (!lock.holderLives && this.#clock.now() - lock.since > STALE_LOCK_MS);
  }

  /**
   * Whoever takes over the lock of a dead holder looks into queue and records himself, at that moment: a script that
   * was slow on its way may be the one that comes, long after the conductor has looked.
   */
  #inherit(token: Token): JobId | undefined {
    if (!this.#locks.has(token) || !this.#safeguards.lookUp) return undefined;
    const job = this.jobs.find((candidate) => candidate.token === token)?.id;
    if (job !== undefined) this.#ledger.set(token, job);
    return job;
  }

  #ask(request: JobRequest): SubmitAnswer {
    if (this.#chance.happens(this.#weather.busy))
      return { is: 'deferred', problem: problem('busy', 'pretended: busy') };
    const fate = this.#fateOf(request);
    if (fate === 'refused') return { is: 'refused', problem: problem('refused', 'pretended: bad partition') };
    return { is: 'accepted', jobs: [this.#accept(request, fate)] };
  }

  #accept(request: JobRequest, fate: Fate): JobId {
    const { token, run, task } = request;
    const now = this.#clock.now();
    if (this.jobs.some((job) => job.token === token))
      this.faults.push(`${token} (task ${task.id}) was submitted twice`);
    const startsAt = now + this.#chance.integer(0, 60_000);
    const job: PretendedJob = {
      id: jobId(String(this.#nextJob++)),
      token,
      run: run.id,
      task: task.id,
      attempt: request.attempt,
      acceptedAt: now,
      startsAt,
      endsAt: startsAt + this.#chance.integer(0, 200_000),
      fate,
      cancelled: false,
      witnesses: randomWitnesses(this.#chance),
    };
    this.jobs.push(job);
    const live = this.jobs.filter((other) => other.endsAt > now).length;
    if (live > this.maxConcurrent) this.faults.push(`${live} live jobs, the limit is ${this.maxConcurrent}`);
    return job.id;
  }

  async find(tokens: readonly Token[]): Promise<Result<ReadonlyMap<Token, readonly JobId[]>>> {
    await this.#travel();
    if (this.#chance.happens(this.#weather.cut))
      return failed(problem('unreachable', 'pretended: no way there'));
    const found = new Map<Token, readonly JobId[]>();
    if (!this.#safeguards.lookUp) return ok(found);
    for (const token of tokens) {
      // Ledger, then queue, then the records that every started job leaves: together they know every job.
      const job = this.#ledger.get(token) ?? this.jobs.find((candidate) => candidate.token === token)?.id;
      if (job !== undefined) found.set(token, [job]);
      else if (this.#locks.get(token)?.holderLives === true)
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
      const tokens = news
        .map(({ token }) => token)
        .filter(() => !this.#chance.happens(this.#weather.lostHint));
      if (news.length > 0)
        return ok({ tokens: this.#chance.happens(0.1) ? [...tokens, ...tokens] : tokens, at: now });
      await this.#clock.sleep(5_000);
    }
    return ok({ tokens: [], at });
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

  figures = async () => ok({ cpus: null, disk: null });
  readLog = async () => ok(null);
  runCommand = async () => ok('');
  connection = () => ({ is: 'unused' }) as const;
  commandLog = () => [];
  clearCommandLog = () => undefined;
  close = async () => undefined;
}
