import { type Answer, type Call, refused } from './answer.ts';
import type { Attribute, Listed } from './attribute.ts';
import type { Quirks } from './dialects.ts';
import { textOf, xmlOf } from './full-listing.ts';
import { isOver, type PretendedJob, type Submission, shortId } from './job.ts';
import { releasedJson, snapshotJson } from './json-listing.ts';
import { openPbsArray, openPbsArrayState, openPbsJob, openPbsState } from './openpbs-attributes.ts';
import { type Row, tableOf } from './qstat-table.ts';
import type { PretendedQueue } from './queue.ts';
import { torqueArray, torqueArrayState, torqueJob, torqueState } from './torque-attributes.ts';
import { readArguments } from './words.ts';

/** One line of a listing: a job, an element, or (null) an array as a whole. */
interface Entry {
  readonly submission: Submission;
  readonly job: PretendedJob | null;
}

/** What one id stands for, or what is said of it. */
type Found = readonly Entry[] | { readonly said: string; readonly exitCode: number };

export function qstatJobs(call: Call, queue: PretendedQueue, quirks: Quirks): Answer {
  const { isTorque } = queue.dialect;
  const { options, operands } = readArguments(
    call.args,
    isTorque ? 'aefilnqrstTu:wx1G' : 'aefF:D:HJiln1pqrstTu:wxGM',
  );
  const flags = new Map(options);
  const view = new View(queue, quirks, {
    user: call.user,
    isWithElements: flags.has('t'),
    isHistory: !isTorque && (flags.has('x') || flags.has('H')),
  });
  const groups = operands.length === 0 ? [view.all(flags.get('u'))] : operands.map((id) => view.find(id));
  const errors = groups.flatMap((group) => ('said' in group ? [group] : []));
  const entries = groups.filter((group): group is readonly Entry[] => !('said' in group));
  const stdout = flags.has('f')
    ? view.full(entries, flags)
    : tableOf(
        entries.flat().map((entry) => view.row(entry)),
        isTorque,
      );
  return {
    stdout,
    stderr: errors.map(({ said }) => `${said}\n`).join(''),
    exitCode: errors.at(-1)?.exitCode ?? 0,
  };
}

class View {
  readonly #queue: PretendedQueue;
  readonly #quirks: Quirks;
  readonly #isWithElements: boolean;
  readonly #isHistory: boolean;
  readonly #user: string;

  constructor(
    queue: PretendedQueue,
    quirks: Quirks,
    { user, isWithElements, isHistory }: { user: string; isWithElements: boolean; isHistory: boolean },
  ) {
    this.#queue = queue;
    this.#quirks = quirks;
    this.#isWithElements = isWithElements;
    this.#isHistory = isHistory;
    this.#user = user;
  }

