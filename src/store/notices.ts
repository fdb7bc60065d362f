import type { RunId } from '../engine/ids.ts';
import type { Problem } from '../engine/problem.ts';
import type { Database } from './database.ts';
import { appendNote } from './events.ts';
import { fromJson, fromJsonOrNull, toJson } from './json.ts';
import type { NewNotice, NoticeOutcome, NoticeStore, RunNews, SavedNotice } from './notice-store.ts';
import type { Tables } from './tables.ts';

const NEWS = `
  SELECT run, max(at) AS at, max(sequence) FILTER (WHERE kind <> 'run-ended') AS task,
         max(sequence) FILTER (WHERE kind = 'run-ended') AS "end"
  FROM events
  WHERE sequence > ? AND kind IN ('run-ended', 'task-ended', 'submission-refused', 'generation-failed')
  GROUP BY run ORDER BY max(sequence)`;

const KNOWS_FAILURE = `
  SELECT 1 AS known FROM notices WHERE run = ?1 AND channel = ?2 AND kind = 'first_failure' AND sequence >
    coalesce((SELECT max(sequence) FROM events WHERE run = ?1 AND kind = 'rerun-requested'), 0)
  LIMIT 1`;

const ADD = `
  INSERT INTO notices (channel, run, kind, sequence, body, due_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const READ_TO = `
  INSERT INTO notices_read (one, sequence) VALUES (1, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence`;

const SETTLE =
  'UPDATE notices SET tries = tries + 1, due_at = ?, sent_at = ?, problem = ? WHERE message = ? AND due_at NOTNULL';

const DROP = 'UPDATE notices SET due_at = NULL, problem = ? WHERE number = ? AND due_at NOTNULL';

export function createNoticeStore(database: Database): NoticeStore {
  return {
    readTo: () => database.first<{ sequence: number }>('SELECT sequence FROM notices_read')?.sequence ?? null,
    newsAfter: (sequence) => database.all<RunNews>(NEWS, sequence),
    knowsFailure: (run, channel) => database.first(KNOWS_FAILURE, run, channel) !== undefined,
    add: (readTo, notices) => database.transaction(() => add(database, readTo, notices)),
    due: (now) =>
      database
        .all<Tables['notices']>('SELECT * FROM notices WHERE due_at <= ? ORDER BY due_at, number', now)
        .map(toSavedNotice),
    nextDueAt: () =>
      database.first<{ at: number | null }>('SELECT min(due_at) AS at FROM notices WHERE due_at NOTNULL')
        ?.at ?? null,
    join: (numbers, message) => {
      const sql = 'UPDATE notices SET message = ? WHERE number IN (SELECT value FROM json_each(?))';
      database.run(sql, message, toJson(numbers));
    },
    settle: (message, outcome) => settle(database, message, outcome),
    drop: (notices, problem, at) => database.transaction(() => drop(database, notices, problem, at)),
    list: (channel, limit) =>
      database
        .all<Tables['notices']>(
          'SELECT * FROM notices WHERE channel = ? ORDER BY number DESC LIMIT ?',
          channel,
          limit,
        )
        .map(toSavedNotice),
    channelsOf: (run) =>
      database
        .all<{ channel: string }>('SELECT channel FROM run_channels WHERE run = ? ORDER BY channel', run)
        .map(({ channel }) => channel),
    setChannel: (run, channel, isWanted) => setChannel(database, run, channel, isWanted),
  };
}

function add(database: Database, readTo: number, notices: readonly NewNotice[]): void {
  for (const { channel, sequence, notice } of notices) {
    database.run(ADD, channel, notice.run, notice.kind, sequence, toJson(notice), notice.at);
  }
  database.run(READ_TO, readTo);
}

function settle(database: Database, message: string, outcome: NoticeOutcome): void {
  if (outcome.is === 'sent') database.run(SETTLE, null, outcome.at, null, message);
  else database.run(SETTLE, outcome.dueAt, null, toJson(outcome.problem), message);
}

function drop(database: Database, notices: readonly SavedNotice[], problem: Problem, at: number): void {
  for (const { number, channel, notice } of notices) {
    database.run(DROP, toJson(problem), number);
    const about = { channel, about: notice.kind, problem };
    appendNote(database, notice.run, at, 'notice-dropped', about);
  }
}

function setChannel(database: Database, run: RunId, channel: string, isWanted: boolean): void {
  const sql = isWanted
    ? 'INSERT INTO run_channels (run, channel) VALUES (?, ?) ON CONFLICT DO NOTHING'
    : 'DELETE FROM run_channels WHERE run = ? AND channel = ?';
  database.run(sql, run, channel);
}

function toSavedNotice(row: Tables['notices']): SavedNotice {
  return {
    number: row.number,
    channel: row.channel,
    sequence: row.sequence,
    notice: fromJson(row.body),
    message: row.message,
    tries: row.tries,
    dueAt: row.due_at,
    sentAt: row.sent_at,
    problem: fromJsonOrNull(row.problem),
  };
}
