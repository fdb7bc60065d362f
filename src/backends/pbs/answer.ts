import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Command } from '../../transport/command.ts';
import type { Host } from '../../transport/host.ts';
import { withoutServer } from './array-ids.ts';

/** What qstat answered. Its exit code speaks of the last id that was bad; the others are answered all the same. */
export interface QstatAnswer {
  /** What was printed in front of the mark. */
  readonly text: string;
  /** Ids, without their servers, that the server does not know. */
  readonly unknown: ReadonlySet<string>;
  /** A complaint about jobs that the server has, but not in what it was asked for. */
  readonly elsewhere: Problem | null;
}

const UNKNOWN_JOB = /^qstat: Unknown Job Id (?:Error )?(\S+)$/;
/** Said without `-x` of a job that is in the history, and with it where no history is kept. */
const OTHER_MODE = /Job has finished, use -x or -H|PBS is not configured to maintain job history/;

/** Anything else may stand on standard error too, such as what a shell says of its locale. */
const COMPLAINT = /^q[a-z]+:|connect|denied|timed? ?out|refused|server/i;
/** Believed even where a wrapper has lost the exit code, or says it on standard output above the first job. A warning is none. */
const FAILURE =
  /^(?!.*\bwarning\b)(?:qstat|qselect|pbs_iff): |cannot connect|Connection refused|^No Permission/i;

/**
 * Asks qstat. A problem where it could not ask its server, where its answer is not whole, or where it says anything that is
 * not about single jobs: an empty answer must not be taken for an empty queue.
 */
export async function askQstat(host: Host, command: Command, mark: string): Promise<Result<QstatAnswer>> {
  const outcome = await host.run({ calls: { qstat: 1 }, ...command });
  if (outcome.problem !== null) return failed(outcome.problem);
  const unreadable = failed(
    problem('unreadable', `${host.label}: the answer of qstat was cut off before its end`),
  );
  if (outcome.outputCut) return unreadable;
  const at = outcome.stdout.lastIndexOf(mark);
  const code = at < 0 ? null : /^end (\d+)\n?$/.exec(outcome.stdout.slice(at + mark.length));
  if (code === null) return unreadable;
  const text = outcome.stdout.slice(0, at);
  const above = (text.split(/^Job Id: /m, 1)[0] ?? '').split('\n').filter((line) => FAILURE.test(line));
  const said = [...outcome.stderr.split('\n').filter((line) => line.trim() !== ''), ...above];
  const unknown = said.flatMap((line) => UNKNOWN_JOB.exec(line.trim())?.[1] ?? []);
  const elsewhere = said.filter((line) => OTHER_MODE.test(line));
  const others = said.filter((line) => !UNKNOWN_JOB.test(line.trim()) && !OTHER_MODE.test(line));
  const isAboutJobs = unknown.length + elsewhere.length > 0 && !others.some((line) => COMPLAINT.test(line));
  if ((code[1] !== '0' && !isAboutJobs) || others.some((line) => FAILURE.test(line))) {
    const words = others.join('\n').slice(0, 2000) || `exit code ${code[1]}, and it said nothing`;
    return failed(problem('command-failed', `${host.label}: qstat failed: ${words}`));
  }
  return ok({
    text,
    unknown: new Set(unknown.map(withoutServer)),
    elsewhere:
      elsewhere.length === 0 ? null : problem('unreadable', `${host.label}: ${elsewhere[0]?.trim()}`),
  });
}
