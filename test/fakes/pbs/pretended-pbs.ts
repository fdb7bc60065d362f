import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { transform } from 'esbuild';
import { type Answer, type Call, printed } from './answer.ts';
import { DIALECTS, type PretendedPbsOptions, type Quirks } from './dialects.ts';
import { shortId } from './job.ts';
import { pbsnodes, qselect, qstatServer } from './machine-listings.ts';
import { qdel } from './qdel.ts';
import { qstatJobs, serverDown } from './qstat.ts';
import { readQsub } from './qsub.ts';
import { PretendedQueue } from './queue.ts';
import { tracejob } from './tracejob.ts';

const PROGRAMS = ['qsub', 'qstat', 'qdel', 'qselect', 'pbsnodes', 'tracejob'];

/**
 * A stand-in for a PBS server with its clients: `qsub` and the others are real programs, and jobs are real processes of this
 * machine, but no PBS is near. It answers as the real ones were recorded (`src/backends/pbs/fixtures/`).
 */
export interface PretendedPbs {
  /** The folder with the clients, for the front of a PATH. */
  readonly bin: string;
  readonly dir: string;
  readonly queue: PretendedQueue;
  readonly quirks: Quirks;
  /** Ends all jobs and takes the clients away. */
  stop(): Promise<void>;
}

export async function startPretendedPbs(options: PretendedPbsOptions): Promise<PretendedPbs> {
  const dir = await mkdtemp(join(tmpdir(), 'pretended-pbs-'));
  const bin = join(dir, 'bin');
  for (const name of ['bin', 'jobs', 'spool', 'aux', 'tmp', 'undelivered']) await mkdir(join(dir, name));
  await writeClients(bin);
  const quirks: Quirks = { isDown: false, qstatDelayMs: 0, hidesOthers: false };
  const queue = new PretendedQueue(DIALECTS[options.dialect], options, dir);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that was killed wants no answer.
    socket.on('error', () => {});
    void serve(socket, queue, quirks);
  });
  await new Promise<void>((resolve) => server.listen(join(dir, 'server'), resolve));
  return {
    bin,
    dir,
    queue,
    quirks,
    stop: async () => {
      const isClosed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await Promise.all([isClosed, queue.stop()]);
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function writeClients(bin: string): Promise<void> {
  const source = await readFile(join(import.meta.dirname, 'client.ts'), 'utf8');
  // Without types Node starts it in half the time.
  const { code } = await transform(source, { loader: 'ts' });
  await writeFile(join(bin, 'package.json'), '{"type": "module"}');
  for (const name of PROGRAMS) {
    await writeFile(join(bin, name), `#!${process.execPath}\n${code}`);
    await chmod(join(bin, name), 0o755);
  }
}

/** One call: a line of JSON, then (when it is wanted) the client's standard input. */
async function serve(socket: Socket, queue: PretendedQueue, quirks: Quirks): Promise<void> {
  const chunks: Buffer[] = [];
  let call: Call | null = null;
  const ended = new Promise<void>((resolve) => socket.once('end', resolve));
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const end = call === null ? chunk.indexOf('\n') : -1;
    if (end < 0) return;
    call = callOf(JSON.parse(Buffer.concat(chunks).toString()), queue);
    chunks.length = 0;
    void answerTo(call as Call, queue, quirks, async () => {
      socket.write('input\n');
      await ended;
      return Buffer.concat(chunks);
    }).then((answer) => socket.end(JSON.stringify(answer)));
  });
}

/** A client is somebody else's where its environment says so. */
function callOf(sent: Omit<Call, 'user'>, { options }: PretendedQueue): Call {
  return { ...sent, user: sent.env.PRETENDED_USER ?? options.user ?? userInfo().username };
}

async function answerTo(
  call: Call,
  queue: PretendedQueue,
  quirks: Quirks,
  input: () => Promise<Buffer>,
): Promise<Answer> {
  if (call.args.includes('--version')) return printed(queue.dialect.versionText);
  if (quirks.isDown) return serverDown(call, queue);
  switch (call.program) {
    case 'qsub':
      return qsub(call, queue, input);
    case 'qstat':
      await setTimeout(quirks.qstatDelayMs);
      return call.args.some((word) => /^-[a-z]*[BQ]/.test(word))
        ? qstatServer(call.args, queue)
        : qstatJobs(call, queue, quirks);
    case 'qdel':
      return qdel(call, queue);
    case 'pbsnodes':
      return pbsnodes(call, queue);
    case 'qselect':
      return qselect(call, queue);
    default:
      return tracejob(call, queue);
  }
}

async function qsub(call: Call, queue: PretendedQueue, input: () => Promise<Buffer>): Promise<Answer> {
  const order = await readQsub(call, queue.dialect, input);
  if ('exitCode' in order) return order;
  const submission = queue.submit(order);
  if ('exitCode' in submission) return submission;
  return printed(`${shortId(submission, null)}.${queue.dialect.server}\n`);
}
