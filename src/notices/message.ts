import { failureSentence, type Notice, noticeTitle } from '../engine/notice.ts';
import { TASK_STATUSES } from '../engine/state.ts';
import type { Message } from './channel.ts';

/** The address of a run's page. */
export type RunAddress = (run: Notice['run']) => string;

export function messageTitle({ notices, isTrial }: Message): string {
  if (isTrial) return 'ScriptHut: this is a trial';
  const [first] = notices;
  if (first !== undefined && notices.length === 1) return noticeTitle(first);
  const failed = notices.filter(({ kind, status }) => kind === 'first_failure' || status === 'failed').length;
  return `${notices.length} messages about runs${failed === 0 ? '' : `, ${failed} of them about failures`}`;
}

/** Lines for people, without the title. */
export function messageLines({ notices, isTrial }: Message, address: RunAddress): string[] {
  if (isTrial) return ['It reached you, so messages about runs will, too.'];
  return notices.flatMap((notice, index) => [
    ...(index > 0 ? [''] : []),
    ...(notices.length > 1 ? [noticeTitle(notice)] : []),
    ...noticeLines(notice),
    address(notice.run),
  ]);
}

function noticeLines(notice: Notice): string[] {
  const { counts, backend, createdAt, at, run } = notice;
  const stood = TASK_STATUSES.filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status.replace('_', ' ')}`)
    .join(', ');
  const failure = failureSentence(notice);
  return [
    ...(failure === '' ? [] : [failure]),
    `Run ${run} on ${backend}, begun ${minutesWords(at - createdAt)} before: ${stood || 'no tasks'}.`,
  ];
}

function minutesWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}
