import type { Cluster } from '../test/cluster/cluster.ts';
import { task } from '../test/cluster/documents.ts';
import type { Program } from '../test/cluster/program.ts';
import { waitUntil } from '../test/cluster/wait.ts';
import { followAcceptances } from './acceptances.ts';
import { arrayByHand, loopByHand } from './by-hand.ts';
import { type Figure, isProgram, printFigures } from './figure.ts';
import { runOverSsh } from './login.ts';
import { counted, median, timed } from './numbers.ts';
import { lastSubmissionAt } from './scheduler-log.ts';
import { openSlowLink } from './slow-link.ts';
import { onCluster, requestsDuring, succeeded, withProgram } from './testbed.ts';

/**
 * From the request until the scheduler has taken the last task, as its own log says, and until a client that follows the event
 * log has heard of it. In a partition that is down: the scheduler takes jobs and starts none, so that nothing else of it is
 * measured. Beside it what a user does by hand.
 */
export async function submit(sizes: Sizes = { few: 1_000, many: 10_000 }): Promise<readonly Figure[]> {
  return await onCluster(async (cluster) => {
    succeeded('scontrol', await cluster.run('root', 'scontrol update PartitionName=normal State=DOWN'));
    return [
      ...(await equalTasks(cluster, sizes.few)),
      ...(await loopOfEqualTasks(cluster, sizes.few)),
      ...(await equalTasks(cluster, sizes.many)),
      ...(await equalTasksLater(cluster, sizes.many)),
      ...(await equalTasksFar(cluster, sizes.many)),
      ...(await differentTasks(cluster, sizes.few)),
    ];
  });
}

interface Sizes {
  readonly few: number;
  readonly many: number;
}

const SUBMISSIONS = 'REQUEST_SUBMIT_BATCH_JOB';

/** Of so many measurements, in turn with those by hand, the middle one counts. */
const ROUNDS = 3;

const ARRAY = 'one array, written by hand';

async function equalTasks(cluster: Cluster, count: number): Promise<Figure[]> {
  const what = `${counted(count)} equal tasks`;
  const script = arrayByHand(equal(count).map(({ command }) => command));
  const onLoginNode = await byHandOn(cluster, () => cluster.run('user', script));
  const { ours, byHand } = await besideArray(cluster, count);
  return [
    ...arrayFigures(what, ours, byHand),
    { what, unit: 'ms', ours: ours.taken, theirs: onLoginNode.ms, reference: `${ARRAY}, on the login node` },
    { what, unit: 'calls', ours: ours.calls, theirs: byHand.calls, reference: ARRAY },
  ];
}

/** As a server does it that has been up for a while: what the first run costs, Node has learned then. */
async function equalTasksLater(cluster: Cluster, count: number): Promise<Figure[]> {
  const { ours, byHand } = await besideArray(cluster, count, { runsBefore: 2 });
  return arrayFigures(`${counted(count)} equal tasks, the server's third run`, ours, byHand);
}

const ONE_WAY_MS = 25;

/** The login node of most users is not on their own machine. */
async function equalTasksFar(cluster: Cluster, count: number): Promise<Figure[]> {
  const link = await openSlowLink(cluster, ONE_WAY_MS);
  try {
    const { ours, byHand } = await besideArray(cluster, count, { login: link.login });
    const what = `${counted(count)} equal tasks, over a link of ${2 * ONE_WAY_MS} ms there and back`;
    return arrayFigures(what, ours, byHand);
  } finally {
    link.close();
  }
}

interface Measured {
  readonly ours: Submitted;
  readonly byHand: ByHand;
}

/** The same tasks by us and as an array by hand, with its login. */
async function besideArray(cluster: Cluster, count: number, options: SubmitOptions = {}): Promise<Measured> {
  const from = { ...cluster, ssh: { ...cluster.ssh, ...options.login } };
  const script = arrayByHand(equal(count).map(({ command }) => command));
  const rounds: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = await submitOurs(cluster, equal(count), options);
    rounds.push({ ours, byHand: await byHandOn(cluster, () => runOverSsh(from, script)) });
  }
  const middle = (of: (round: Measured) => number): number => median(rounds.map(of));
  return {
    ours: {
      taken: middle(({ ours }) => ours.taken),
      heard: middle(({ ours }) => ours.heard),
      calls: middle(({ ours }) => ours.calls),
    },
    byHand: { ms: middle(({ byHand }) => byHand.ms), calls: middle(({ byHand }) => byHand.calls) },
  };
}

function arrayFigures(what: string, { taken, heard }: Submitted, { ms }: ByHand): Figure[] {
  const reference = `${ARRAY}, with its login`;
  return [
    { what, unit: 'ms', ours: taken, theirs: ms, reference },
    { what: `${what}, until a client has heard it`, unit: 'ms', ours: heard, theirs: ms, reference },
  ];
}

