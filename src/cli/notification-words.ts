import type { ChannelSummary, NotificationsAnswer } from '../wire/notifications.ts';
import { localTime } from './run-words.ts';
import { type Column, tableLines } from './table.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'NAME', width: 16 },
  { heading: 'TYPE', width: 8 },
  { heading: 'RUNS', width: 7 },
  { heading: 'EVENTS', width: 20 },
  { heading: 'LAST SENT', width: 19 },
  { heading: 'TO', width: 40 },
];

export function notificationLines({ channels }: NotificationsAnswer): string[] {
  return channels.length === 0
    ? ['No notifications are configured.']
    : tableLines(COLUMNS, channels.map(cells));
}

function cells({ name, type, runs, events, messages, goes_to }: ChannelSummary): string[] {
  const sentAt = messages.find(({ sent_at }) => sent_at !== null)?.sent_at;
  return [name, type, runs, events.join(', '), sentAt ? localTime(sentAt) : '-', goes_to];
}
