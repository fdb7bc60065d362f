import type { JobRequest, JobScript } from '../backend.ts';
import { logName } from '../job-files.ts';
import { ComposedScript, composeScript } from '../job-script.ts';
import { openLogs } from '../own-logs.ts';
import { oneLine, withoutNul } from '../shell-text.ts';
import type { JobVariables } from '../witness.ts';

/** In which a job finds its id. */
export const JOB_VARIABLE = 'SCRIPTHUT_JOB_ID';

const VARIABLES: JobVariables = { number: JOB_VARIABLE, id: `$${JOB_VARIABLE}`, index: null };

/** The script of one job (`compat.md` 8.4): it opens its logs itself. */
export function localScript(job: JobRequest, root: string): JobScript {
  const log = `${job.run.logDir}/${logName(job.run.id, job.task.id, job.token, job.attempt)}`;
  const outputPath = withoutNul(job.task.outputFile ?? `${log}.out`);
  const errorPath = withoutNul(job.task.errorFile ?? `${log}.err`);
  const header = [`# ScriptHut task: ${oneLine(job.task.name)}`];
  const preparation = openLogs(outputPath, errorPath);
  const { parts, warnings } = composeScript(job, header, { root, variables: VARIABLES, preparation });
  return new ComposedScript({ parts, warnings, outputPath, errorPath });
}
