import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import diamond from '../../../examples/diamond.json' with { type: 'json' };
import { runId } from '../../engine/ids.ts';
import { ok, type Result } from '../../engine/result.ts';
import { paths } from '../../wire/paths.ts';
import { createClient } from '../client.ts';
import { type Service, startService } from '../compose.ts';
import { defaultsIn } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { createReport } from '../log.ts';
import { port } from '../options.ts';
import { tableOutput } from '../output-table.ts';
import { silentProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { watchRun } from '../watch.ts';
import { watchToEnd } from './run-watch.ts';
import { aborted, announce } from './serve.ts';
import type { Verbs } from './verb.ts';

interface Options {
  readonly once?: boolean;
  readonly port: number;
}

const TRIED_PORTS = 20;
const LOOK_EVERY_SECONDS = 1;
/** How long an interrupted demo waits for its tasks to be ended. */
const FAREWELL_MS = 3_000;

/** `demo`: the server with one example run on this machine, without configuration. */
export function addDemo(program: Command, verbs: Verbs): void {
  program
    .command('demo')
    .description('serve with an example run on this machine; needs no configuration')
    .option('--once', 'end when the run has ended: with 0 when it was completed')
    .option('-p, --port <port>', 'first port to try', port, 8000)
    .action((options: Options) => verbs.perform(() => demo(options, verbs.terminal)));
}

async function demo(options: Options, terminal: Terminal): Promise<Result<ExitCode>> {
  const home = await mkdtemp(join(tmpdir(), 'scripthut-demo-'));
  // The tasks' home too: state, logs and results of a real installation are not touched, and nothing is left over.
  process.env.HOME = home;
  try {
    const service = await startOnFreePort(options.port, join(home, 'state'));
    if (!service.ok) return service;
    try {
      return await showRun(service.value, options, terminal);
    } finally {
      await service.value.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startOnFreePort(first: number, dataDir: string): Promise<Result<Service>> {
  const found = defaultsIn(dataDir);
  const report = createReport(true);
  const startAt = (at: number) => startService({ found, host: '127.0.0.1', port: at, report });
  let service = await startAt(first);
  for (let next = first + 1; next < first + TRIED_PORTS; next += 1) {
    if (service.ok || service.problem.code !== 'conflict') break;
    service = await startAt(next);
  }
  return service;
}

async function showRun(service: Service, options: Options, terminal: Terminal): Promise<Result<ExitCode>> {
  announce(service, terminal);
  const client = createClient(service.address, terminal.interrupted);
  const started = await client.startRun({ document: diamond, backend: 'local', workflow_name: 'diamond' });
  if (!started.ok) return started;
  const run = started.value.id;
  terminal.out(`Watch it here: ${service.address}${paths.run(runId(run))}\n\n`);
  try {
    const conversation = { client, output: tableOutput(terminal), terminal, json: false };
    const ended = await watchToEnd(conversation, run, { interval: LOOK_EVERY_SECONDS });
    if (!ended.ok) return ended;
    if (options.once === true) return ok(ended.value.status === 'completed' ? EXIT.ok : EXIT.failed);
  } catch (error) {
    await endTasks(service, run);
    throw error;
  }
  terminal.out(`\nStill serving on ${service.address}; Ctrl-C ends the demo.\n`);
  await aborted(terminal.interrupted);
  return ok(EXIT.ok);
}

/** Interrupted: the tasks must not outlive their folder. */
async function endTasks(service: Service, run: string): Promise<void> {
  const limit = AbortSignal.timeout(FAREWELL_MS);
  const client = createClient(service.address, limit);
  try {
    await client.cancelRun(run);
    await watchRun(client, { run, intervalMs: 200, progress: silentProgress, interrupted: limit });
  } catch (error) {
    if (!limit.aborted) throw error;
  }
}
