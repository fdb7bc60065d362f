import { setTimeout as pause } from 'node:timers/promises';
import type { LogFiles, LogPart, LogPlace, LogState } from '../../src/backends/log-files.ts';
import { systemClock } from '../../src/conductor/clock.ts';
import { followLog } from '../../src/conductor/follow-log.ts';
import { LogDesk } from '../../src/conductor/log-desk.ts';
import type { LogStream } from '../../src/conductor/orders.ts';
import type { LogChoice, TaskLogs } from '../../src/conductor/task-logs.ts';
import { ok } from '../../src/engine/result.ts';
import { isTerminal } from '../../src/engine/state.ts';
import type { PretendedWorld } from './pretended-world.ts';

/** Logs of every task alike, as texts in memory, under the paths that a pretended world gives them. */
export function pretendedLogs(
  world: PretendedWorld,
  texts: () => Partial<Record<LogStream, string | Uint8Array>>,
): TaskLogs {
  const desk = new LogDesk(pretendedFiles(texts), systemClock);
  const path = ({ stream }: LogChoice) => stream;
  const look = (log: LogChoice) => {
    const state = world.store.readTask(log.run, log.task)?.state;
    return ok({ path: path(log), desk, mayExist: true, isOver: state === undefined || isTerminal(state) });
  };
  return {
    path: (log) => ok(`/home/ada/logs/${log.task}.${log.stream}`),
    part: (log, place) => desk.readPart(path(log), place),
    search: (log, search) => desk.search(path(log), search),
    countLines: (log, before) => desk.countLines(path(log), before),
    follow: (log, start, signal) => followLog(() => look(log), start, signal),
  };
}

/** One look at a log, in milliseconds, and how many of them are one waiting. */
const NAP_MS = 20;
const NAPS = 25;

function pretendedFiles(texts: () => Partial<Record<string, string | Uint8Array>>): LogFiles {
  const bytesOf = (path: string): Buffer | null => {
    const text = texts()[path];
    return text === undefined ? null : Buffer.from(text as string);
  };
  const stateOf = (path: string): LogState | null => {
    const bytes = bytesOf(path);
    return bytes && { file: '1', size: bytes.length };
  };
  return {
    readLogPart: async (path, place) => {
      const bytes = bytesOf(path);
      const state = stateOf(path);
      return ok(bytes === null || state === null ? null : partOf(bytes, state, place));
    },
    searchLog: async (path, search) => {
      const bytes = bytesOf(path);
      if (bytes === null) return ok(null);
      const plain = (text: string) => (search.ignoreCase ? text.toLowerCase() : text);
      const expression = new RegExp(search.isExpression ? search.pattern : '', search.ignoreCase ? 'i' : '');
      const matches = ({ text }: { text: string }) =>
        search.isExpression ? expression.test(text) : plain(text).includes(plain(search.pattern));
      const all = linesOf(bytes).filter(matches);
      const found = search.firstOnly ? all.slice(0, 1) : all;
      return ok({ count: found.length, matches: found.slice(-1_000).map(({ line, at }) => ({ line, at })) });
    },
    countLogLines: async (path, before) => {
      const bytes = bytesOf(path);
      return ok(bytes === null ? null : bytes.subarray(0, before).filter((byte) => byte === 10).length);
    },
    awaitLogs: async (logs) => {
      const isSame = ({ path, seen }: (typeof logs)[number]) => {
        const now = stateOf(path);
        return now?.size === seen?.size && now?.file === seen?.file;
      };
      for (let nap = 0; nap < NAPS && logs.every(isSame); nap += 1) await pause(NAP_MS);
      return ok(logs.map(({ path }) => stateOf(path)));
    },
  };
}

function partOf(bytes: Buffer, state: LogState, place: LogPlace): LogPart {
  const lines = linesOf(bytes);
  const from = {
    from: () => (place.is === 'from' ? place.from : 0),
    end: () => Math.max(0, bytes.length - place.bytes),
    'last-lines': () => (place.is === 'last-lines' ? (lines.at(-place.lines)?.at ?? 0) : 0),
    line: () => (place.is === 'line' ? (lines[place.line - 1]?.at ?? bytes.length) : 0),
  }[place.is]();
  return { ...state, from, bytes: bytes.subarray(from, from + place.bytes) };
}

function linesOf(bytes: Buffer): { line: number; at: number; text: string }[] {
  const text = bytes.toString('latin1');
  let at = 0;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((whole, index) => {
    const line = { line: index + 1, at, text: Buffer.from(whole, 'latin1').toString() };
    at += whole.length;
    return line;
  });
}
