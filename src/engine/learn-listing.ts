import type { Happening } from './event.ts';
import type { QueuedJob } from './evidence.ts';
import { submissionToken } from './ids.ts';
import type { Observation } from './observation.ts';
import { MOST_SILENCE_MS } from './patience.ts';
import { placedOf } from './state.ts';
import { type Run, stateOf } from './world.ts';

/** What the queue's picture means for a run. */
export function learnListing(
  run: Run,
  { askedAt, listing }: Extract<Observation, { is: 'listing' }>,
  now: number,
): Happening[] {
  if (run.places.size === 0) return [];
  // Of what came after the question was sent the answer tells nothing. After now is nothing: a clock was set back.
  const isNewer = (at: number): boolean => at >= askedAt && at <= now;
  const learned: Happening[] = [];
  const seen = new Set<number>();
  for (const sighting of listing.jobs) {
    const task = run.jobs.get(sighting.job);
    if (task === undefined || seen.has(task) || !isOf(run, task, sighting)) continue;
    seen.add(task);
    const state = stateOf(run, task);
    const changedAt = state.is === 'settling' ? state.since : run.pace.startHeardAt.get(task);
    if (changedAt !== undefined && isNewer(changedAt)) continue;
    const happening = learnSighting(run, task, sighting, now);
    if (happening !== null) learned.push(happening);
  }
  for (const task of run.places.values()) {
    const state = stateOf(run, task);
    const missed =
      (state.is === 'queued' || state.is === 'running') && !isNewer(state.submittedAt) && !seen.has(task);
    if (missed) learned.push({ kind: 'task-settling', task });
    if (state.is !== 'settling') continue;
    if (seen.has(task)) run.pace.absences.delete(task);
    else noteAbsence(run, task, state.since, askedAt);
  }
  return learned;
}

/** Whether it is the task's own job: a scheduler may give an id anew. Not every listing tells tokens, or the whole of them. */
function isOf(run: Run, task: number, { token }: QueuedJob): boolean {
  const placed = placedOf(stateOf(run, task));
  if (token === null || placed === null) return true;
  return submissionToken(run.info.id, placed.submission).startsWith(token);
}

function noteAbsence({ pace: { absences } }: Run, task: number, since: number, askedAt: number): void {
  const before = absences.get(task) ?? { times: 0, lastAt: since, silentMs: 0 };
  const passedMs = Math.max(0, Math.min(askedAt - before.lastAt, MOST_SILENCE_MS));
  const silentMs = before.silentMs + passedMs;
  absences.set(task, { times: before.times + 1, lastAt: askedAt, silentMs });
}

function learnSighting(run: Run, task: number, sighting: QueuedJob, now: number): Happening | null {
  const state = stateOf(run, task);
  switch (sighting.state) {
    case 'pending':
      if (state.is === 'queued' && state.reason === sighting.reason) return null;
      return { kind: 'task-queued', task, reason: sighting.reason };
    case 'suspended':
    case 'running':
    case 'completing':
      if (sighting.state === 'suspended' && state.is !== 'settling') return null;
      if (state.is === 'running' && (state.node === sighting.nodes || sighting.nodes === '')) return null;
      return { kind: 'task-started', task, startedAt: sighting.startedAt ?? now, node: sighting.nodes };
    case 'ended':
      return state.is === 'settling' ? null : { kind: 'task-settling', task };
    default:
      return null;
  }
}
