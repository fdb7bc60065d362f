import { parseArgs } from 'node:util';
import { startCluster } from '../cluster/cluster.ts';
import { takeDownAbandoned } from '../cluster/take-down.ts';
import { type ChaosOptions, type ChaosReport, runChaos } from './chaos.ts';

const usage = `usage: npm run chaos -- [--seed N] [--tasks N] [--kills N] [--cuts N] [--controller-restarts N]
         [--accounting-outages N] [--refusals N] [--refusal-seconds N] [--max-concurrent N] [--limit-seconds N]
One run of the built program on a real Slurm of this machine (root on Linux), while the server is killed, connections
are cut and daemons are stopped. Ends with 1 when anything was doubled, lost, wrong, out of order, or not ours.`;

const defaults = {
  seed: 1,
  tasks: 500,
  kills: 40,
  cuts: 40,
  'controller-restarts': 3,
  'accounting-outages': 2,
  refusals: 2,
  'refusal-seconds': 20,
  'max-concurrent': 40,
  'limit-seconds': 2_700,
};
type Name = keyof typeof defaults;

/** Null when something is not a whole number or not known. */
function optionsFrom(args: readonly string[]): ChaosOptions | null {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args: [...args], options });
    const number = (name: Name) => Number(values[name] ?? defaults[name]);
    if (!names.every((name) => Number.isInteger(number(name)) && number(name) >= 0)) return null;
    return {
      seed: number('seed'),
      tasks: number('tasks'),
      kills: number('kills'),
      cuts: number('cuts'),
      controllerRestarts: number('controller-restarts'),
      accountingOutages: number('accounting-outages'),
      refusals: number('refusals'),
      refusalSeconds: number('refusal-seconds'),
      maxConcurrent: number('max-concurrent'),
      limitSeconds: number('limit-seconds'),
    };
  } catch {
    return null;
  }
}

/** Prints the figures, each fault on a line of its own. Answers whether all is well. */
function print(report: ChaosReport): boolean {
  const { unsaid, doubles, lost, wrongVerdicts, orderFaults, foreignersTouched, ...figures } = report;
  console.log(
    `\n${Object.entries(figures)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ')}`,
  );
  const faults = { doubles, lost, wrongVerdicts, orderFaults, foreignersTouched, unsaid };
  console.log(
    Object.entries(faults)
      .map(([name, list]) => `${name}: ${list.length}`)
      .join(', '),
  );
  for (const [name, list] of Object.entries(faults))
    for (const fault of list) console.log(`${name}: ${fault}`);
  return Object.values(faults).every((list) => list.length === 0);
}

const options = optionsFrom(process.argv.slice(2));
if (options === null) {
  console.error(usage);
  process.exitCode = 2;
} else {
  await takeDownAbandoned();
  const cluster = await startCluster();
  try {
    console.log(`seed ${options.seed}`);
    process.exitCode = print(await runChaos(cluster, options, console.log)) ? 0 : 1;
  } finally {
    await cluster.stop();
  }
}
