import type { Measured, ShapeUse } from './resource-use.ts';
import { readMemory, readTimeLimit, writeMemory, writeTimeLimit } from './resources.ts';

/** Something about what a group asks for that is worth a sentence. */
export interface Advice {
  readonly about: 'memory' | 'cpus' | 'time_limit';
  /**
   * `too-much`: far more than any of its tasks used. `too-little`: tasks failed for want of it. `close`: tasks came
   * within 5 % of it.
   */
  readonly kind: 'too-much' | 'too-little' | 'close';
  /** How many tasks failed or came close; for `too-much`, how many ran. */
  readonly tasks: number;
  /** What to write instead: `7G`, `1`, `0:30:00`. */
  readonly instead: string;
}

/** Fewer tell nothing. */
const FEWEST_TELLING = 3;
/** What is suggested is so much more than the most that was used. Memory is sampled, and the next input is larger. */
const MEMORY_ROOM = 1.25;
const CPU_ROOM = 1.1;
const TIME_ROOM = 1.5;
/**
 * How much longer a task can take with the suggested CPUs. What was done side by side is at worst done one after the
 * other behind the rest: elapsed + elapsed × busy / cpus, where cpus is at least busy × CPU_ROOM.
 */
const SLOWER = 1 + 1 / CPU_ROOM;
/** Less than that is not worth a sentence. */
const LEAST_SAVED_BYTES = 1024 ** 3;
const FAR_TOO_MUCH_MEMORY = 0.6;
const FAR_TOO_MUCH_CPUS = 0.5;
const FAR_TOO_MUCH_TIME = 1 / 3;

/**
 * What the group should ask for instead, with enough evidence only. Nothing is suggested that would have ended a task
 * that ran: as soon as the use of one is not known, or one failed for want of it, there is no talk of asking for less.
 */
export function adviseOn(use: ShapeUse): readonly Advice[] {
  const cpus = cpuAdvice(use);
  const advice = [memoryAdvice(use), cpus, timeAdvice(use, cpus !== null)];
  return advice.filter((one) => one !== null);
}

function memoryAdvice(use: ShapeUse): Advice | null {
  const { shape, outOfMemory, nearMemory, ran } = use;
  const asked = readMemory(shape.resources.memory);
  if (asked === null) return null;
  const about = 'memory';
  if (outOfMemory > 0)
    return { about, kind: 'too-little', tasks: outOfMemory, instead: roundMemory(asked * 1.5) };
  if (nearMemory > 0)
    return { about, kind: 'close', tasks: nearMemory, instead: roundMemory(asked * MEMORY_ROOM) };
  const most = knownOfAll(use.memory, use);
  if (most === null) return null;
  const instead = roundMemory(most.max * MEMORY_ROOM);
  const bytes = readMemory(instead) ?? asked;
  const isFar = bytes <= asked * FAR_TOO_MUCH_MEMORY && asked - bytes >= LEAST_SAVED_BYTES;
  return isFar ? { about, kind: 'too-much', tasks: ran, instead } : null;
}

function cpuAdvice(use: ShapeUse): Advice | null {
  const { cpus, timeLimit } = use.shape.resources;
  const busy = knownOfAll(use.busyCpus, use);
  const elapsed = knownOfAll(use.elapsed, use);
  if (busy === null || elapsed === null) return null;
  const instead = Math.max(1, Math.ceil(busy.max * CPU_ROOM));
  const limitSeconds = readTimeLimit(timeLimit);
  const hasTime = limitSeconds === null || (elapsed.max / 1000) * SLOWER <= limitSeconds;
  return hasTime && instead <= cpus * FAR_TOO_MUCH_CPUS
    ? { about: 'cpus', kind: 'too-much', tasks: use.ran, instead: String(instead) }
    : null;
}

/** With fewer CPUs a task may take longer: both pieces of advice must be good together. */
function timeAdvice(use: ShapeUse, withFewerCpus: boolean): Advice | null {
  const { shape, timedOut, nearTimeLimit, ran } = use;
  const asked = readTimeLimit(shape.resources.timeLimit);
  if (asked === null) return null;
  const about = 'time_limit';
  if (timedOut > 0) return { about, kind: 'too-little', tasks: timedOut, instead: roundTime(asked * 1.5) };
  if (nearTimeLimit > 0)
    return { about, kind: 'close', tasks: nearTimeLimit, instead: roundTime(asked * 1.25) };
  const most = knownOfAll(use.elapsed, use);
  if (most === null) return null;
  const room = withFewerCpus ? TIME_ROOM * SLOWER : TIME_ROOM;
  const instead = roundTime((most.max / 1000) * room);
  const seconds = readTimeLimit(instead) ?? asked;
  return seconds <= asked * FAR_TOO_MUCH_TIME ? { about, kind: 'too-much', tasks: ran, instead } : null;
}

/** Enough to talk of asking for less: it is known of every task that ran, and enough of these succeeded. */
function knownOfAll(measured: Measured | null, { ran, telling }: ShapeUse): Measured | null {
  return measured !== null && measured.count === ran && telling >= FEWEST_TELLING ? measured : null;
}

const MEGABYTE = 1024 ** 2;
const GIGABYTE = 1024 ** 3;
const MINUTE = 60;
const HOUR = 3600;

/** Up to the next amount that people write: `256M`, `1536M`, `7G`, `20G`. */
function roundMemory(bytes: number): string {
  const step =
    bytes < 512 * MEGABYTE
      ? 256 * MEGABYTE
      : bytes < 4 * GIGABYTE
        ? 512 * MEGABYTE
        : bytes < 32 * GIGABYTE
          ? GIGABYTE
          : 4 * GIGABYTE;
  return writeMemory(Math.max(1, Math.ceil(bytes / step)) * step);
}

/** The same for times: `0:10:00`, `1:30:00`, `7:00:00`. */
function roundTime(seconds: number): string {
  const step = seconds < HOUR ? 10 * MINUTE : seconds < 6 * HOUR ? 30 * MINUTE : HOUR;
  return writeTimeLimit(Math.max(1, Math.ceil(seconds / step)) * step);
}
