import type { Figures } from '../backend.ts';
import type { Amount, Machine } from '../capacity.ts';
import { plausible } from '../figures.ts';
import { parseBytes, parseWhole } from './fields.ts';

/** One machine in `pbsnodes -a`, which prints its name, then `     name = value`, then an empty line. */
interface Node {
  readonly values: ReadonlyMap<string, string>;
}

/** Nobody can run anything there, or nobody but who has reserved it. Both families join words: `down,offline`. */
const AWAY =
  /down|offline|unknown|stale|initializing|provisioning|sleep|maintenance|unresolvable|resv-exclusive|\breserve/i;
/** What is left there no further job gets: all CPUs are given, one job has the node for itself, or its load is too high. */
const TAKEN = /busy|job-exclusive/i;

function parseNodes(output: string): readonly Node[] {
  const nodes: { values: Map<string, string> }[] = [];
  for (const line of output.split(/\r*\n/)) {
    const attribute = /^ +([A-Za-z_][\w.-]*) = (.*)$/s.exec(line);
    if (attribute !== null) nodes.at(-1)?.values.set(attribute[1] ?? '', attribute[2] ?? '');
    else if (/^\S+$/.test(line)) nodes.push({ values: new Map() });
  }
  return nodes.filter(({ values }) => values.has('state'));
}

/** Processors of the whole cluster (`compat.md` 9.4); null where no node tells of any. */
export function parseCpus(output: string): Figures['cpus'] {
  const sum = { allocated: 0, idle: 0, other: 0, total: 0 };
  for (const { values } of parseNodes(output)) {
    const cpus = cpusOf(values);
    const used = Math.min(cpus, usedOf(values));
    sum.total += cpus;
    sum.allocated += used;
    if (isAway(values) || isTaken(values)) sum.other += cpus - used;
    else sum.idle += cpus - used;
  }
  return sum.total === 0 ? null : sum;
}

function isAway(values: ReadonlyMap<string, string>): boolean {
  return AWAY.test(values.get('state') ?? '') || (values.get('power_state') ?? 'Running') !== 'Running';
}

function isTaken(values: ReadonlyMap<string, string>): boolean {
  return TAKEN.test(values.get('state') ?? '');
}

/** Bytes of the largest node; null where nobody tells. */
export function largestMemory(output: string): number | null {
  const sizes = parseNodes(output).map(({ values }) => {
    const physical = /(?:^|,)physmem=([^,]*)/.exec(values.get('status') ?? '')?.[1];
    return parseBytes(values.get('resources_available.mem') ?? physical) ?? 0;
  });
  return Math.max(0, ...sizes) || null;
}

/** A machine with what queues may ask of it: `Qlist=gpu` of PBS Pro's own resources, `=gpu` of Torque's properties. */
export interface LabelledMachine extends Machine {
  readonly labels: ReadonlySet<string>;
}

/** What each node has, and how much of it is given to jobs. Of Torque's memory only what is in use is known. */
export function parseMachines(output: string): readonly LabelledMachine[] {
  return parseNodes(output).map(({ values }) => {
    const cpus = cpusOf(values);
    const used = usedOf(values);
    const queue = values.get('queue');
    const left = (amount: Amount | null) =>
      amount === null || !isTaken(values) ? amount : { ...amount, free: 0 };
    return {
      partitions: queue === undefined ? [] : [queue],
      labels: labelsOf(values),
      isAway: isAway(values),
      hasJobs: used > 0 || isTaken(values) || (values.get('jobs') ?? '') !== '',
      cpus: left(cpus === 0 ? null : { total: cpus, free: cpus - used }),
      memory: left(memoryOf(values)),
      gpus: left(gpusOf(values)),
    };
  });
}

function labelsOf(values: ReadonlyMap<string, string>): ReadonlySet<string> {
  const labels = [...values].flatMap(([name, value]) => {
    const resource = name === 'properties' ? '' : /^resources_available\.(.+)/.exec(name)?.[1];
    return resource === undefined ? [] : value.split(',').map((one) => `${resource}=${one.trim()}`);
  });
  return new Set(labels);
}

function memoryOf(values: ReadonlyMap<string, string>): Amount | null {
  const total = parseBytes(values.get('resources_available.mem'));
  if (total !== null) return { total, free: total - (parseBytes(values.get('resources_assigned.mem')) ?? 0) };
  const status = values.get('status') ?? '';
  const said = (name: string) => parseBytes(new RegExp(`(?:^|,)${name}=([^,]*)`).exec(status)?.[1]);
  const physical = said('physmem');
  const available = said('availmem');
  if (physical === null || available === null) return null;
  // What is available counts swap space, too, all of which is taken to be free.
  const swap = Math.max(0, (said('totmem') ?? physical) - physical);
  return { total: physical, free: Math.min(physical, Math.max(0, available - swap)) };
}

/** Torque tells of each one whether a job has it; of those that it only counts nobody knows. */
function gpusOf(values: ReadonlyMap<string, string>): Amount | null {
  const states = [...(values.get('gpu_status') ?? '').matchAll(/gpu_state=(\w+)/g)].map(([, state]) => state);
  if (states.length > 0 && states.length === parseWhole(values.get('gpus')))
    return { total: states.length, free: states.filter((state) => state === 'Unallocated').length };
  const total = parseWhole(values.get('resources_available.ngpus')) ?? 0;
  const used = parseWhole(values.get('resources_assigned.ngpus')) ?? 0;
  return total <= 0 ? null : { total, free: total - used };
}

function cpusOf(values: ReadonlyMap<string, string>): number {
  const said = values.get('np') ?? values.get('resources_available.ncpus') ?? values.get('pcpus');
  return Math.max(0, parseWhole(said) ?? 0);
}

/** OpenPBS counts them; Torque lists them as `0/7.server, 1-3/8.server`. */
function usedOf(values: ReadonlyMap<string, string>): number {
  const assigned = parseWhole(values.get('resources_assigned.ncpus'));
  if (assigned !== null) return Math.max(0, assigned);
  if (!values.has('np')) return /job-(busy|exclusive)/.test(values.get('state') ?? '') ? cpusOf(values) : 0;
  const places = (values.get('jobs') ?? '').matchAll(/(?:^|,)\s*(\d+)(?:-(\d+))?(?=[,/])/g);
  const used = [...places].reduce(
    (count, [, first, last]) => count + Number(last ?? first) - Number(first) + 1,
    0,
  );
  return Math.max(0, plausible(used) ?? 0);
}
