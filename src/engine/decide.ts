import { present } from './assert.ts';
import { inSubmissions } from './batch.ts';
import type { Effect, SubmissionRef } from './effect.ts';
import type { BackendName } from './ids.ts';
import { submissionToken } from './ids.ts';
import type { Learned } from './learn.ts';
import {
  CANCEL_AGAIN_MS,
  dueTime,
  GENERATE_AGAIN_MS,
  HOLD_LONGEST_MS,
  LOOK_AGAIN_MS,
  LOOKS_BEFORE_REPEAT,
} from './patience.ts';
import { nextTry } from './retry.ts';
import { allEnded, runStatus } from './run-status.ts';
import { type Claim, shareSlots } from './share.ts';
import { placedOf } from './state.ts';
import type { ArrayRules, OpenSubmission } from './submission.ts';
import { type BackendSlots, dependentsOf, type Run, slotsOf, stateOf, type World } from './world.ts';

/**
 * What follows from the world as it is, without asking anybody: what can no longer run is blocked, what was cancelled
 * is withdrawn, what has nothing left to do has ended. One step; it is repeated until nothing follows any more.
 */
export function conclude(world: World): readonly Learned[] {
  const concluded: Learned[] = [];
  for (const run of world.runs.values()) {
    if (run.endedAt !== null) continue;
    concluded.push(...concludeRun(world, run));
  }
  return concluded;
}

function concludeRun(world: World, run: Run): readonly Learned[] {
  const retried = retry(world, run);
  if (retried.length > 0) return retried;
  const blocked = block(run);
  if (blocked.length > 0) return blocked;
  const withdrawn = withdraw(run);
  if (withdrawn.length > 0) return withdrawn;
  if (!allEnded(run) || run.open.size > 0) return [];
  return [{ run: run.info.id, kind: 'run-ended', status: runStatus(run) }];
}

/** Before anything is blocked by a failure: it may not be the last word. */
function retry(world: World, run: Run): Learned[] {
  const { partitions } = slotsOf(world, run);
  return run.pace.failed.splice(0).flatMap((task) => {
    const retried = nextTry(run, task, partitions);
    return retried === null ? [] : [{ run: run.info.id, kind: 'task-retried', task, retried } as const];
  });
}

function block(run: Run): Learned[] {
  const blocked = new Map<number, Learned>();
  for (const fallen of run.fallen.splice(0)) {
    const { is } = stateOf(run, fallen);
    // It is tried again.
    if (is !== 'failed' && is !== 'blocked') continue;
    const because = present(run.graph.tasks[fallen], 'a fallen task').id;
    for (const task of dependentsOf(run, fallen)) {
      if (stateOf(run, task).is !== 'waiting' || blocked.has(task)) continue;
      blocked.set(task, { run: run.info.id, kind: 'task-blocked', task, because });
    }
  }
  return [...blocked.values()];
}

/** Only waiting tasks: a submission on its way is first answered, and its job then cancelled. */
function withdraw(run: Run): Learned[] {
  if (run.cancel === null || !run.pace.withdraw) return [];
  run.pace.withdraw = false;
  const { by } = run.cancel;
  return run.states.flatMap((state, task) =>
    state.is === 'waiting' ? [{ run: run.info.id, kind: 'task-withdrawn', task, by } as const] : [],
  );
}

/** The submissions that the free slots allow now, as intentions. Takes their tasks from the ready set. */
export function intend(world: World, now: number): readonly Learned[] {
  const intended: Learned[] = [];
  for (const run of world.runs.values()) run.pace.hasMore = false;
  for (const [backend, slots] of world.backends) {
    const free = slots.limit - slots.active;
    if (free <= 0) continue;
    for (const [run, count] of shareSlots(free, claimsOn(world, backend, slots, now))) {
      intended.push(...intendSome(run, count, slots.arrays));
    }
  }
  return intended;
}

function intendSome(run: Run, count: number, rules: ArrayRules | null): Learned[] {
  const tasks = run.ready.take(count);
  const arrays = rules === null ? null : { ...rules, largest: largestNow(run, rules) };
  const submissions = inSubmissions(run, tasks, arrays);
  // After a pause one submission tries whether the scheduler takes anything again.
  const now = run.hold === null ? firstOf(submissions, arrays) : submissions.slice(0, 1);
  const back = submissions.slice(now.length);
  for (const index of back.flat()) run.ready.push(index);
  run.pace.hasMore = run.hold === null && back.length > 0;
  return now.map((indices, number) => ({
    run: run.info.id,
    kind: 'submission-intended',
    submission: run.nextSubmission + number,
    tasks: indices.map((index) => ({ index, attempt: stateOf(run, index).attempt })),
  }));
}

/**
 * A beat takes at least so many tasks, and this part of what could go out: to look at all of it again and again would cost
 * more than it gains.
 */
const LEAST_TASKS = 2_000;
const LEAST_PART = 1 / 5;

/** What goes out in this beat. Further arrays wait for the next one, which comes at once: the first are sent while they are written. */
function firstOf<Submission extends readonly number[]>(
  submissions: readonly Submission[],
  arrays: ArrayRules | null,
): readonly Submission[] {
  if (arrays === null) return submissions;
  const all = submissions.reduce((sum, { length }) => sum + length, 0);
  const enough = Math.max(LEAST_TASKS, LEAST_PART * all);
  let tasks = 0;
  const rest = submissions.findIndex(({ length }) => {
    // A few that are left over would not become an array by themselves.
    const waits = tasks >= enough && length >= arrays.smallest;
    tasks += length;
    return waits;
  });
  return rest === -1 ? submissions : submissions.slice(0, rest);
}

