import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { PartitionLimits, SiteLimits } from '../../engine/submission.ts';
import type { Host } from '../../transport/host.ts';
import type { Figures } from '../backend.ts';
import { ask, diskLines, parseDisk } from '../on-host.ts';
import { RECORD } from '../separators.ts';
import { NODES_SCRIPT, QUEUES_SCRIPT } from './commands.ts';
import type { DialectFinder } from './dialect.ts';
import { parseQueues } from './parse-limits.ts';
import { largestMemory, parseCpus } from './parse-nodes.ts';

const TIME_LIMIT_MS = 120_000;
/** Of a server that does not tell: as OpenPBS has it by default. */
const LARGEST_ARRAY = 10_000;

/** What the server's queues and nodes take (`qstat -Q -f`, `pbsnodes -a`), and its arrays. */
export async function siteLimits(host: Host, dialects: DialectFinder): Promise<Result<SiteLimits>> {
  dialects.forget();
  const dialect = await dialects.find();
  if (!dialect.ok) return dialect;
  const answer = await ask(host, {
    script: `queues=$(${QUEUES_SCRIPT.trim()}) || exit\nprintf '%s\\n\\036' "$queues"\n${NODES_SCRIPT}`,
    purpose: 'ask for the limits of the site',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qstat: 1, pbsnodes: 1 },
  });
  if (!answer.ok) return answer;
  const [said = '', nodes = ''] = answer.value.stdout.split(RECORD);
  const queues = parseQueues(said);
  if (queues === null) {
    return failed(problem('unreadable', `${host.label}: the limits of the site were not told as expected`));
  }
  const most = largestMemory(nodes);
  const partitions: Record<string, PartitionLimits> = {};
  for (const { name, memoryBytes, seconds } of queues)
    partitions[name] = { memoryBytes: memoryBytes ?? most, seconds };
  return ok({ largestArray: dialect.value.largestArray ?? LARGEST_ARRAY, partitions });
}

/** Processors and disk (`compat.md` 9.4, 9.5). */
export async function siteFigures(host: Host, cloneDir: string): Promise<Result<Figures>> {
  const answer = await ask(host, {
    script: `nodes=$(${NODES_SCRIPT.trim()}) || exit\nprintf '%s\\036' "$nodes"\n${diskLines(cloneDir)}`,
    purpose: 'ask for cluster figures',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { pbsnodes: 1 },
  });
  if (!answer.ok) return answer;
  const [nodes = '', disk = ''] = answer.value.stdout.split(RECORD);
  return ok({ cpus: parseCpus(nodes), disk: parseDisk(disk, cloneDir) });
}
