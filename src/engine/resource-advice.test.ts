import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTask } from './engine.testdata.ts';
import { type Advice, adviseOn } from './resource-advice.ts';
import { ResourceUse } from './resource-use.ts';
import { readMemory, readTimeLimit, writeMemory, writeTimeLimit } from './resources.ts';
import { ended, GIGABYTE, MINUTE } from './states.testdata.ts';
import type { Resources } from './task.ts';
import type { Reason } from './verdict.ts';

/** One task that ran. */
interface Life {
  readonly reason?: Reason;
  readonly minutes?: number;
  readonly gigabytes?: number | null;
  readonly efficiency?: number | null;
}

const ASKED: Resources = { partition: 'normal', cpus: 4, memory: '16G', timeLimit: '2:00:00', gres: null };

function useOf(lives: readonly Life[], asked: Partial<Resources> = {}) {
  const use = new ResourceUse();
  const resources = { ...ASKED, ...asked };
  lives.forEach((life, index) => {
    const { reason = 'completed', minutes = 90, gigabytes = 14, efficiency = 90 } = life;
    const usage = {
      cpuEfficiency: efficiency,
      maxRssBytes: gigabytes === null ? null : Math.round(gigabytes * GIGABYTE),
    };
    use.add(makeTask(`sim.${index}`, [], { resources }), ended(minutes * MINUTE, { reason }, usage));
  });
  const [shape] = use.shapes();
  if (shape === undefined) throw new Error('there is a task');
  return shape;
}

/** `memory 7G`: what is suggested, as one reads it. */
function saidOf(lives: readonly Life[], asked: Partial<Resources> = {}): string[] {
  return adviseOn(useOf(lives, asked)).map(
    ({ about, kind, tasks, instead }) => `${kind} ${about} ${instead} (${tasks})`,
  );
}

function times(count: number, life: Life = {}): Life[] {
  return Array.from({ length: count }, () => life);
}

describe('what a group used', () => {
  it('is told with its largest and its middle', () => {
    const use = useOf([{ gigabytes: 4 }, { gigabytes: 5.1 }, { gigabytes: 4.8 }]);
    expect(use).toMatchObject({ tasks: 3, ran: 3, telling: 3, memory: { count: 3, maxTask: 'sim.1' } });
    expect(use.memory?.max).toBe(Math.round(5.1 * GIGABYTE));
    expect(use.memory?.median ?? 0).toBeCloseTo(4.8 * GIGABYTE, -8);
    expect(use.busyCpus?.max).toBe(3.6);
    expect(use.elapsed).toMatchObject({ max: 90 * MINUTE, count: 3 });
  });

  it('leaves out what never ran', () => {
    const use = new ResourceUse();
    use.add(makeTask('a'), { is: 'waiting', attempt: 1 });
    use.add(makeTask('b'), ended(MINUTE, { reason: 'cancelled', startedAt: null }));
    use.add(
      makeTask('c'),
      ended(MINUTE, { reason: 'submission-refused', startedAt: null, finishedAt: null }),
    );
    expect(use.shapes()).toMatchObject([{ tasks: 3, ran: 0, memory: null, elapsed: null }]);
  });

  it('is kept apart by group and by what was asked for', () => {
    const use = new ResourceUse();
    const waiting = { is: 'waiting', attempt: 1 } as const;
    for (const id of ['sim.1', 'sim.2', 'sum.1', 'plot', 'mail']) use.add(makeTask(id), waiting);
    use.add(makeTask('sim.3', [], { resources: { ...ASKED } }), waiting);
    const told = use.shapes().map(({ shape, tasks }) => `${shape.group} ${shape.resources.memory} ${tasks}`);
    expect(told).toEqual(['sim 1G 2', 'sum 1G 1', ' 1G 2', 'sim 16G 1']);
  });

  it('is gathered for a thousand groups; the tasks of further ones are counted', () => {
    const use = new ResourceUse();
    for (let group = 0; group < 1_003; group += 1)
      use.add(makeTask(`g${group}.1`), { is: 'waiting', attempt: 1 });
    expect(use.shapes().length).toBe(1_000);
    expect(use.leftOut).toBe(3);
  });
});

