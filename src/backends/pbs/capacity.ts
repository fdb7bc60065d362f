import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { type Capacity, type Machine, NO_ROOM, type Partition, roomOf } from '../capacity.ts';
import { ask, diskLines, parseDisk } from '../on-host.ts';
import { readTold, TELL, toldLines, toldText, untold } from '../told.ts';
import { parseBlocks, valuesOf } from './attributes.ts';
import { NODES_SCRIPT, QUEUES_SCRIPT, SERVER_SCRIPT } from './commands.ts';
import { parseQueues, type Queue } from './parse-limits.ts';
import { type LabelledMachine, parseMachines } from './parse-nodes.ts';
import { limitsIn } from './user-limits.ts';

const TIME_LIMIT_MS = 30_000;

function capacityScript(cloneDir: string): string {
  return `${TELL}told user id -un
told server ${SERVER_SCRIPT}told queues ${QUEUES_SCRIPT}told nodes ${NODES_SCRIPT}${toldLines('disk', diskLines(cloneDir))}`;
}

/** What queues and nodes have free, and how much of it one user may have: all in one command. */
export async function siteCapacity(host: Host, cloneDir: string): Promise<Result<Capacity>> {
  const answer = await ask(host, {
    script: capacityScript(cloneDir),
    purpose: 'ask what the cluster has free',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qstat: 2, pbsnodes: 1 },
  });
  if (!answer.ok) return answer;
  const capacity = readCapacity(answer.value.stdout, cloneDir);
  if (capacity.partitions.length > 0 || capacity.whole.nodes !== null) return ok(capacity);
  const why = capacity.untold.join('; ') || 'there are neither queues nor nodes';
  return failed(problem('command-failed', `${host.label}: ${why}`));
}

/** Reads the answer of `capacityScript`. */
export function readCapacity(output: string, cloneDir: string): Capacity {
  const told = readTold(output);
  const user = toldText(told, 'user').trim();
  const queues = parseQueues(toldText(told, 'queues')) ?? [];
  const machines = parseMachines(toldText(told, 'nodes'));
  const [server] = parseBlocks(toldText(told, 'server'), 'Server');
  const values = valuesOf(server?.attributes ?? []);
  return {
    user,
    whole: roomOf(machines),
    partitions: queues.map((queue) => partitionOf(queue, values.get('default_queue'), machines)),
    load: null,
    disk: parseDisk(toldText(told, 'disk'), cloneDir),
    standing: {
      limits: [
        ...limitsIn(values, user, ''),
        ...queues.flatMap(({ name, values }) => limitsIn(values, user, `queue ${name}`)),
      ],
      fairShares: [],
      untold: untold(told, { server: 'Limits of the server are' }),
    },
    untold: untold(told, { queues: 'Queues are', nodes: 'Nodes are' }),
  };
}

function partitionOf(
  queue: Queue,
  defaultQueue: string | undefined,
  machines: readonly LabelledMachine[],
): Partition {
  const { name, isEnabled, isStarted, isRoute, seconds } = queue;
  return {
    ...(isRoute ? NO_ROOM : roomOf(machinesOf(queue, machines))),
    name,
    isDefault: name === defaultQueue,
    takesJobs: isEnabled,
    startsJobs: isStarted,
    maxSeconds: seconds,
  };
}

/**
 * A queue with nodes of its own uses no others, and one without uses those that are nobody's own; of them those that have
 * what it asks of its nodes.
 */
function machinesOf(queue: Queue, machines: readonly LabelledMachine[]): readonly Machine[] {
  const own = machines.filter(({ partitions }) => partitions.includes(queue.name));
  const all = own.length > 0 ? own : machines.filter(({ partitions }) => partitions.length === 0);
  return labelsOf(queue).reduce((some, label) => {
    const fit = some.filter(({ labels }) => labels.has(label));
    return fit.length > 0 ? fit : some;
  }, all);
}

/** Names, as the nodes have them: amounts say nothing of where a job may run. */
function labelsOf({ values }: Queue): readonly string[] {
  const needed = (values.get('resources_default.neednodes') ?? '').split(':');
  const chunk = [...values].map(([name, value]) => [/^default_chunk\.(.+)/.exec(name)?.[1], value] as const);
  return [...chunk, ...needed.map((property) => ['', property] as const)].flatMap(([resource, value]) =>
    resource === undefined || !/^[A-Za-z]/.test(value) || value.includes('=') ? [] : [`${resource}=${value}`],
  );
}
