import { type JobId, jobId } from '../../engine/ids.ts';
import { RECORD } from '../separators.ts';
import { parseTime } from './fields.ts';
import { parseExit, type Statement, verdictOf } from './statement.ts';
import { meaningOf } from './states.ts';

/** Reads the answer of `controllerScript` (`commands.ts`). Null for one that is not whole. */
export function parseController(output: string): readonly Statement[] | null {
  const parts = output.split(RECORD).slice(1);
  if (parts.pop() !== 'end') return null;
  return parts.flatMap((part) => {
    const end = part.indexOf('\n');
    const said = parseJob(jobId(part.slice(0, end)), part.slice(end + 1));
    return said === null ? [] : [said];
  });
}

/**
 * One job as `scontrol show job` prints it, on one line or on several. Names are passed over, as they can look like any
 * field: `UserId` follows them. Null for anything else.
 */
function parseJob(job: JobId, text: string): Statement | null {
  const afterNames = text.search(/\sUserId=[^=]*\(\d+\) GroupId=/);
  if (afterNames < 0) return null;
  const fields = text.slice(afterNames);
  const state = field(fields, 'JobState');
  if (state === '') return null;
  const { queue, ended } = meaningOf(state);
  if (ended === null) return { job, queue, ending: null };
  const node = field(fields, 'NodeList');
  const hasRun = node !== '';
  const ending = {
    job,
    source: 'queue' as const,
    ...verdictOf(state, parseExit(field(fields, 'ExitCode'))),
    startedAt: hasRun ? parseTime(field(fields, 'StartTime')) : null,
    finishedAt: parseTime(field(fields, 'EndTime')),
    node: hasRun ? node : null,
    usage: { cpuEfficiency: null, maxRssBytes: null },
  };
  return { job, queue, ending };
}

/** The first field of this name; empty where there is none, or nothing in it. */
function field(fields: string, name: string): string {
  const value = new RegExp(`\\s${name}=(\\S*)`).exec(fields)?.[1] ?? '';
  return value === '(null)' ? '' : value;
}
