import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../test/cluster/cluster.ts';
import { task } from '../test/cluster/documents.ts';
import type { Program } from '../test/cluster/program.ts';
import { waitUntil } from '../test/cluster/wait.ts';
import { chainByHand } from './by-hand.ts';
import { type Figure, isProgram, printFigures } from './figure.ts';
import { median, timed } from './numbers.ts';
import { openSlowLink } from './slow-link.ts';
import { onCluster, POLL_INTERVAL_SECONDS, requestsDuring, succeeded, withProgram } from './testbed.ts';

const LENGTH = 20;
const CHAINS = 3;
const ONE_WAY_MS = 25;

/**
 * An edge is the time from the last line of a task to the first line of the one that waits for it, by the clock of the node.
 * Chains of ours and chains that were handed in by hand, with Slurm's own dependencies, take turns.
 */
export async function edge(chains = CHAINS): Promise<readonly Figure[]> {
  return await onCluster(async (cluster) => {
    const near = await withProgram(cluster, { maxConcurrent: 20 }, (program) =>
      compare(cluster, program, chains),
    );
    const link = await openSlowLink(cluster, ONE_WAY_MS);
    const far = await withProgram(cluster, { maxConcurrent: 20, login: link.login }, (program) =>
      compare(cluster, program, chains),
    ).finally(link.close);
    return [
      ...figures('on loopback', near),
      ...figures(`over a link of ${2 * ONE_WAY_MS} ms there and back`, far),
    ];
  });
}

interface Compared {
  /** Milliseconds. */
  readonly ours: number[];
  readonly native: number[];
  /** Listings of the queue while our chains ran, and how many the poll interval allows in that time. */
  polls: number;
  allowedPolls: number;
  submissions: number;
  tasks: number;
}

async function compare(cluster: Cluster, program: Program, chains: number): Promise<Compared> {
  const all: Compared = { ours: [], native: [], polls: 0, allowedPolls: 0, submissions: 0, tasks: 0 };
  for (let chain = 0; chain < chains; chain += 1) {
    let seconds = 0;
    const requests = await requestsDuring(cluster, async () => {
      const { ms, answer } = await timed(() => ourChain(cluster, program));
      all.ours.push(...answer);
      seconds = ms / 1000;
    });
    all.polls += requests('REQUEST_JOB_INFO') + requests('REQUEST_JOB_USER_INFO');
    all.submissions += requests('REQUEST_SUBMIT_BATCH_JOB');
    // One may just be due when the chain begins.
    all.allowedPolls += Math.ceil(seconds / POLL_INTERVAL_SECONDS);
    all.tasks += LENGTH;
    all.native.push(...(await nativeChain(cluster)));
  }
  return all;
}

function figures(
  where: string,
  { ours, native, polls, allowedPolls, submissions, tasks }: Compared,
): Figure[] {
  const reference = 'sbatch --dependency=afterok';
  return [
    { what: `median edge ${where}`, unit: 'ms', ours: median(ours), theirs: median(native), reference },
    {
      what: `worst edge ${where}`,
      unit: 'ms',
      ours: Math.max(...ours),
      theirs: Math.max(...native),
      reference,
    },
    {
      what: `added to an edge ${where}, median`,
      unit: 'ms',
      ours: median(ours) - median(native),
      theirs: median(native),
      reference: 'the whole edge with sbatch --dependency',
    },
    {
      what: `polls of the queue, ${where}`,
      unit: 'calls',
      ours: polls,
      theirs: allowedPolls,
      reference: 'allowed by poll_interval',
    },
    { what: `submissions, ${where}`, unit: 'calls', ours: submissions, theirs: tasks, reference: reference },
  ];
}

async function ourChain(cluster: Cluster, program: Program): Promise<number[]> {
  const name = chainName();
  const run = await program.submit(
    Array.from({ length: LENGTH }, (_, at) =>
      task(
        `t${at}`,
        `mkdir -p ~/${name}\n${stamp(name, at)}\n${stamp(name, at)}`,
        at === 0 ? [] : [`t${at - 1}`],
      ),
    ),
  );
  await program.ended(run, LIMIT_MS);
  return await edgesOf(cluster, name);
}

async function nativeChain(cluster: Cluster): Promise<number[]> {
  const name = chainName();
  const lines = Array.from({ length: LENGTH }, (_, at) => `${stamp(name, at)}\n${stamp(name, at)}`);
  succeeded('the chain by hand', await cluster.run('user', `mkdir ~/${name}\n${chainByHand(lines)}`));
  return await waitUntil(
    'the chain by hand has ended',
    async () => {
      const edges = await edgesOf(cluster, name).catch(() => []);
      return edges.length === LENGTH - 1 && edges.every(Number.isFinite) && edges;
    },
    LIMIT_MS,
    250,
  );
}

const LIMIT_MS = 300_000;

function chainName(): string {
  return `chain-${randomBytes(4).toString('hex')}`;
}

function stamp(name: string, at: number): string {
  return `date +%s%N >> ~/${name}/${at}`;
}

/** The nodes and the login node are this machine, and so is the clock. */
async function edgesOf({ dir }: Cluster, name: string): Promise<number[]> {
  const stamps = await Promise.all(
    Array.from({ length: LENGTH }, async (_, at) => {
      const lines = await readFile(join(dir, 'home', name, String(at)), 'utf8');
      const [first, last] = lines
        .trim()
        .split('\n')
        .map((line) => Number(line) / 1e6);
      return { first: first ?? Number.NaN, last: last ?? Number.NaN };
    }),
  );
  return stamps.slice(1).map(({ first }, at) => first - (stamps[at]?.last ?? Number.NaN));
}

if (isProgram(import.meta)) await printFigures('edge', edge);