  all(user: string | undefined): Found {
    if (this.#isHistory && !this.#queue.options.remembers)
      return { said: 'qstat: PBS is not configured to maintain job history ', exitCode: 0 };
    const all = [...this.#queue.submissions.values()].filter((one) => this.#isVisible(one));
    const shown = all.filter((one) => this.#queue.dialect.isTorque || this.#isHistory || !isOver(one));
    return shown
      .filter(({ order }) => user === undefined || order.owner === user)
      .flatMap((one) => this.#entriesOf(one));
  }

  find(id: string): Found {
    const { dialect, submissions, options } = this.#queue;
    const [, digits, brackets, index] = /^(\d+)(\[(\d*)\])?(?:\..*)?$/.exec(id) ?? [];
    if (digits === undefined) return { said: `qstat: Unknown queue destination ${id}`, exitCode: 170 };
    const full = `${digits}${brackets ?? ''}.${dialect.server}`;
    if (this.#isHistory && !options.remembers)
      return { said: `qstat: PBS is not configured to maintain job history ${full}`, exitCode: 0 };
    const unknown = {
      said: `qstat: Unknown Job Id ${dialect.isTorque ? 'Error ' : ''}${full}`,
      exitCode: 153,
    };
    const submission = submissions.get(Number(digits));
    const isArray = brackets !== undefined;
    if (
      submission === undefined ||
      !this.#isVisible(submission) ||
      isArray !== (submission.order.array !== null)
    )
      return unknown;
    if (!dialect.isTorque && !this.#isHistory && isOver(submission))
      return {
        said: `qstat: ${full} Job has finished, use -x or -H to obtain historical job information`,
        exitCode: 35,
      };
    // Torque shows the whole queue to whom asks for an array without its elements.
    if (dialect.isTorque && index === '' && !this.#isWithElements) return this.all(undefined);
    if (!isArray || index === '') return this.#entriesOf(submission);
    const job = submission.jobs.find((one) => one.index === Number(index));
    return job === undefined ? unknown : [{ submission, job }];
  }

  full(groups: readonly (readonly Entry[])[], flags: ReadonlyMap<string, string>): string {
    const { isTorque, name, server } = this.#queue.dialect;
    const listed = groups.map((group) => group.map((entry) => this.#listed(entry)));
    if (isTorque && flags.has('x')) return listed.map(xmlOf).join('');
    if (flags.get('F') !== 'json')
      return textOf(listed.flat(), 'Job Id: ', !flags.has('w') && !flags.has('1'));
    const head = { server, seconds: Math.floor(Date.now() / 1000) };
    return name === 'openpbs'
      ? // Of several ids this client prints the first that is known.
        snapshotJson(head, 'Jobs', listed[0] ?? [])
      : releasedJson(head, 'Jobs', listed.flat());
  }

  row({ submission, job }: Entry): Row {
    const { order } = submission;
    const isOfArray = job?.index != null;
    const { isTorque } = this.#queue.dialect;
    const hasOwn = job !== null && job.startedAt !== null && job.state !== 'running';
    return {
      id: this.#id({ submission, job }),
      name: isTorque && isOfArray ? `${order.name}-${job?.index}` : order.name,
      user: order.owner,
      used: hasOwn || (job?.startedAt != null && Date.now() - job.startedAt > 1000) ? '00:00:00' : '0',
      state: this.#state({ submission, job }),
      queue: order.queue,
    };
  }

  #isVisible({ order }: Submission): boolean {
    return !this.#quirks.hidesOthers || order.owner === this.#user;
  }

  /** OpenPBS lists the array before its elements, Torque either it or them. */
  #entriesOf(submission: Submission): Entry[] {
    const { order, jobs } = submission;
    const whole = { submission, job: null };
    if (order.array === null) return jobs.map((job) => ({ submission, job }));
    if (!this.#isWithElements) return [whole];
    const elements = jobs.map((job) => ({ submission, job }));
    if (!this.#queue.dialect.isTorque) return [whole, ...elements];
    return this.#queue.options.remembers ? elements : elements.filter(({ job }) => job.state !== 'ended');
  }

  #id({ submission, job }: Entry): string {
    return `${shortId(submission, job?.index ?? null)}.${this.#queue.dialect.server}`;
  }

  #listed(entry: Entry): Listed {
    return { id: this.#id(entry), attributes: this.#attributes(entry) };
  }

  #attributes({ submission, job }: Entry): readonly Attribute[] {
    const { dialect, options } = this.#queue;
    if (dialect.isTorque) return job === null ? torqueArray(submission, dialect) : torqueJob(job, dialect);
    return job === null ? openPbsArray(submission, dialect) : openPbsJob(job, dialect, options.remembers);
  }

  #state({ submission, job }: Entry): string {
    if (this.#queue.dialect.isTorque) return job === null ? torqueArrayState(submission) : torqueState(job);
    return job === null ? openPbsArrayState(submission) : openPbsState(job);
  }
}

/** What clients say when nobody listens, as recorded of OpenPBS; of Torque nothing was recorded. */
export function serverDown({ program, args }: Call, { dialect }: PretendedQueue): Answer {
  const { server, isTorque, name } = dialect;
  if (isTorque)
    return refused(111, `${program}: cannot connect to server ${server} (errno=111) Connection refused`);
  if (program === 'qdel') return refused(162, `Connection refused\nCouldn't connect to cluster: ${server}`);
  const exitCode = program === 'qsub' ? 162 : 255;
  const refusal = refused(
    exitCode,
    `Connection refused\n${program}: cannot connect to server ${server} (errno=15010)`,
  );
  if (program !== 'qstat' || !args.includes('json')) return refusal;
  const head = { server, seconds: Math.floor(Date.now() / 1000) };
  const stdout = name === 'openpbs' ? snapshotJson(head, 'Jobs', []) : releasedJson(head, 'Jobs', []);
  return { ...refusal, stdout };
}
