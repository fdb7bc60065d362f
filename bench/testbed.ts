import type { BackendsAnswer } from '../src/wire/backends.ts';
import { type Cluster, startCluster } from '../test/cluster/cluster.ts';
import { slurmOverSsh } from '../test/cluster/documents.ts';
import type { Ran } from '../test/cluster/processes.ts';
import { type Program, startProgram } from '../test/cluster/program.ts';
import { takeDownAbandoned } from '../test/cluster/take-down.ts';
import { waitUntil } from '../test/cluster/wait.ts';

export interface BackendOptions {
  /** `max_concurrent` of the backend. */
  readonly maxConcurrent: number;
  /** Another way to the cluster's sshd. */
  readonly login?: Partial<Cluster['ssh']>;
}

/** The default, and long enough that no poll helps a benchmark along. */
export const POLL_INTERVAL_SECONDS = 60;

/** A real Slurm of this machine for as long as `measure` takes. */
export async function onCluster<T>(measure: (cluster: Cluster) => Promise<T>): Promise<T> {
  await takeDownAbandoned();
  const cluster = await startCluster();
  try {
    return await measure(cluster);
  } finally {
    await cluster.stop();
  }
}

/**
 * The built program with the cluster behind SSH as its backend `testbed`, for as long as `measure` takes. It is logged in, and
 * has just polled.
 */
export async function withProgram<T>(
  cluster: Cluster,
  { maxConcurrent, login = {} }: BackendOptions,
  measure: (program: Program) => Promise<T>,
): Promise<T> {
  const backend = `${slurmOverSsh(cluster, 'testbed', login)}\n    max_concurrent: ${maxConcurrent}`;
  const program = await startProgram(`backends:\n${backend}`, environment(), POLL_INTERVAL_SECONDS);
  try {
    await waitUntil('the backend has been polled', () => hasPolled(program));
    return await measure(program);
  } finally {
    await program.stop();
  }
}

async function hasPolled(program: Program): Promise<boolean> {
  const { body } = await program.ask('GET', '/api/v1/backends');
  return (body as BackendsAnswer).backends.every((backend) => backend.last_poll !== null);
}

/** For a look into the server: `SERVER_NODE_OPTIONS='--cpu-prof --cpu-prof-dir=/tmp/prof'`. */
function environment(): Record<string, string> {
  const options = process.env.SERVER_NODE_OPTIONS;
  return options === undefined ? {} : { NODE_OPTIONS: options };
}

/** @throws Error with what it printed, when a script that must succeed did not. */
export function succeeded(what: string, { exitCode, stdout, stderr }: Ran): string {
  if (exitCode === 0) return stdout;
  throw new Error(`${what} ended with ${exitCode}: ${stdout}${stderr}`);
}

/** Requests to slurmctld while something was done, by kind. */
export async function requestsDuring(
  cluster: Cluster,
  work: () => Promise<void>,
): Promise<(kind: string) => number> {
  const before = await cluster.requestCounts();
  await work();
  const after = await cluster.requestCounts();
  return (kind) => (after.get(kind) ?? 0) - (before.get(kind) ?? 0);
}
