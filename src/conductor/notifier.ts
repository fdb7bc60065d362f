import type { RunId } from '../engine/ids.ts';
import { type Problem, problem } from '../engine/problem.ts';
import type { Channel } from '../notices/channel.ts';
import type { NewNotice, RunNews, SavedNotice } from '../store/notice-store.ts';
import type { RunRow, Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { noticeOf } from './notices.ts';
import type { Change } from './orders.ts';
import { guarded, type Report } from './report.ts';

export interface NotifierOptions {
  readonly store: Pick<Store, 'notices' | 'lastSequence' | 'readRun' | 'listTasks'>;
  /** As they are configured now. */
  readonly channels: () => readonly Channel[];
  readonly clock: Clock;
  readonly report: Report;
  readonly onChange: (listener: (change: Change) => void) => () => void;
}

/** Much may end in one second: it becomes one message. */
const GATHER_MS = 1_000;
/** More stand in one message only as a number. */
const MOST_IN_MESSAGE = 50;
const MINUTE = 60_000;
/** Nobody is told of what happened longer ago. The tries of a message take less. */
const OLD_MS = 24 * 60 * MINUTE;
/** So long a channel may be missing in the configuration before its messages are dropped. */
const MISSING_MS = 10 * MINUTE;
/** So many events are read once more at most. */
const SAVE_EACH = 10_000;
/** How long after each try that failed; after the last of them it is given up. About a day together. */
const PAUSES_MS = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * MINUTE);

