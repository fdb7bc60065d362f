import { backendName, token } from '../../src/engine/ids.ts';
import { makeJob } from '../../src/store/store.testdata.ts';
import { addBelievableRuns } from './believable-runs.ts';
import { publishBelievably } from './believable-summary.ts';
import { makeBackend, makeCapacity } from './pretended-backends.ts';
import { makeChannel } from './pretended-channel.ts';
import { PRETENDED_PRICES } from './pretended-prices.ts';
import { PretendedSettings } from './pretended-settings.ts';
import type { Site } from './pretended-site.ts';
import { COMMIT, makeFile, makeSource } from './pretended-sources.ts';
import { MERCURY, NOON } from './pretended-world.ts';

const ANVIL = backendName('anvil');

/** Everything a site may have, as it may look where people work: for pictures. */
export function furnishBelievably({ world, orders }: Site): void {
  addBelievableRuns(world);
  publishBelievably(orders);
  const jobs = ['jupyter', 'blast_nr', 'relax.17', 'wrf_2019', 'train-vit'].map((name, index) =>
    makeJob(String(481_020 + index * 7), {
      name,
      user: ['ada', 'ada', 'emmy', 'kurt', 'emmy'][index] ?? 'ada',
      submittedAt: NOON - (index + 1) * 2_400_000,
      startedAt: NOON - index * 2_000_000 - 900_000,
      elapsedSeconds: index * 2_000 + 900,
      nodes: `n${101 + index}`,
    }),
  );
  world.store.saveOtherJobs(MERCURY, NOON, jobs);
  orders.prices = PRETENDED_PRICES;
  orders.logs = { output: simulationLog(), error: 'slurmstepd: error: Detected 1 oom_kill event\n' };
  const since = { is: 'connected', since: NOON - 9_000_000 } as const;
  const anvil = { name: ANVIL, host: 'ada@anvil.example.org', active: 0, jobCount: 310, maxConcurrent: 50 };
  const figures = { cpus: { allocated: 2_210, idle: 350, other: 0, total: 2_560 }, disk: null };
  orders.backendViews = [makeBackend(), makeBackend({ ...anvil, connection: since, figures })];
  orders.capacities.picture = makeCapacity();
  orders.queued = believableQueue();
  orders.channels = [
    makeChannel('me', 'ada@example.org', true),
    makeChannel('lab', 'lab@example.org', false),
  ];
  orders.sourceViews = [makeSource({ ...SOUND, description: 'Simulations of the laboratory' })];
  const listing = { backend: MERCURY, maxConcurrent: 10, hasGit: false };
  orders.listings = [
    { ...listing, name: 'benchmark', description: 'Twelve sizes on each partition' },
    { ...listing, name: 'nightly', description: 'Regression of the solver' },
  ];
}

const commit = (hash: string, hours: number, author: string, subject: string) => ({
  ...{ hash: hash.padEnd(40, '0123456789abcdef'), at: NOON - hours * 3_600_000, author, subject },
});

/** Of a large cluster: most of its jobs are those of others. */
function believableQueue() {
  const some = (count: number, first: number, more: Parameters<typeof makeJob>[1]) =>
    Array.from({ length: count }, (_, index) => makeJob(String(first + index), more));
  const waiting = { state: 'pending', rawState: 'PENDING' } as const;
  return [
    ...some(612, 1_000, { user: 'kurt', cpus: 4 }),
    ...some(431, 2_000, { user: 'emmy', ...waiting, reason: 'Priority' }),
    ...some(61, 3_000, { user: 'emmy', partition: 'gpu' }),
    ...some(29, 3_100, { user: 'kurt', partition: 'gpu', ...waiting }),
    ...some(32, 4_000, { user: 'emmy', partition: 'long', cpus: 32 }),
    ...some(27, 5_000, { token: token('7c41e9d2.1'), cpus: 4 }),
    ...some(9, 5_100, { token: token('7c41e9d2.2'), ...waiting, reason: 'Priority' }),
    ...some(3, 5_200, { ...waiting, partition: 'gpu', cpus: 8, reason: 'QOSMaxGRESPerUser' }),
  ];
}

const SOUND = {
  commits: [
    { ...commit(COMMIT, 3, 'ada', 'Finer steps below 280 K') },
    commit('9b2a91c', 27, 'ada', 'Folds by week, not by day'),
    commit('c07de55', 51, 'emmy', 'Report: one page per model'),
  ],
  workflows: [
    makeFile('.hut/workflows/grid.json', { title: 'Grid search', taskCount: 240 }),
    makeFile('.hut/workflows/report.yaml', { title: 'Figures and tables', taskCount: 12 }),
    makeFile('.hut/workflows/smoke.json', { taskCount: 1 }),
  ],
  warnings: [],
};

/** A configuration file with nothing to complain of. */
export class BelievableSettings extends PretendedSettings {
  override text = SETTINGS;
  override async check() {
    return { faults: [], warnings: [] };
  }
  override state() {
    return { ...super.state(), sentences: [] };
  }
}

const SETTINGS = `backends:
  - name: mercury
    type: slurm
    account: pi-faculty
    max_concurrent: 100
    ssh: { host: mercury.example.org, user: ada }
  - name: anvil
    type: slurm
    max_concurrent: 50
    ssh: { host: anvil.example.org, user: ada }

sources:
  - type: git
    name: lab
    url: git@github.com:lab/grid.git
    backend: mercury

notifications:
  - name: me
    type: email
    to: ada@example.org

settings:
  poll_interval: 60
`;

/** Of a simulation that converges well, until it asks for more memory than it may have. */
function simulationLog(): string {
  const steps = Array.from({ length: 180 }, (_, step) => {
    const energy = (-412.7 + 38.2 * Math.exp(-step / 40)).toFixed(6);
    const memory = (4.1 + step * 0.066).toFixed(1);
    return `[ Info: step ${String(step * 50).padStart(5)}  energy ${energy}  |grad| ${(0.9 ** (step / 4)).toExponential(2)}  rss ${memory} GB`;
  });
  const head = [
    'Activating project at `~/grid`',
    '[ Info: model M2, temperature 11, seed 4711',
    '[ Info: 4 threads',
  ];
  const warning = '\u001b[33m┌ Warning: the neighbour list grew to 2.1e8 pairs\u001b[0m';
  return [...head, ...steps, warning, '\u001b[31mKilled\u001b[0m', ''].join('\n');
}
