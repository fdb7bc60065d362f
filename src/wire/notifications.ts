import type { NoticeKind } from '../engine/notice.ts';
import type { IsoTime } from './iso-time.ts';

/** GET `/api/v1/notifications`: who is told about runs. */
export interface NotificationsAnswer {
  readonly channels: readonly ChannelSummary[];
}

export interface ChannelSummary {
  readonly name: string;
  readonly type: string;
  /** To whom, for people, without secrets. */
  readonly goes_to: string;
  readonly events: readonly NoticeKind[];
  /** `all` runs, or only those for which it was `chosen`. */
  readonly runs: 'all' | 'chosen';
  /** Why its newest message has not been sent. */
  readonly problem: string | null;
  /** Newest first. */
  readonly messages: readonly {
    readonly run_id: string;
    readonly event: NoticeKind;
    readonly title: string;
    readonly at: IsoTime;
    readonly sent_at: IsoTime | null;
    readonly tries: number;
    /** Null when it has been sent, or is not tried any more. */
    readonly next_try_at: IsoTime | null;
  }[];
}

/** POST `/api/v1/notifications/{name}/try`: a message that tells nothing but that it arrived was sent. */
export interface NotificationTried {
  readonly channel: string;
  readonly sent: true;
}

/** GET and POST `/api/v1/runs/{id}/notifications`: who is told about that run. */
export interface RunNotifications {
  readonly run_id: string;
  readonly channels: readonly {
    readonly name: string;
    readonly wanted: boolean;
    readonly for_all: boolean;
  }[];
}

/** The body of the POST. */
export interface RunNotificationOrder {
  readonly channel: string;
  readonly wanted: boolean;
}

/** Events of GET `/notifications/stream` (`compat.md` 13.3). */
export interface NoticeStats {
  readonly running: number;
  readonly waiting: number;
  readonly completed: number;
  readonly failed: number;
  readonly active_runs: number;
}

export interface PushedNotice {
  readonly kind: 'run_done' | 'task_failed';
  readonly title: string;
  readonly body: string;
  readonly level: 'success' | 'error' | 'info';
  readonly run_id: string;
  /** The same for the same thing: a browser that shows it in several tabs shows it once. */
  readonly tag: string;
}
