import { ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { quote } from '../../transport/quote.ts';
import type { JobRequest, Rehearsal } from '../backend.ts';
import { ask } from '../on-host.ts';
import { UTC } from './commands.ts';
import { parseTime, RECORD, UNIT } from './fields.ts';
import { slurmScript } from './script.ts';

const BASE_LIMIT_MS = 30_000;
const LIMIT_PER_JOB_MS = 5_000;

/** Slurm's own verdict on jobs, and when they would start: sbatch(1), `--test-only`. */
export async function rehearse(
  host: Host,
  root: string,
  jobs: readonly JobRequest[],
): Promise<Result<readonly (Rehearsal | null)[]>> {
  if (jobs.length === 0) return ok([]);
  const answer = await ask(host, {
    script: rehearsalScript(jobs.map((job) => slurmScript(job, root).text)),
    purpose: 'ask what would become of jobs',
    timeLimitMs: BASE_LIMIT_MS + jobs.length * LIMIT_PER_JOB_MS,
    calls: { sbatch: jobs.length },
  });
  if (!answer.ok) return answer;
  const said = parseRehearsals(answer.value.stdout);
  return ok(jobs.map((_, index) => said[index] ?? null));
}

/** Answers with the exit code and what was said, each behind a record separator. */
export function rehearsalScript(scripts: readonly string[]): string {
  const calls = scripts.map((script) => `rehearse ${quote(script)}\n`);
  return `rehearse() {
  said=$(printf '%s' "$1" | ${UTC} sbatch --test-only 2>&1)
  printf '\\036%s\\037%s' $? "$said"
}
${calls.join('')}`;
}

const STARTS = /\bto start at (\S+)/;

/** A failure that does not speak of the job tells nothing about it. */
const NO_VERDICT =
  /Unable to contact|timed out|not found|Connection refused|Communication connection failure/i;

export function parseRehearsals(output: string): readonly (Rehearsal | null)[] {
  return output
    .split(RECORD)
    .slice(1)
    .map((part) => {
      const [code = '', said = ''] = part.split(UNIT);
      const words = said.trim().replace(/^sbatch: (error: )?/gm, '');
      if (code !== '0' && (words === '' || NO_VERDICT.test(words))) return null;
      return { isTaken: code === '0', startsAt: parseTime(STARTS.exec(words)?.[1] ?? ''), said: words };
    });
}