/**
 * Tells people what happens to runs while they do not look. It reads the event log behind everybody's back: the loop
 * never waits for it, and what was not sent when the server stopped is sent after the next start.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #sending = new Set<string>();
  /** Channels for which messages are due and that are not configured. */
  readonly #missingSince = new Map<string, number>();
  #stopListening: () => void = () => undefined;
  #cancelTimer: (() => void) | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  /** Saved with the notices that are found: what is read once more after a restart does no harm. */
  #readTo = 0;
  #stopped = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  start(): void {
    const { store, onChange, clock } = this.#options;
    // Of what happened before there was anybody to tell nobody wants to hear.
    this.#readTo = store.notices.readTo() ?? store.lastSequence();
    if (store.notices.readTo() === null) store.notices.add(this.#readTo, []);
    this.#stopListening = onChange((change) => {
      if (change.is === 'events') this.#wakeAt(clock.now() + GATHER_MS);
    });
    this.#wakeAt(clock.now());
  }

  stop(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#cancelTimer?.();
  }

  #wakeAt(at: number): void {
    if (this.#stopped || at >= this.#timerAt) return;
    const { clock } = this.#options;
    this.#cancelTimer?.();
    this.#timerAt = at;
    this.#cancelTimer = clock.after(Math.max(0, at - clock.now()), () => this.#turn());
  }

  #turn(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    try {
      this.#gather();
      this.#sendDue();
    } catch (error) {
      this.#options.report('error', 'messages about runs could not be kept', { error });
      this.#wakeAt(this.#options.clock.now() + MINUTE);
    }
  }

  /** Everything that the log has brought since the last time, for everybody who wants to know it. */
  #gather(): void {
    const { store, clock } = this.#options;
    const readTo = store.lastSequence();
    if (readTo <= this.#readTo) return;
    const news = store.notices.newsAfter(this.#readTo).flatMap((each): NewNotice[] => {
      const run = each.at < clock.now() - OLD_MS ? null : store.readRun(each.run);
      return run === null ? [] : this.#noticesOf(run, each, clock.now());
    });
    if (news.length > 0 || readTo - this.#readTo > SAVE_EACH) store.notices.add(readTo, news);
    this.#readTo = readTo;
  }

  #noticesOf(run: RunRow, { task, end }: RunNews, now: number): NewNotice[] {
    const { store } = this.#options;
    // A run that somebody cancels fails task by task, and they know why.
    const hasFailed = run.counts.failed > 0 && run.cancel === null;
    return this.#channelsOf(run.info.id).flatMap((channel) => {
      const { name, kinds } = channel;
      if (end !== null && kinds.includes('end'))
        return [{ channel: name, sequence: end, notice: noticeOf(store, run, 'end', now) }];
      const isNews = task !== null && hasFailed && kinds.includes('first_failure');
      if (!isNews || store.notices.knowsFailure(run.info.id, name)) return [];
      return [{ channel: name, sequence: task, notice: noticeOf(store, run, 'first_failure', now) }];
    });
  }

  #channelsOf(run: RunId): readonly Channel[] {
    const { channels, store } = this.#options;
    const asked = store.notices.channelsOf(run);
    return channels().filter(({ name, isForAll }) => isForAll || asked.includes(name));
  }

  #sendDue(): void {
    const { store, channels, clock } = this.#options;
    this.#dropOld();
    const due = Map.groupBy(store.notices.due(clock.now()), ({ channel }) => channel);
    for (const name of this.#missingSince.keys()) if (!due.has(name)) this.#missingSince.delete(name);
    for (const [name, notices] of due) {
      const channel = channels().find((each) => each.name === name);
      if (channel === undefined) this.#miss(name, notices);
      else {
        this.#missingSince.delete(name);
        if (!this.#sending.has(name)) void this.#send(channel, notices);
      }
    }
    const nextAt = store.notices.nextDueAt();
    // What is due now is being sent, or its channel is missing and may come back.
    if (nextAt !== null) this.#wakeAt(Math.max(nextAt, clock.now() + MINUTE));
  }

  /** Nobody wants to hear late of what is long over, as after a weekend on which the server was off. */
  #dropOld(): void {
    const { store, clock } = this.#options;
    const old = store.notices
      .due(clock.now())
      .filter(({ notice, channel }) => notice.at < clock.now() - OLD_MS && !this.#sending.has(channel));
    this.#drop(old, problem('no-answer', 'it could not be sent within a day'));
  }

  /** A channel is missing for a moment while somebody mends a configuration; longer, and it has been taken out. */
  #miss(name: string, notices: readonly SavedNotice[]): void {
    const now = this.#options.clock.now();
    const since = this.#missingSince.get(name) ?? now;
    this.#missingSince.set(name, since);
    if (now - since < MISSING_MS || this.#sending.has(name)) return;
    this.#drop(notices, problem('not-found', `the channel '${name}' is not in the configuration any more`));
  }

  #drop(notices: readonly SavedNotice[], why: Problem): void {
    if (notices.length === 0) return;
    const { store, clock, report } = this.#options;
    store.notices.drop(notices, why, clock.now());
    const count = notices.length === 1 ? 'a message was' : `${notices.length} messages were`;
    report('warn', `${count} not sent: ${why.message}`);
  }

  /** One message at a time to one channel. */
  async #send(channel: Channel, due: readonly SavedNotice[]): Promise<void> {
    this.#sending.add(channel.name);
    try {
      for (const [id, notices] of this.#messagesOf(due)) {
        if (this.#stopped) return;
        await this.#sendMessage(channel, id, notices);
      }
    } catch (error) {
      this.#options.report('error', `messages to '${channel.name}' could not be sent`, { error });
    } finally {
      this.#sending.delete(channel.name);
      guarded(this.#options.report, 'messages about runs could not be kept', () => {
        const nextAt = this.#stopped ? null : this.#options.store.notices.nextDueAt();
        if (nextAt !== null) this.#wakeAt(nextAt);
      });
    }
  }

  /** What was sent together before stays together, so that the other side can tell a repetition. */
  #messagesOf(due: readonly SavedNotice[]): ReadonlyMap<string, readonly SavedNotice[]> {
    const messages = Map.groupBy(
      due.filter(({ message }) => message !== null),
      ({ message }) => message ?? '',
    );
    const fresh = due.filter(({ message }) => message === null);
    for (let at = 0; at < fresh.length; at += MOST_IN_MESSAGE) {
      const together = fresh.slice(at, at + MOST_IN_MESSAGE);
      const [first] = together;
      if (first === undefined) break;
      const id = `${first.notice.run}.${first.sequence}.${first.notice.kind}.${first.channel}`;
      this.#options.store.notices.join(
        together.map(({ number }) => number),
        id,
      );
      messages.set(id, together);
    }
    return messages;
  }

  async #sendMessage(channel: Channel, id: string, saved: readonly SavedNotice[]): Promise<void> {
    const { store, clock, report } = this.#options;
    const notices = saved.map(({ notice }) => notice);
    const sent = await channel.send({ id, notices, isTrial: false });
    if (this.#stopped) return;
    if (sent.ok) return store.notices.settle(id, { is: 'sent', at: clock.now() });
    const pause = PAUSES_MS[saved[0]?.tries ?? 0];
    const dueAt = pause === undefined ? null : clock.now() + pause;
    store.notices.settle(id, { is: 'failed', problem: sent.problem, dueAt });
    const next = dueAt === null ? 'it is given up' : 'it will be tried again';
    report('warn', `a message to '${channel.name}' was not sent: ${sent.problem.message}; ${next}`);
  }
}
