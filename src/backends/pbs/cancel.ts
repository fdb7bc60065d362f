import type { JobId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { inParts } from '../parts.ts';
import { isJobId } from './array-ids.ts';
import { cancelScript } from './commands.ts';

const TIME_LIMIT_MS = 120_000;
const JOBS_PER_CALL = 500;

/** What qdel says of jobs that have ended or are being deleted, which is what was wanted. OpenPBS, then Torque. */
const ENDED =
  /^qdel: (?:Unknown Job Id|Job has finished|nonexistent job id:|Request invalid for state of job\b.*\b(?:COMPLETE|EXITING)\b|Invalid request .*job cancel in progress)/;

/** Asks for the end of all of these, in one call for many. */
export async function cancelJobs(host: Host, jobs: readonly JobId[]): Promise<Result<void>> {
  for (const some of inParts(jobs.filter(isJobId), JOBS_PER_CALL)) {
    const outcome = await host.run({
      script: cancelScript(some),
      purpose: 'cancel jobs',
      timeLimitMs: TIME_LIMIT_MS,
      calls: { qdel: 1 },
    });
    if (outcome.problem !== null) return failed(outcome.problem);
    const said = outcome.stderr.split('\n').filter((line) => line.trim() !== '');
    const isWanted = outcome.exitCode === 0 || (said.length > 0 && said.every((line) => ENDED.test(line)));
    if (!isWanted) {
      const words = said
        .filter((line) => !ENDED.test(line))
        .join('\n')
        .slice(0, 2000);
      const message = `${host.label}: qdel failed: ${words || `exit code ${outcome.exitCode}, and it said nothing`}`;
      return failed(problem('command-failed', message));
    }
  }
  return ok(undefined);
}
