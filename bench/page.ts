import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBundled } from './bundled.ts';
import { type Bench, type Figure, isProgram, printFigures } from './figure.ts';
import type { AllHave, OpenStreams } from './listeners.ts';
import { counted, median } from './numbers.ts';
import type { PageSite, SiteOptions } from './page-site.ts';

/** The run page and its stream: time to first byte, bytes, and what one change costs, by the size of the run. */
export const page: Bench = async () => {
  const { openPageSite } = await importBundled<{
    openPageSite: (options: SiteOptions) => Promise<PageSite>;
  }>('page-site');
  const measured: Measured[] = [];
  for (const shape of SHAPES) {
    const dir = await mkdtemp(join(tmpdir(), 'scripthut-bench-'));
    const site = await openPageSite({ file: join(dir, 'state.db'), assets: dir, ...shape });
    try {
      measured.push({ ...shape, ...(await measurePage(site, dir)), ...(await measureChanges(site)) });
    } finally {
      await site.close();
      await rm(dir, { recursive: true });
    }
  }
  const [smallest] = measured;
  return smallest === undefined ? [] : measured.flatMap((each) => figuresOf(each, smallest));
};

interface Shape {
  readonly what: string;
  readonly tasks: number;
  readonly name?: (index: number) => string;
}

const SHAPES: readonly Shape[] = [
  { what: `${counted(100)} tasks`, tasks: 100 },
  { what: `${counted(10_000)} tasks`, tasks: 10_000 },
  { what: `${counted(100_000)} tasks`, tasks: 100_000 },
  {
    what: `${counted(100_000)} tasks in 50,000 groups`,
    tasks: 100_000,
    name: (index) => `pair${index >> 1}.${index % 2}`,
  },
  { what: `${counted(100_000)} tasks without groups`, tasks: 100_000, name: (index) => `task-${index}` },
];

interface PageMeasured {
  readonly coldMs: number;
  readonly warmMs: number;
  readonly constantMs: number;
  readonly bytes: number;
}

interface ChangeMeasured {
  readonly bytesPerChange: number;
  /** Processor time of this process, with the save of the change. */
  readonly msForOne: number;
  readonly msForMany: number;
}

type Measured = Shape & PageMeasured & ChangeMeasured;

const COLD_TIMES = 5;
const WARM_TIMES = 15;

async function measurePage(site: PageSite, assets: string): Promise<PageMeasured> {
  await ask(site.url + site.page);
  const cold: number[] = [];
  for (let times = 0; times < COLD_TIMES; times += 1) {
    await site.reopen();
    // The first request of a process also loads what every request needs.
    await ask(`${site.url}/ping`);
    cold.push((await ask(site.url + site.page)).firstMs);
  }
  const { bytes } = await ask(site.url + site.page);
  await writeFile(join(assets, 'main.js'), Buffer.alloc(bytes, ' '));
  const warm: number[] = [];
  const constant: number[] = [];
  for (let times = 0; times < WARM_TIMES; times += 1) {
    warm.push((await ask(site.url + site.page)).firstMs);
    constant.push((await ask(`${site.url}/assets/main.js`)).firstMs);
  }
  return { coldMs: median(cold), warmMs: median(warm), constantMs: median(constant), bytes };
}

interface Asked {
  readonly firstMs: number;
  readonly bytes: number;
}

function ask(url: string): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let firstMs = 0;
    let bytes = 0;
    const request = get(url, { headers: { accept: 'text/html' } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) firstMs = performance.now() - startedAt;
        bytes += chunk.length;
      });
      response.on('end', () => resolve({ firstMs, bytes }));
    });
    request.on('error', reject);
  });
}

const MANY = 100;
const CHANGES = 16;

async function measureChanges(site: PageSite): Promise<ChangeMeasured> {
  const one = await costOfChanges(site, 1);
  const many = await costOfChanges(site, MANY);
  return { bytesPerChange: one.bytes, msForOne: one.ms, msForMany: many.ms };
}

/** Makes changes one by one; each must reach every listener before the next. */
async function costOfChanges(
  site: PageSite,
  count: number,
): Promise<{ readonly ms: number; readonly bytes: number }> {
  const child = fork(join(import.meta.dirname, 'listeners.ts'));
  try {
    const begun = allHave(child, 0);
    child.send({ url: site.url + site.events, count } satisfies OpenStreams);
    await begun;
    // The first also warms up.
    await changeSeen(site, child);
    const bytes: number[] = [];
    const before = process.cpuUsage();
    for (let times = 0; times < CHANGES; times += 1) bytes.push(await changeSeen(site, child));
    const { user, system } = process.cpuUsage(before);
    return { ms: (user + system) / 1000 / CHANGES, bytes: median(bytes) };
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

function changeSeen(site: PageSite, child: ChildProcess): Promise<number> {
  const sequence = site.change();
  return allHave(child, sequence);
}

/** The bytes that came to each of the listeners until all have that picture. @throws when they do not get it. */
function allHave(child: ChildProcess, sequence: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const limit = setTimeout(
      () => reject(new Error(`picture ${sequence} did not reach every listener`)),
      30_000,
    );
    const onMessage = (message: AllHave) => {
      bytes += message.bytes;
      if (message.sequence < sequence) return;
      clearTimeout(limit);
      child.off('message', onMessage);
      resolve(bytes);
    };
    child.on('message', onMessage);
  });
}

function figuresOf(measured: Measured, smallest: Measured): readonly Figure[] {
  const { what } = measured;
  const atSmallest = `the same with ${smallest.what}`;
  const constant = 'a constant file of the same size from the same server';
  return [
    {
      what: `first byte of the run page, not looked at before: ${what}`,
      unit: 'ms',
      ours: measured.coldMs,
      theirs: measured.constantMs,
      reference: constant,
    },
    {
      what: `first byte of the run page: ${what}`,
      unit: 'ms',
      ours: measured.warmMs,
      theirs: measured.constantMs,
      reference: constant,
    },
    {
      what: `the run page: ${what}`,
      unit: 'bytes',
      ours: measured.bytes,
      theirs: smallest.bytes,
      reference: atSmallest,
    },
    {
      what: `one change on the stream: ${what}`,
      unit: 'bytes',
      ours: measured.bytesPerChange,
      theirs: smallest.bytesPerChange,
      reference: atSmallest,
    },
    {
      what: `processor time of a change, 1 listener: ${what}`,
      unit: 'ms',
      ours: measured.msForOne,
      theirs: smallest.msForOne,
      reference: atSmallest,
    },
    {
      what: `processor time of a change, ${MANY} listeners: ${what}`,
      unit: 'ms',
      ours: measured.msForMany,
      theirs: measured.msForOne,
      reference: 'the same with 1 listener',
    },
  ];
}

if (isProgram(import.meta)) await printFigures('page', page);
