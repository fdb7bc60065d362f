import { freeSlots } from './decide.ts';
import type { TaskId } from './ids.ts';
import { taskAt } from './plan.ts';
import { allEnded } from './run-status.ts';
import { retriedWords, wordsOf } from './sentences.ts';
import { isTerminal, retriedOf, type TaskState } from './state.ts';
import type { Verdict } from './verdict.ts';
import { dependenciesOf, type Run, stateOf, type World } from './world.ts';

/**
 * One sentence that says why a task of a run that goes on is as it is; empty for success. What only the state itself
 * can tell (also of runs long ended) is said by `explainState`.
 */
export function explain(world: World, run: Run, index: number, now: number): string {
  const state = stateOf(run, index);
  const sentence = explainNow(world, run, index, now);
  const retried = isTerminal(state) ? undefined : retriedOf(state);
  return retried === undefined ? sentence : `${sentence} (${retriedWords(retried)})`;
}

function explainNow(world: World, run: Run, index: number, now: number): string {
  const state = stateOf(run, index);
  if (state.is === 'waiting') return explainWaiting(world, run, index, now);
  if (run.cancel !== null && (state.is === 'queued' || state.is === 'running')) {
    return `Cancelled by ${run.cancel.by}; waiting for the scheduler to end job ${state.job}`;
  }
  if (state.is === 'submitting') {
    const open = run.open.get(state.submission);
    return open !== undefined && open.missing > 0
      ? 'Whether the scheduler has it is not known yet: it is being looked for before it is sent again'
      : 'Being handed to the scheduler';
  }
  return explainState(state);
}

/** What a state says of itself. */
export function explainState(state: TaskState): string {
  switch (state.is) {
    case 'waiting':
      return 'Waiting';
    case 'submitting':
      return 'Being handed to the scheduler';
    case 'queued':
      return state.reason === '' || state.reason === 'None'
        ? "In the scheduler's queue"
        : `In the scheduler's queue: ${state.reason}`;
    case 'running':
      return state.node === '' ? 'Running' : `Running on ${state.node}`;
    case 'settling':
      return `Job ${state.job} has left the queue; how it ended is being asked for`;
    case 'generating':
      return 'Succeeded; the tasks that it generated are being read';
    case 'completed':
      return '';
    case 'failed':
      return explainFailure(state.verdict, state.node);
    case 'blocked':
      return `Dependency '${state.because}' failed`;
  }
}

function explainFailure(verdict: Verdict, node: string): string {
  const where = node === '' ? '' : ` on ${node}`;
  switch (verdict.reason) {
    case 'exit':
      return `Exit code ${verdict.exitCode ?? 'unknown'}${where}`;
    case 'signal':
      return verdict.signal === null
        ? `${wordsOf('signal')}${where}`
        : `Killed by signal ${verdict.signal}${where}`;
    case 'cancelled':
      return verdict.raw === '' ? 'Cancelled' : `Cancelled (${verdict.raw})`;
    case 'submission-refused':
    case 'lost':
    case 'bad-generated-tasks':
      return verdict.sentence;
    default:
      return `${wordsOf(verdict.reason)}${where}`;
  }
}

const NAMED = 3;

function explainWaiting(world: World, run: Run, index: number, now: number): string {
  if (run.cancel !== null) return `Cancelled by ${run.cancel.by}`;
  const unmet = run.unmet[index] ?? 0;
  return unmet > 0 ? `Waits for ${firstUnmet(run, index, unmet)}` : explainReady(world, run, now);
}

/** Looks no further than to what it names: there may be a hundred thousand. */
function firstUnmet(run: Run, index: number, count: number): string {
  const named: TaskId[] = [];
  for (const dependency of dependenciesOf(run, index)) {
    if (named.length === Math.min(NAMED, count)) break;
    if (stateOf(run, dependency).is !== 'completed') named.push(taskAt(run.graph, dependency).id);
  }
  return count > NAMED ? `${named.join(', ')} and ${count - NAMED} more` : named.join(', ');
}

function explainReady(world: World, run: Run, now: number): string {
  if (run.hold !== null && run.hold.until > now) {
    const seconds = Math.ceil((run.hold.until - now) / 1000);
    return `The scheduler could not take it: ${run.hold.reason}; next try in ${seconds} s`;
  }
  const { backend, maxConcurrent } = run.info;
  const limit = world.backends.get(backend)?.limit ?? 0;
  if (limit === 0) return `Backend '${backend}' is not configured any more`;
  const free = freeSlots(world, run);
  if (free.ofRun <= 0) return `Waits for a slot (limit ${maxConcurrent} for this run)`;
  if (free.ofBackend <= 0) return `Waits for a slot (limit ${limit} on ${backend})`;
  return 'Ready; goes out with the next beat';
}

/** One sentence for the whole run: what went wrong, what it waits for; empty when all is well. */
export function explainRun(world: World, run: Run, now: number): string {
  if (run.cancel !== null && !allEnded(run))
    return `Cancelled by ${run.cancel.by}; waiting for its jobs to end`;
  if (run.active > 0 || run.ready.size === 0) return '';
  return explainReady(world, run, now);
}
