import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../engine/problem.ts';
import { failed, type Result } from '../engine/result.ts';
import type { RunDetail } from '../wire/runs.ts';
import type { Client } from './client.ts';
import type { Progress } from './progress.ts';
import { hasEnded } from './run-words.ts';

export interface Watch {
  readonly run: string;
  /** How long to wait at most between two looks, in milliseconds; the server's events shorten it. */
  readonly intervalMs: number;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
}

/** A server that restarts is back sooner than this. */
const GIVE_UP_AFTER_MS = 300_000;
/** Changes that come closer together are seen at one look. */
const PAUSE_MS = 250;

/**
 * Shows the run until it has ended, also across restarts of the server. Its tasks are not asked for: the answer has none.
 * A server that does not answer the first question is a problem at once.
 * @throws when `interrupted`.
 */
export async function watchRun(client: Client, watch: Watch): Promise<Result<RunDetail>> {
  const bell = ringing();
  const stop = new AbortController();
  void keepFollowing(client, watch, AbortSignal.any([watch.interrupted, stop.signal]), bell.ring);
  try {
    return await lookUntilEnded(client, watch, bell);
  } finally {
    stop.abort();
  }
}

async function lookUntilEnded(client: Client, watch: Watch, bell: Bell): Promise<Result<RunDetail>> {
  let silentSince: number | null = null;
  let seen = false;
  for (;;) {
    const started = performance.now();
    const answer = await client.readRun(watch.run, { items: 'none', groups: 'true' });
    const now = performance.now();
    if (answer.ok) {
      seen = true;
      silentSince = null;
      watch.progress.show(answer.value);
      if (hasEnded(answer.value)) return answer;
    } else {
      if (!seen || answer.problem.code !== 'unreachable') return answer;
      if (silentSince === null)
        watch.progress.note(`the server at ${client.server} does not answer; still trying`);
      silentSince ??= now;
      if (now - silentSince > GIVE_UP_AFTER_MS) return failed(gaveUp(client.server));
    }
    // A run that takes long to read is not read over and over, however busy it is.
    await sleep(Math.max(PAUSE_MS, (now - started) * 4), undefined, { signal: watch.interrupted });
    await bell.wait(watch.intervalMs, watch.interrupted);
  }
}

/** Opens the stream of changes again whenever it is cut. */
async function keepFollowing(
  client: Client,
  watch: Watch,
  signal: AbortSignal,
  ring: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await client.follow(watch.run, signal, ring);
    await sleep(watch.intervalMs, undefined, { signal }).catch(() => undefined);
  }
}

function gaveUp(server: string) {
  return problem(
    'unreachable',
    `the server at ${server} has not answered for ${GIVE_UP_AFTER_MS / 60_000} minutes`,
    {
      hint: 'the run may go on; start the server and look again with "scripthut run watch"',
    },
  );
}

interface Bell {
  ring(): void;
  /** Until the next ring, at once when it rang since the last wait, and at most so long. Rejects when aborted. */
  wait(limitMs: number, signal: AbortSignal): Promise<void>;
}

function ringing(): Bell {
  let rang = false;
  let wake: () => void = () => {};
  return {
    ring() {
      rang = true;
      wake();
    },
    async wait(limitMs, signal) {
      const over = new AbortController();
      const rung = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!rang) {
        const either = AbortSignal.any([signal, over.signal]);
        await Promise.race([rung, sleep(limitMs, undefined, { signal: either }).catch(() => undefined)]);
      }
      over.abort();
      rang = false;
      signal.throwIfAborted();
    },
  };
}
