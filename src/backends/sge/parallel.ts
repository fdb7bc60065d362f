import type { SubmitAnswer } from '../../engine/observation.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { JobRequest } from '../backend.ts';
import { ask } from '../on-host.ts';
import { ENVIRONMENTS_SCRIPT } from './commands.ts';
import { chooseEnvironment } from './site.ts';

const TIME_LIMIT_MS = 60_000;

/** The parallel environment for jobs with several CPUs; null where none of these has. */
export type FindEnvironment = (jobs: readonly JobRequest[]) => Promise<Result<string | null>>;

/** Grid Engine gives a job several slots only in a parallel environment. The site is asked for one when the first job needs it. */
export function environmentFinder(host: Host, configured: string | null): FindEnvironment {
  let known = configured;
  return async (jobs) => {
    if (!jobs.some(isParallel)) return ok(null);
    if (known !== null) return ok(known);
    const answer = await ask(host, {
      script: ENVIRONMENTS_SCRIPT,
      purpose: 'ask for the parallel environments of the site',
      timeLimitMs: TIME_LIMIT_MS,
      calls: (stdout) => ({ qconf: stdout.split('\n').length }),
    });
    if (!answer.ok) return answer;
    known = chooseEnvironment(answer.value.stdout);
    return known === null ? failed(NONE) : ok(known);
  };
}

const NONE = problem(
  'refused',
  'The task asks for several CPUs, and no parallel environment of the site keeps all slots of a job on one machine',
  { hint: 'Set `pe` of the backend to a parallel environment that `qconf -spl` lists.' },
);

export function isParallel({ task }: JobRequest): boolean {
  return task.resources.cpus > 1;
}

/** What it means for a submission that there is no environment. */
export function withoutEnvironment(reason: Problem): SubmitAnswer {
  return { is: reason.code === 'refused' ? 'refused' : 'deferred', problem: reason };
}
