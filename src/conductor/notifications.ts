import type { RunId } from '../engine/ids.ts';
import type { NoticeKind } from '../engine/notice.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel } from '../notices/channel.ts';
import type { SavedNotice } from '../store/notice-store.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { unknownName } from './unknown-name.ts';

/** Who is told about runs (`docs/notifications.md`), and what people can change about it. */
export interface Notifications {
  /** In the configuration's order. */
  channels(): readonly ChannelView[];
  /** Sends a message that tells nothing but that it arrived. `not-found`, or why it could not be sent. */
  tryOut(channel: string): Promise<Result<void>>;
  /** What each channel is to tell of that run. */
  ofRun(run: RunId): readonly RunChannel[];
  /** Asks for a channel to be told of that run, or takes it back. `not-found`: there is no such run or channel. */
  setForRun(run: RunId, channel: string, isWanted: boolean): Result<void>;
}

export interface ChannelView extends Pick<Channel, 'name' | 'type' | 'goesTo' | 'kinds' | 'isForAll'> {
  /** The newest messages. */
  readonly notices: readonly SavedNotice[];
  /** Why the newest message has not been sent (yet); null when it was, and when there was none. */
  readonly problem: Problem | null;
}

export interface RunChannel {
  readonly name: string;
  readonly type: string;
  readonly kinds: readonly NoticeKind[];
  /** It is told of every run anyway. */
  readonly isForAll: boolean;
  readonly isWanted: boolean;
}

const MOST_SHOWN = 20;

/** What was dropped without a try tells nothing about the channel. */
function failureOf(newest: SavedNotice | undefined): Problem | null {
  return newest === undefined || newest.tries === 0 ? null : newest.problem;
}

export function createNotifications(
  channels: () => readonly Channel[],
  store: Pick<Store, 'notices' | 'readRun'>,
  clock: Clock,
): Notifications {
  const find = (name: string): Result<Channel> => {
    const channel = channels().find((each) => each.name === name);
    if (channel !== undefined) return ok(channel);
    const names = channels().map((each) => each.name);
    return failed(unknownName('notification', name, names));
  };
  return {
    channels: () =>
      channels().map(({ name, type, goesTo, kinds, isForAll }) => {
        const notices = store.notices.list(name, MOST_SHOWN);
        return { name, type, goesTo, kinds, isForAll, notices, problem: failureOf(notices[0]) };
      }),
    async tryOut(name) {
      const channel = find(name);
      if (!channel.ok) return channel;
      return channel.value.send({ id: `trial.${clock.now()}`, notices: [], isTrial: true });
    },
    ofRun: (run) => {
      const asked = store.notices.channelsOf(run);
      return channels().map(({ name, type, kinds, isForAll }) => {
        return { name, type, kinds, isForAll, isWanted: isForAll || asked.includes(name) };
      });
    },
    setForRun: (run, name, isWanted) => {
      if (store.readRun(run) === null) return failed(problem('not-found', `There is no run '${run}'`));
      const channel = find(name);
      if (!channel.ok) return channel;
      store.notices.setChannel(run, name, isWanted);
      return ok(undefined);
    },
  };
}
