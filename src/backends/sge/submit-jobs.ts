import type { Token } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import type { Host } from '../../transport/host.ts';
import { quote } from '../../transport/quote.ts';
import { ARRAY_FUNCTIONS } from '../array.ts';
import type { JobRequest, SubmissionRequest } from '../backend.ts';
import { type Handover, ledgerEntry } from '../entries.ts';
import { type Submitter, submitThroughLedger } from '../submit.ts';
import { LOOK_UP, SUBMIT } from './commands.ts';
import { elementIds, parseSubmittedId } from './job-ids.ts';
import { type FindEnvironment, isParallel, withoutEnvironment } from './parallel.ts';
import { submitFailure } from './refusal.ts';
import { prefixOf, type ScriptSettings, sgeArray, sgeScript } from './script.ts';

/** What is needed to hand jobs over. */
interface Submitting {
  readonly host: Host;
  readonly forScripts: ScriptSettings;
  readonly findEnvironment: FindEnvironment;
}

/** Hands submissions over; jobs with several slots only where a parallel environment is known. */
export async function submitJobs(
  { host, forScripts, findEnvironment }: Submitting,
  submissions: readonly SubmissionRequest[],
  answer: (token: Token, answer: SubmitAnswer) => void,
): Promise<void> {
  const environment = await findEnvironment(submissions.flatMap(({ jobs }) => jobs));
  const possible = submissions.filter(({ jobs }) => environment.ok || !jobs.some(isParallel));
  if (!environment.ok) {
    for (const { token } of submissions.filter((one) => !possible.includes(one)))
      answer(token, withoutEnvironment(environment.problem));
  }
  const name = environment.ok ? environment.value : null;
  await submitThroughLedger(host, sgeSubmitter(forScripts, name), possible, answer);
}

/** That of an array begins as usual: no line of an author stands in it. */
const NO_SCRIPT = { text: '' };

function sgeSubmitter(settings: ScriptSettings, environment: string | null): Submitter {
  const handover: Handover = {
    script: (job) => sgeScript(job, settings),
    array: (jobs, scripts) => sgeArray(jobs, scripts, settings),
    words: ({ jobs: [job, ...others], scripts: [script] = [] }) => {
      if (job === undefined) return SUBMIT;
      const { text } = others.length > 0 ? NO_SCRIPT : (script ?? sgeScript(job, settings));
      return `${SUBMIT}${commandOptions(job, text, environment)}`;
    },
    isPattern: (folder) => folder.includes('$'),
  };
  return {
    entry: (submission) => ledgerEntry(submission, settings.root, handover),
    functions: LOOK_UP + ARRAY_FUNCTIONS,
    programs: { handOver: 'qsub', lookUp: 'qstat' },
    jobsOf: (said, size) => {
      const id = parseSubmittedId(said);
      return id === null ? null : elementIds(id, size);
    },
    failure: submitFailure,
  };
}

/** What stands in no directive: how these begin, where not as usual, and a parallel environment that was found out. */
export function commandOptions(job: JobRequest, script: string, environment: string | null): string {
  const prefix = prefixOf(script);
  const begins = prefix === '#$' ? '' : ` -C ${quote(prefix)}`;
  return isParallel(job) && environment !== null
    ? `${begins} -pe ${quote(environment)} ${job.task.resources.cpus}`
    : begins;
}