describe('advice', () => {
  it('is silent where what was asked for is about right', () => {
    expect(saidOf(times(20))).toEqual([]);
  });

  it.each<[string, Life, Partial<Resources>, string]>([
    ['memory', { gigabytes: 5.1 }, {}, 'too-much memory 7G (40)'],
    ['a default that nobody thought of', { gigabytes: 0.02 }, { memory: '4G' }, 'too-much memory 256M (40)'],
    ['CPUs', { efficiency: 22.5, minutes: 50 }, {}, 'too-much cpus 1 (40)'],
    ['time', { minutes: 3 }, {}, 'too-much time_limit 0:10:00 (40)'],
  ])('names far too much %s', (_what, life, asked, said) => {
    expect(saidOf(times(40, life), asked)).toContain(said);
  });

  it('names what tasks failed for, whatever the others used', () => {
    const lives = [...times(38, { gigabytes: 2, minutes: 3 }), ...times(2, { reason: 'out-of-memory' })];
    expect(saidOf(lives)).toEqual(['too-little memory 24G (2)']);
    expect(saidOf([...times(38, { minutes: 3 }), ...times(2, { reason: 'timeout', minutes: 121 })])).toEqual([
      'too-little time_limit 3:00:00 (2)',
    ]);
  });

  it('names close calls', () => {
    expect(saidOf([...times(37), ...times(3, { gigabytes: 15.5 })])).toEqual(['close memory 20G (3)']);
    expect(saidOf([...times(39), { minutes: 117 }])).toEqual(['close time_limit 2:30:00 (1)']);
  });

  it.each<[string, readonly Life[]]>([
    ['two tasks', times(2, { gigabytes: 1 })],
    ['tasks of a moment', times(9, { gigabytes: 1, minutes: 0.05 })],
    ['tasks that all failed', times(9, { gigabytes: 1, reason: 'exit' })],
    ['tasks of which one is not known', [...times(9, { gigabytes: 1 }), { gigabytes: null }]],
  ])('of less memory is not drawn from %s', (_what, lives) => {
    expect(saidOf(lives).filter((said) => said.includes('memory'))).toEqual([]);
  });

  it('of fewer CPUs is not given where the task might then run out of time', () => {
    expect(saidOf(times(9, { efficiency: 22.5, minutes: 70 }))).toEqual([]);
  });

  it('counts with amounts alone', () => {
    const little = times(9, { gigabytes: 0.1, minutes: 1 });
    expect(saidOf(little, { memory: '0', timeLimit: 'unlimited', cpus: 1 })).toEqual([]);
  });
});

const life = fc.record({
  reason: fc.constantFrom<Reason>('completed', 'completed', 'completed', 'exit', 'cancelled'),
  minutes: fc.double({ min: 0.01, max: 3000, noNaN: true }),
  gigabytes: fc.option(fc.double({ min: 0.001, max: 700, noNaN: true }), { freq: 12 }),
  efficiency: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { freq: 12 }),
});
const group = fc.record({
  lives: fc.array(life, { minLength: 1, maxLength: 12 }),
  cpus: fc.integer({ min: 1, max: 128 }),
  room: fc.double({ min: 1, max: 30, noNaN: true }),
});

function advised(advice: readonly Advice[], about: Advice['about']): string | undefined {
  return advice.find((one) => one.about === about)?.instead;
}

it('no advice, taken as a whole, would have ended a task that ran', () => {
  fc.assert(
    fc.property(group, ({ lives, cpus, room }) => {
      // Whatever ran had enough: otherwise it would not have run so long, or with so much.
      const memory = writeMemory(Math.max(...lives.map(({ gigabytes }) => gigabytes ?? 1)) * room * GIGABYTE);
      const timeLimit = writeTimeLimit(Math.max(...lives.map(({ minutes }) => minutes)) * room * 60);
      const advice = adviseOn(useOf(lives, { cpus, memory, timeLimit }));
      const bytes = readMemory(advised(advice, 'memory') ?? memory) ?? 0;
      const seconds = readTimeLimit(advised(advice, 'time_limit') ?? timeLimit) ?? 0;
      const cores = Number(advised(advice, 'cpus') ?? cpus);
      for (const { minutes, gigabytes, efficiency } of lives) {
        expect(bytes).toBeGreaterThanOrEqual((gigabytes ?? 0) * GIGABYTE);
        const busy = ((efficiency ?? 0) / 100) * cpus;
        const longest = cores < cpus ? minutes * (1 + busy / cores) : minutes;
        expect(seconds).toBeGreaterThanOrEqual(Math.floor(longest * 60));
        if (cores < cpus) expect(cores).toBeGreaterThanOrEqual(busy);
      }
    }),
    { numRuns: 500 },
  );
});
