import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { allProcesses, endProcesses, wordsOf } from '../cluster/process-tree.ts';
import type { Program } from '../cluster/program.ts';
import { waitUntil } from '../cluster/wait.ts';
import { leftUnsaid } from './contact.ts';
import type { Mishap } from './mishaps.ts';

/** What has been done to the run. */
export interface Played {
  kills: number;
  cuts: number;
  controllerRestarts: number;
  accountingOutages: number;
  refusals: number;
  /** What pages and API left unsaid while there was no contact. */
  readonly unsaid: string[];
}

export interface Stage {
  readonly cluster: Cluster;
  readonly program: Program;
  readonly run: string;
  readonly say: (line: string) => void;
}

/** Lets mishaps happen to one run, one after the other; outages of accounting go on beside what follows. */
export class Player {
  readonly played: Played = {
    kills: 0,
    cuts: 0,
    controllerRestarts: 0,
    accountingOutages: 0,
    refusals: 0,
    unsaid: [],
  };
  readonly #stage: Stage;
  #outages: Promise<void> = Promise.resolve();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async play(mishap: Mishap): Promise<void> {
    // A cut hits the login otherwise, again and again.
    if (mishap.is === 'cut')
      await waitUntil('somebody is logged in', this.#stage.cluster.hasConnections, 60_000);
    await pause(mishap.delayMs);
    switch (mishap.is) {
      case 'kill':
        return await this.#kill(mishap.againAfterMs);
      case 'cut':
        return await this.#cut(mishap.what);
      case 'controller-restart':
        return await this.#restartController();
      case 'accounting-outage':
        this.#stopAccounting(mishap.seconds);
        return;
      case 'refusal':
        return await this.#refuse(mishap.seconds);
    }
  }

  /** Resolves when everything that was stopped is there again. */
  async finish(): Promise<void> {
    const { cluster } = this.#stage;
    await this.#outages;
    await cluster.acceptConnections();
    await cluster.startDaemon('slurmctld');
    await cluster.startDaemon('slurmdbd');
  }

  async #kill(againAfterMs: number | null): Promise<void> {
    const { program, say } = this.#stage;
    await program.kill();
    this.played.kills += 1;
    if (againAfterMs !== null) {
      const starting = program.start().catch(() => {});
      await pause(againAfterMs);
      await program.kill();
      await starting;
      this.played.kills += 1;
    }
    await program.start();
    const again = againAfterMs === null ? '' : `, and once more ${againAfterMs} ms after its start`;
    say(`kill ${this.played.kills}: the server was killed${again}`);
  }

  /** Only where there is something to cut counts. */
  async #cut(what: Extract<Mishap, { is: 'cut' }>['what']): Promise<void> {
    const { cluster, program, say } = this.#stage;
    const cut = () =>
      what === 'clients' ? cutClients(program) : cluster.cutConnections({ sessions: what === 'sessions' });
    const count = await waitUntil('there is a connection to cut', async () => (await cut()) || false, 60_000);
    this.played.cuts += 1;
    say(`cut ${this.played.cuts}: ${what}, ${count} processes`);
  }

  async #restartController(): Promise<void> {
    const { cluster, say } = this.#stage;
    await cluster.stopDaemon('slurmctld');
    await cluster.startDaemon('slurmctld');
    this.played.controllerRestarts += 1;
    say('slurmctld was restarted');
  }

  #stopAccounting(seconds: number): void {
    const { cluster, say } = this.#stage;
    this.#outages = this.#outages.then(async () => {
      await cluster.stopDaemon('slurmdbd');
      say(`slurmdbd was stopped for ${seconds} s`);
      await pause(seconds * 1000);
      await cluster.startDaemon('slurmdbd');
      this.played.accountingOutages += 1;
      say('slurmdbd is there again');
    });
  }

  async #refuse(seconds: number): Promise<void> {
    const { cluster, program, run, say } = this.#stage;
    const since = performance.now();
    await cluster.refuseConnections();
    say(`sshd refuses connections for ${seconds} s`);
    const unsaid = await leftUnsaid(program, run);
    this.played.unsaid.push(...unsaid);
    if (unsaid.length === 0) say('pages, /health and API say so, and since when');
    await pause(Math.max(0, seconds * 1000 - (performance.now() - since)));
    await cluster.acceptConnections();
    this.played.refusals += 1;
    say('sshd accepts connections again');
  }
}

/** The `ssh` processes that the program has started; they know its home directory. */
async function cutClients({ dir }: Program): Promise<number> {
  const clients = allProcesses()
    .filter(({ pid, name }) => name === 'ssh' && wordsOf(pid, 'environ').includes(`HOME=${dir}`))
    .map(({ pid }) => pid);
  await endProcesses(clients);
  return clients.length;
}
