import type { Backend } from '../backends/backend.ts';
import type { Capacity, Standing } from '../backends/capacity.ts';
import type { BackendName } from '../engine/ids.ts';
import { elapsed } from '../engine/patience.ts';
import { type Problem, problem } from '../engine/problem.ts';
import type { Clock } from './clock.ts';
import type { Report } from './report.ts';

/** What is known of a backend's room, with its age. */
export interface CapacityPicture {
  /** What was answered last, also when later answers failed; null: nothing yet. */
  readonly capacity: Capacity | null;
  /** When that was, in milliseconds since 1970. */
  readonly at: number | null;
  /** The limits and shares of our account, which are asked for less often. */
  readonly standing: Standing | null;
  /** Why the last look failed; null when it went well, and before the first. */
  readonly problem: Problem | null;
}

/** What backends have free: asked only while somebody looks, and of each at most once a minute. */
export interface Capacities {
  /** Without asking. */
  known(backend: BackendName): CapacityPicture;
  /** Asks, unless it was asked within the last minute; who comes meanwhile waits for the same answer. */
  look(backend: BackendName): Promise<CapacityPicture>;
  /** Looks every minute until what it gives back is called; changes are told as those of polls. */
  watch(backend: BackendName): () => void;
}

export interface CapacityDeskOptions {
  readonly backends: ReadonlyMap<BackendName, Backend>;
  readonly clock: Clock;
  readonly report: Report;
  /** There is a new picture. */
  readonly looked: (backend: BackendName) => void;
}

const EVERY_MS = 60_000;
/** Limits and shares change slowly, and `sacctmgr` asks a database. Where some could not be told it is asked sooner, and less and less soon. */
const STANDING_EVERY_MS = 30 * 60_000;

interface Kept {
  /** Another backend may have taken its name. */
  readonly backend: Backend;
  picture: CapacityPicture;
  askedAt: number | null;
  standingAt: number | null;
  /** How often in a row something of them could not be told. */
  standingInVain: number;
  underWay: Promise<CapacityPicture> | null;
}

const NOTHING: CapacityPicture = { capacity: null, at: null, standing: null, problem: null };

export class CapacityDesk implements Capacities {
  readonly #options: CapacityDeskOptions;
  readonly #kept = new Map<BackendName, Kept>();

  constructor(options: CapacityDeskOptions) {
    this.#options = options;
  }

  known(name: BackendName): CapacityPicture {
    return this.#keep(name)?.picture ?? NOTHING;
  }

  async look(name: BackendName): Promise<CapacityPicture> {
    const kept = this.#keep(name);
    if (kept === null) return NOTHING;
    if (kept.underWay !== null) return kept.underWay;
    if (this.#dueIn(kept) > 0) return kept.picture;
    kept.underWay = this.#ask(kept).finally(() => {
      kept.underWay = null;
      this.#options.looked(name);
    });
    return kept.underWay;
  }

  watch(name: BackendName): () => void {
    const { clock } = this.#options;
    let isOver = false;
    let cancelTimer: () => void = () => undefined;
    const turn = async (): Promise<void> => {
      await this.look(name);
      const kept = this.#keep(name);
      if (!isOver) cancelTimer = clock.after(kept === null ? EVERY_MS : this.#dueIn(kept), () => void turn());
    };
    void turn();
    return () => {
      isOver = true;
      cancelTimer();
    };
  }

  /** Milliseconds until it may be asked again. */
  #dueIn({ askedAt }: Kept): number {
    return askedAt === null ? 0 : Math.max(0, EVERY_MS - elapsed(askedAt, this.#options.clock.now()));
  }

  /** Null where there is no such backend (any more). */
  #keep(name: BackendName): Kept | null {
    const backend = this.#options.backends.get(name);
    const known = this.#kept.get(name);
    if (backend === known?.backend) return known ?? null;
    this.#kept.delete(name);
    if (backend === undefined) return null;
    const kept: Kept = {
      ...{ backend, picture: NOTHING, askedAt: null, underWay: null },
      ...{ standingAt: null, standingInVain: 0 },
    };
    this.#kept.set(name, kept);
    return kept;
  }

  async #ask(kept: Kept): Promise<CapacityPicture> {
    const { clock, report } = this.#options;
    const before = kept.picture.standing;
    kept.askedAt = clock.now();
    const withStanding =
      kept.standingAt === null || elapsed(kept.standingAt, kept.askedAt) >= standingPauseMs(kept);
    try {
      kept.picture = await pictureAfter(kept, withStanding, clock);
    } catch (error) {
      const message = `${kept.backend.name}: what it has free could not be read`;
      kept.picture = { ...kept.picture, problem: problem('unreadable', message) };
      report('error', message, { error });
    }
    const { standing } = kept.picture;
    if (standing !== null && standing !== before) {
      kept.standingAt = kept.askedAt;
      kept.standingInVain = standing.untold.length === 0 ? 0 : kept.standingInVain + 1;
    }
    return kept.picture;
  }
}

function standingPauseMs({ standingInVain: times }: Kept): number {
  return times === 0 ? STANDING_EVERY_MS : Math.min(EVERY_MS * 2 ** (times - 1), STANDING_EVERY_MS);
}

/** What was known stays when nobody answers. */
async function pictureAfter(
  { backend, picture }: Kept,
  withStanding: boolean,
  clock: Clock,
): Promise<CapacityPicture> {
  if (backend.capacity === undefined) return { ...NOTHING, problem: untellable(backend) };
  const answer = await backend.capacity(withStanding);
  if (!answer.ok) return { ...picture, problem: answer.problem };
  const { value: capacity } = answer;
  return { capacity, at: clock.now(), standing: capacity.standing ?? picture.standing, problem: null };
}

function untellable({ name, type }: Backend): Problem {
  return problem('unsupported', `${name}: backends of type ${type} do not tell what they have free`);
}