async function loopOfEqualTasks(cluster: Cluster, count: number): Promise<Figure[]> {
  const ours = await submitOurs(cluster, equal(count));
  const loop = await byHandOn(cluster, () => cluster.run('user', loopByHand(count, 'the same')));
  const what = `${counted(count)} equal tasks`;
  return [
    { what, unit: 's', ours: ours.taken / 1000, theirs: loop.ms / 1000, reference: LOOP },
    { what, unit: 'calls', ours: ours.calls, theirs: loop.calls, reference: LOOP },
  ];
}

const LOOP = 'a loop of sbatch on the login node';

async function differentTasks(cluster: Cluster, count: number): Promise<Figure[]> {
  const ours = await submitOurs(cluster, different(count));
  const loop = await byHandOn(cluster, () => cluster.run('user', loopByHand(count, 'each its own')));
  const what = `${counted(count)} tasks of ${counted(count)} shapes`;
  return [
    { what, unit: 's', ours: ours.taken / 1000, theirs: loop.ms / 1000, reference: LOOP },
    { what, unit: 'calls', ours: ours.calls, theirs: loop.calls, reference: LOOP },
  ];
}

interface Submitted {
  /** In milliseconds: the scheduler has them all. */
  readonly taken: number;
  /** In milliseconds: a client knows it. */
  readonly heard: number;
  readonly calls: number;
}

interface SubmitOptions {
  readonly runsBefore?: number;
  readonly login?: Partial<Cluster['ssh']>;
}

async function submitOurs(
  cluster: Cluster,
  document: readonly object[],
  { runsBefore = 0, login = {} }: SubmitOptions = {},
): Promise<Submitted> {
  // What a run leaves to be done would disturb the next one: each has a server of its own.
  const submitted = await withProgram(cluster, { maxConcurrent: 50_000, login }, async (program) => {
    for (let run = 0; run < runsBefore; run += 1) await submitAndCancel(cluster, program, document);
    let times = { taken: 0, heard: 0 };
    const requests = await requestsDuring(cluster, async () => {
      times = await untilAccepted(cluster, program, document);
    });
    return { ...times, calls: requests(SUBMISSIONS) };
  });
  await emptyQueue(cluster);
  return submitted;
}

async function untilAccepted(
  cluster: Cluster,
  program: Program,
  document: readonly object[],
): Promise<Omit<Submitted, 'calls'>> {
  const acceptances = await followAcceptances(program.address);
  const startedAt = Date.now();
  const since = () => Date.now() - startedAt;
  const run = await program.submit(document);
  const answered = since();
  await acceptances.reach(run, document.length);
  const heard = since();
  acceptances.close();
  const taken = lastSubmissionAt(cluster) - startedAt;
  console.error(
    `  ${document.length} tasks: answered after ${answered} ms, all taken ${taken}, heard of ${heard}`,
  );
  return { taken, heard };
}

/** What is left of it to be done is done with the next poll, which is long after the measurement. */
async function submitAndCancel(
  cluster: Cluster,
  program: Program,
  document: readonly object[],
): Promise<void> {
  const acceptances = await followAcceptances(program.address);
  const run = await program.submit(document);
  await acceptances.reach(run, document.length);
  acceptances.close();
  await program.ask('POST', `/api/v1/runs/${run}/cancel`);
  await emptyQueue(cluster);
}

interface ByHand {
  /** Until the command is through. */
  readonly ms: number;
  readonly calls: number;
}

async function byHandOn(cluster: Cluster, submitAll: () => ReturnType<Cluster['run']>): Promise<ByHand> {
  let ms = 0;
  const requests = await requestsDuring(cluster, async () => {
    const done = await timed(submitAll);
    succeeded('the submission by hand', done.answer);
    ms = done.ms;
  });
  await emptyQueue(cluster);
  return { ms, calls: requests(SUBMISSIONS) };
}

/** What is left over of one measurement must not slow the next. */
async function emptyQueue(cluster: Cluster): Promise<void> {
  succeeded('scancel', await cluster.run('user', 'scancel --user="$(id -un)"'));
  const look = async () => (await cluster.run('root', 'squeue --noheader')).stdout.trim() === '';
  await waitUntil('the queue is empty', look, 120_000, 250);
}

function equal(count: number) {
  return Array.from({ length: count }, (_, at) => task(`equal-${at + 1}`, `true ${at + 1}`));
}

/** Each with a time limit of its own, so that no two can go out together. */
function different(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    ...task(`different-${at + 1}`, `true ${at + 1}`),
    time_limit: `${at + 1}`,
  }));
}

if (isProgram(import.meta)) await printFigures('submit', submit);
