import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { Capacity, Limit, Standing } from '../capacity.ts';
import { wholeNumber } from '../figures.ts';
import { ask, diskLines, parseDisk } from '../on-host.ts';
import { readTold, TELL, type Told, toldLines, toldText, untold } from '../told.ts';
import { queuesScript, standingScript, usageScript } from './commands.ts';
import { parseUsage, type Usage } from './parse-usage.ts';
import { parseQueueTimes } from './site.ts';

const TIME_LIMIT_MS = 30_000;

function capacityScript(cloneDir: string, withStanding: boolean): string {
  return `${TELL}told user id -un
${usageScript('usage')}${queuesScript('queues')}${withStanding ? standingScript('cluster', 'scheduler') : ''}${toldLines('disk', diskLines(cloneDir))}`;
}

/** What queues and machines have free: all in one command; the limits of users only where asked for. */
export async function siteCapacity(
  host: Host,
  cloneDir: string,
  withStanding: boolean,
): Promise<Result<Capacity>> {
  const answer = await ask(host, {
    script: capacityScript(cloneDir, withStanding),
    purpose: 'ask what the cluster has free',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qhost: 1, qconf: withStanding ? 3 : 1 },
  });
  if (!answer.ok) return answer;
  const told = readTold(answer.value.stdout);
  const usage = parseUsage(toldText(told, 'usage'));
  if (usage !== null) return ok(capacityOf(told, usage, cloneDir, withStanding));
  const [why = 'the answer of qhost was cut off'] = untold(told, { usage: 'Queues and machines are' });
  return failed(problem('command-failed', `${host.label}: ${why}`));
}

export function capacityOf(
  told: ReadonlyMap<string, Told>,
  { whole, queues }: Usage,
  cloneDir: string,
  withStanding: boolean,
): Capacity {
  const times = parseQueueTimes(toldText(told, 'queues').split('\n'));
  return {
    user: toldText(told, 'user').trim(),
    whole,
    partitions: queues.map((queue) => ({ ...queue, maxSeconds: times.get(queue.name) ?? null })),
    load: null,
    disk: parseDisk(toldText(told, 'disk'), cloneDir),
    standing: withStanding ? standingIn(told) : null,
    untold: untold(told, { queues: 'Time limits of queues are' }),
  };
}

/** `max_u_jobs` counts what waits too, `maxujobs` only what runs; 0 is no limit. sge_conf(5), sched_conf(5) */
function standingIn(told: ReadonlyMap<string, Told>): Standing {
  const limit = (name: string, key: string, what: Limit['what']): Limit[] => {
    const lines = toldText(told, name).split('\n');
    const most = wholeNumber(
      lines.flatMap((line) => new RegExp(`^${key}\\s+(\\d+)$`).exec(line)?.[1] ?? [])[0],
    );
    return !most ? [] : [{ of: 'user', what, most, where: '' }];
  };
  return {
    limits: [...limit('cluster', 'max_u_jobs', 'jobs'), ...limit('scheduler', 'maxujobs', 'running-jobs')],
    fairShares: [],
    untold: untold(told, { cluster: 'Limits of users are', scheduler: 'Limits of running jobs are' }),
  };
}
