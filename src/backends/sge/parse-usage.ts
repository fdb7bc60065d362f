import { type Amount, type Machine, type Partition, type Room, roomOf } from '../capacity.ts';
import { leadingCount } from '../figures.ts';
import { parseMemory } from './site.ts';
import { elementsOf, readXml, type XmlElement } from './xml.ts';

/** What `qhost -q -xml` tells of machines and queues. */
export interface Usage {
  readonly whole: Room;
  readonly queues: readonly Omit<Partition, 'maxSeconds'>[];
}

/** A queue on a machine: its slots there, and whether it starts anything. */
interface Place {
  readonly queue: string;
  readonly machine: Machine;
  readonly isOff: boolean;
}

/**
 * Letters of a queue that starts nothing: not reached (`u`), disabled (`d`, `D`), in error (`E`, `c`), suspended (`s`, `S`, `C`),
 * orphaned (`o`). `a` and `A` only say that the machine is busy. qstat(1)
 */
const OFF = /[udDEcsSCo]/;

/** Null where it is not whole. A machine in several queues counts in each with all its memory, and once in the whole. */
export function parseUsage(output: string): Usage | null {
  const document = readXml(output);
  if (document === null) return null;
  const hosts = elementsOf(document, 'host').filter(({ attributes }) => attributes.name !== 'global');
  const places = hosts.flatMap(placesOf);
  const names = [...new Set(places.map(({ queue }) => queue))];
  return {
    whole: roomOf(hosts.map(hostMachine)),
    queues: names.map((name) => {
      const ours = places.filter(({ queue }) => queue === name);
      return {
        name,
        ...roomOf(ours.map(({ machine }) => machine)),
        isDefault: false,
        takesJobs: true,
        startsJobs: ours.some(({ isOff }) => !isOff),
      };
    }),
  };
}

function placesOf(host: XmlElement): readonly Place[] {
  const { memory } = hostFacts(host);
  return elementsOf(host, 'queue').map((queue) => {
    const value = valuesIn(queue, 'queuevalue');
    const total = leadingCount(value('slots'));
    const used = leadingCount(value('slots_used'));
    const isOff = OFF.test(value('state_string'));
    const machine = {
      partitions: [],
      isAway: isOff,
      hasJobs: used > 0,
      cpus: { total, free: total - used - leadingCount(value('slots_resv')) },
      memory,
      gpus: null,
    };
    return { queue: queue.attributes.name ?? '', machine, isOff };
  });
}

/**
 * A machine has as many slots as the largest of its queues, which usually share its processors; those of all are in use.
 */
function hostMachine(host: XmlElement): Machine {
  const { memory, isDown } = hostFacts(host);
  const places = placesOf(host);
  const total = Math.max(0, ...places.map(({ machine }) => machine.cpus?.total ?? 0));
  const used = elementsOf(host, 'queue').reduce(
    (sum, queue) => sum + leadingCount(valuesIn(queue, 'queuevalue')('slots_used')),
    0,
  );
  return {
    partitions: [],
    isAway: isDown || (places.length > 0 && places.every(({ isOff }) => isOff)),
    hasJobs: used > 0,
    cpus: { total, free: total - used },
    memory,
    gpus: null,
  };
}

/** A machine that does not answer has a dash for its load and for what it uses. */
function hostFacts(host: XmlElement): { readonly memory: Amount | null; readonly isDown: boolean } {
  const value = valuesIn(host, 'hostvalue');
  const total = parseMemory(value('mem_total'));
  const used = parseMemory(value('mem_used'));
  return {
    memory: total === null ? null : { total, free: used === null ? 0 : total - used },
    isDown: !/\d/.test(value('load_avg')),
  };
}

function valuesIn(element: XmlElement, tag: string): (name: string) => string {
  const values = element.children.filter((child) => child.name === tag);
  return (name) => values.find(({ attributes }) => attributes.name === name)?.text.trim() ?? '';
}
