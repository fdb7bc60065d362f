import { ok, type Result } from '../engine/result.ts';
import type { Host } from '../transport/host.ts';
import { quote } from '../transport/quote.ts';
import type { Rehearsal } from './backend.ts';
import { ask } from './on-host.ts';
import { RECORD, UNIT } from './separators.ts';

const BASE_LIMIT_MS = 30_000;
const LIMIT_PER_JOB_MS = 5_000;

export interface AskedScript {
  readonly text: string;
  /** Shell words that take it on standard input. */
  readonly command: string;
}

/** How a family asks what would become of a job. */
export interface Rehearser {
  /** The scheduler's program that is called for each job. */
  readonly program: string;
  /** What the answer means: the exit code and all that was said. Null where it tells nothing about the job. */
  readonly meaning: (exitCode: number, said: string) => Rehearsal | null;
}

/** Asks the scheduler about each of these scripts, in one command; null for those of which nothing was said. */
export async function rehearse(
  host: Host,
  scripts: readonly AskedScript[],
  rehearser: Rehearser,
): Promise<Result<readonly (Rehearsal | null)[]>> {
  if (scripts.length === 0) return ok([]);
  const answer = await ask(host, {
    script: rehearsalScript(scripts),
    purpose: 'ask what would become of jobs',
    timeLimitMs: BASE_LIMIT_MS + scripts.length * LIMIT_PER_JOB_MS,
    calls: { [rehearser.program]: scripts.length },
  });
  if (!answer.ok) return answer;
  const said = parseRehearsals(answer.value.stdout, rehearser);
  return ok(scripts.map((_, index) => said[index] ?? null));
}

/** Answers with the exit code and what was said, each behind a record separator. */
function rehearsalScript(scripts: readonly AskedScript[]): string {
  const calls = scripts.map(({ text, command }) => `rehearse ${quote(text)} ${command}\n`);
  return `rehearse() { # script, command...
  script=$1
  shift
  said=$(printf '%s' "$script" | "$@" 2>&1)
  printf '\\036%s\\037%s' $? "$said"
}
${calls.join('')}`;
}

function parseRehearsals(output: string, { meaning }: Rehearser): readonly (Rehearsal | null)[] {
  return output
    .split(RECORD)
    .slice(1)
    .map((part) => {
      const [code = '', said = ''] = part.split(UNIT);
      return meaning(Number(code), said.trim());
    });
}
