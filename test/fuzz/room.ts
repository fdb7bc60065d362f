import type { Backend } from '../../src/backends/backend.ts';
import type { Capacity } from '../../src/backends/capacity.ts';
import { RECORD, UNIT } from '../../src/backends/separators.ts';
import type { Subject } from './subject.ts';

/** As `df -P -k` prints it. */
export const DISK = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a 1000 400 600 40% /\n';

/** What the recordings of a family say of what its cluster has free; each of them is mutilated in turn. */
export interface RoomAnswers {
  readonly family: string;
  /** By the name under which the family's script tells it: `nodes`. */
  readonly texts: Readonly<Record<string, string>>;
  /** A backend whose machine answers so when it is asked what is free. */
  readonly open: (answer: string) => Backend;
}

/** No figure that is none may come of any answer; nothing else is concluded from it. */
export function roomSubjects({ family, texts, open }: RoomAnswers): readonly Subject[] {
  return Object.entries(texts).map(([name, text]) => ({
    name: `${family}: what is free, ${name}`,
    body: Buffer.from(text),
    frame: (body) => Buffer.concat(Object.entries(texts).flatMap((one) => told(one, name, body))),
    conclude: async (answer) => {
      const said = await open(answer).capacity?.(true);
      if (!said?.ok) return null;
      for (const figure of figuresOf(said.value)) refuseOdd(figure);
      return { endings: [], listed: [] };
    },
  }));
}

function told([name, text]: readonly [string, string], mutilated: string, body: Buffer): readonly Buffer[] {
  const head = Buffer.from(`${RECORD}${name}\n`);
  return [head, name === mutilated ? body : Buffer.from(text), Buffer.from(`${UNIT}0${UNIT}`)];
}

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly most: number;
}

function figuresOf({ whole, partitions, disk, standing }: Capacity): readonly Figure[] {
  const rooms = [whole, ...partitions].flatMap(({ nodes, cpus, memory, gpus }) => [
    ...[cpus, memory, gpus].flatMap((amount) =>
      amount === null ? [] : [{ what: 'free', value: amount.free, most: amount.total }],
    ),
    ...(nodes === null ? [] : [{ what: 'idle and away', value: nodes.idle + nodes.away, most: nodes.total }]),
  ]);
  const times = partitions.flatMap(({ maxSeconds }) =>
    maxSeconds === null ? [] : [{ what: 'seconds', value: maxSeconds, most: Number.MAX_VALUE }],
  );
  const limits = (standing?.limits ?? []).map(({ most }) => ({
    ...{ what: 'limit', value: most, most: Number.MAX_VALUE },
  }));
  const room = disk === null ? [] : [{ what: 'disk', value: disk.availableBytes, most: Number.MAX_VALUE }];
  return [...rooms, ...times, ...limits, ...room];
}

function refuseOdd({ what, value, most }: Figure): void {
  const isSound = Number.isFinite(most) && Number.isFinite(value) && value >= 0 && value <= most;
  if (!isSound) throw new Error(`${what}: ${value} of ${most}`);
}
