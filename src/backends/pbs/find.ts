import { problem } from '../../engine/problem.ts';
import { failed, ok } from '../../engine/result.ts';
import type { Command } from '../../transport/command.ts';
import type { Finder, FoundJobs } from '../find.ts';
import { askQstat } from './answer.ts';
import { elementIds } from './array-ids.ts';
import { historyScript, keepsHistory, queueScript } from './commands.ts';
import type { Witnesses } from './inquire.ts';
import { parseTokens } from './parse-queue.ts';
import { splitUser } from './queue.ts';
import { parseSubmittedId } from './refusal.ts';

const TIME_LIMIT_MS = 120_000;

/** PBS knows jobs by a variable: in the queue, and where it keeps one, in its history. */
export function pbsFinder(witnesses: Witnesses): Finder {
  return {
    idOf: parseSubmittedId,
    elementIds,
    others: [() => inQueue(witnesses), () => inHistory(witnesses)],
  };
}

function inQueue(witnesses: Witnesses): Promise<FoundJobs> {
  const script = queueScript(witnesses.mark);
  return found(witnesses, { script, purpose: 'look for submissions in the queue', calls: { qstat: 1 } });
}

async function inHistory(witnesses: Witnesses): Promise<FoundJobs> {
  const dialect = await witnesses.dialects.find();
  if (!dialect.ok) return dialect;
  if (!keepsHistory(dialect.value)) return ok(new Map());
  const script = historyScript(witnesses.mark);
  const calls = { qselect: 1, qstat: 1 };
  return found(witnesses, { script, purpose: 'look for submissions in the history', calls });
}

async function found(
  { host, mark, dialects }: Witnesses,
  command: Omit<Command, 'timeLimitMs'>,
): Promise<FoundJobs> {
  const answer = await askQstat(host, { ...command, timeLimitMs: TIME_LIMIT_MS }, mark);
  if (!answer.ok) return answer;
  if (answer.value.elsewhere !== null) {
    dialects.forget();
    return failed(answer.value.elsewhere);
  }
  const { us, text } = splitUser(answer.value.text);
  const jobs = parseTokens(text, us);
  if (jobs !== null) return ok(jobs);
  return failed(problem('unreadable', `${host.label}: the answer of qstat is not as a PBS server prints it`));
}