/** What the scheduler could not take may have been too much at once (a limit of jobs per user): half as much each time. */
function largestNow({ hold }: Run, arrays: ArrayRules | null): number {
  return Math.max(1, (arrays?.largest ?? 1) >> Math.min(hold?.times ?? 0, 30));
}

function claimsOn(world: World, backend: BackendName, { arrays }: BackendSlots, now: number): Claim<Run>[] {
  const claims: Claim<Run>[] = [];
  for (const run of world.runs.values()) {
    if (run.info.backend !== backend || run.ready.size === 0 || run.cancel !== null) continue;
    if (run.hold !== null && dueTime(run.hold.until, now, HOLD_LONGEST_MS) > now) continue;
    const room = (run.info.maxConcurrent ?? Number.POSITIVE_INFINITY) - run.active;
    const most = run.hold === null ? room : Math.min(room, largestNow(run, arrays));
    const wanted = Math.max(0, Math.min(run.ready.size, most));
    claims.push({ key: run, wanted, active: run.active, createdAt: run.info.createdAt });
  }
  return claims;
}

/**
 * What is to be done now, and nothing that is already under way. `fresh` are the intentions of this very beat: they
 * are sent; every other open submission is looked for first.
 */
export function act(world: World, fresh: readonly Learned[], now: number): readonly Effect[] {
  const submit = new Map<BackendName, SubmissionRef[]>();
  const find = new Map<BackendName, SubmissionRef[]>();
  for (const event of fresh) {
    if (event.kind !== 'submission-intended') continue;
    take(submit, present(world.runs.get(event.run), 'the run of an intention'), event.submission);
  }
  const effects: Effect[] = [];
  for (const run of world.runs.values()) {
    for (const open of run.open.values()) {
      if (run.pace.inFlight.has(open.submission) || lookTime(run, open, now) > now) continue;
      // Also where the run is cancelled: a script that is still on its way could submit it after we forgot it. The
      // ledger makes it one job, and that is then cancelled.
      const repeat = open.missing >= LOOKS_BEFORE_REPEAT;
      take(repeat ? submit : find, run, open.submission);
    }
    effects.push(...generations(run, now), ...cancellations(run, now));
  }
  for (const [backend, submissions] of submit) effects.push({ kind: 'submit', backend, submissions });
  for (const [backend, submissions] of find) effects.push({ kind: 'find', backend, submissions });
  return effects;
}

function lookTime({ pace }: Run, { submission, lookAt }: OpenSubmission, now: number): number {
  return dueTime(Math.max(lookAt, pace.lookAgainAt.get(submission) ?? 0), now, LOOK_AGAIN_MS);
}

function take(into: Map<BackendName, SubmissionRef[]>, run: Run, submission: number): void {
  run.pace.inFlight.add(submission);
  const ref = { run: run.info.id, submission, token: submissionToken(run.info.id, submission) };
  const known = into.get(run.info.backend);
  if (known === undefined) into.set(run.info.backend, [ref]);
  else known.push(ref);
}

function generations(run: Run, now: number): Effect[] {
  const effects: Effect[] = [];
  for (const [task, at] of run.pace.generateAt) {
    if (!run.generating.has(task) || dueTime(at, now, GENERATE_AGAIN_MS) > now) continue;
    run.pace.generateAt.delete(task);
    effects.push({ kind: 'generate', backend: run.info.backend, run: run.info.id, task });
  }
  return effects;
}

function cancellations(run: Run, now: number): Effect[] {
  const jobs = [];
  for (const [task, at] of run.pace.cancelAt) {
    const placed = placedOf(stateOf(run, task));
    if (dueTime(at, now, CANCEL_AGAIN_MS) > now || placed === null) continue;
    run.pace.cancelAt.set(task, now + CANCEL_AGAIN_MS);
    jobs.push({ run: run.info.id, task, job: placed.job });
  }
  return jobs.length === 0 ? [] : [{ kind: 'cancel', backend: run.info.backend, jobs }];
}

/** When something is due although nothing happens; null when nothing is. In milliseconds since 1970. */
export function nextDue(world: World, now: number): number | null {
  let due = Number.POSITIVE_INFINITY;
  for (const run of world.runs.values()) {
    if (run.pace.hasMore) return now;
    const heldUntil = dueTime(run.hold?.until ?? now, now, HOLD_LONGEST_MS);
    // What is held no longer may wait for a slot.
    if (heldUntil > now && run.ready.size > 0) due = Math.min(due, heldUntil);
    for (const open of run.open.values()) {
      if (!run.pace.inFlight.has(open.submission)) due = Math.min(due, lookTime(run, open, now));
    }
    for (const at of run.pace.generateAt.values()) due = Math.min(due, dueTime(at, now, GENERATE_AGAIN_MS));
    for (const at of run.pace.cancelAt.values()) due = Math.min(due, dueTime(at, now, CANCEL_AGAIN_MS));
  }
  return due === Number.POSITIVE_INFINITY ? null : Math.max(due, now);
}

/** Whether the backend's slots or the run's own limit stop a ready task; for explanations. */
export function freeSlots(world: World, run: Run): { readonly ofRun: number; readonly ofBackend: number } {
  const slots = slotsOf(world, run);
  const ofRun = (run.info.maxConcurrent ?? Number.POSITIVE_INFINITY) - run.active;
  return { ofRun, ofBackend: slots.limit - slots.active };
}
