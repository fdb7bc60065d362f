import { describe, expect, it } from 'vitest';
import { type ChaosReport, runChaos } from '../chaos/chaos.ts';
import { ownCluster } from './own-cluster.ts';

const cluster = ownCluster();
const none = {
  kills: 0,
  cuts: 0,
  controllerRestarts: 0,
  accountingOutages: 0,
  refusals: 0,
  refusalSeconds: 0,
};

/** The long form, by hand: `npm run chaos`. */
function play(options: { seed: number; tasks: number } & Partial<typeof none>): Promise<ChaosReport> {
  return runChaos(cluster, { ...none, maxConcurrent: 30, limitSeconds: 150, ...options }, () => {});
}

const clean = {
  doubles: [],
  lost: [],
  wrongVerdicts: [],
  orderFaults: [],
  foreignersTouched: [],
  unsaid: [],
};

describe('a run on a real Slurm over SSH', () => {
  it('is done right, each task once, while the server is killed, connections are cut and slurmctld restarts', async () => {
    const report = await play({ seed: 3, tasks: 70, kills: 5, cuts: 5, controllerRestarts: 1 });
    expect(report).toMatchObject({ ...clean, tasks: 70, cuts: 5, controllerRestarts: 1 });
    expect(report.kills).toBeGreaterThanOrEqual(5);
    expect(report.inArrays).toBeGreaterThan(0);
    expect(report.mostAtOnce).toBeLessThanOrEqual(30);
  }, 200_000);

  it('says since when there is no contact while sshd refuses connections, and is done right', async () => {
    const report = await play({ seed: 4, tasks: 40, refusals: 1, refusalSeconds: 12 });
    expect(report).toMatchObject({ ...clean, tasks: 40, refusals: 1 });
  }, 200_000);
});
