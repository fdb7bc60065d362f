import type { RunStatus } from './run.ts';
import type { Run } from './world.ts';

/** All tasks have ended: nothing more happens in this run. */
export function allEnded(run: Run): boolean {
  const { completed, failed, dep_failed } = run.counts;
  return completed + failed + dep_failed === run.states.length;
}

/** `compat.md` 10.3, with `cancelled` for a run that was cancelled before it could complete. */
export function runStatus(run: Run): RunStatus {
  const { counts } = run;
  if (allEnded(run)) {
    if (run.cancel !== null && run.cancelled > 0) return 'cancelled';
    return counts.completed === run.states.length ? 'completed' : 'failed';
  }
  if (counts.submitted + counts.running + counts.settling > 0) return 'running';
  return 'pending';
}
