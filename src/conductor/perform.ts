import type { Backend, SoughtSubmission } from '../backends/backend.ts';
import { present } from '../engine/assert.ts';
import type { Effect, SubmissionRef } from '../engine/effect.ts';
import { onOneLine } from '../engine/faults.ts';
import type { Token } from '../engine/ids.ts';
import type { Observation } from '../engine/observation.ts';
import { checkPlan, taskAt } from '../engine/plan.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { ok, type Result } from '../engine/result.ts';
import { type Run, stateOf, type World } from '../engine/world.ts';
import { checkRules } from '../workflows/env-check.ts';
import { type GeneratedTasks, generatedPath, parseGenerated } from '../workflows/generated.ts';
import type { Cancels } from './cancels.ts';
import type { Outbox } from './outbox.ts';
import { messageOf, type Report } from './report.ts';

export interface Performer {
  readonly world: World;
  readonly backend: Backend;
  readonly outbox: Outbox;
  readonly cancels: Cancels;
  readonly observe: (observation: Observation) => void;
  readonly report: Report;
}

/** Does what the engine wants done. What came of it is observed; nothing is decided here. */
export async function perform(effect: Effect, performer: Performer): Promise<void> {
  switch (effect.kind) {
    case 'submit':
      return submit(effect.submissions, performer);
    case 'find':
      return find(effect.submissions, performer);
    case 'cancel':
      return cancel(effect, performer);
    case 'generate':
      return generate(effect, performer);
  }
}

async function submit(submissions: readonly SubmissionRef[], performer: Performer): Promise<void> {
  const awaited = new Map<Token, SubmissionRef>(submissions.map((ref) => [ref.token, ref]));
  const answer = (
    ref: SubmissionRef,
    said: Extract<Observation, { is: 'submit-answer' }>['answer'],
  ): void => {
    awaited.delete(ref.token);
    performer.observe({ is: 'submit-answer', run: ref.run, submission: ref.submission, answer: said });
  };
  let silence = problem('no-answer', 'The backend did not answer for this submission');
  try {
    const requests = submissions.flatMap((ref) => performer.outbox.take(ref, performer.world) ?? []);
    await performer.backend.submit(requests, (token, said) => {
      const ref = awaited.get(token);
      if (ref !== undefined) answer(ref, said);
    });
  } catch (error) {
    silence = unexpected(error, performer);
  }
  for (const ref of [...awaited.values()]) answer(ref, { is: 'unanswered', problem: silence });
}

async function find(submissions: readonly SubmissionRef[], performer: Performer): Promise<void> {
  let missed: Problem | null = null;
  try {
    const sought = submissions.flatMap((ref) => soughtOf(ref, performer.world));
    const found = await performer.backend.find(sought);
    if (found.ok) {
      for (const { run, submission, token } of submissions) {
        performer.observe({ is: 'find-answer', run, submission, jobs: found.value.get(token) ?? null });
      }
      return;
    }
    missed = found.problem;
  } catch (error) {
    missed = unexpected(error, performer);
  }
  for (const { run, submission } of submissions)
    performer.observe({ is: 'find-failed', run, submission, problem: missed });
}

function soughtOf({ run, submission, token }: SubmissionRef, world: World): SoughtSubmission[] {
  const open = world.runs.get(run)?.open.get(submission);
  return open === undefined ? [] : [{ token, size: open.tasks.length }];
}

async function cancel(effect: Extract<Effect, { kind: 'cancel' }>, performer: Performer): Promise<void> {
  const { backend, cancels, report } = performer;
  try {
    const jobs = effect.jobs.map(({ job }) => job);
    const done = await cancels.cancel(backend, jobs);
    if (!done.ok)
      report('warn', `jobs could not be cancelled: ${done.problem.message}`, { backend: backend.name });
  } catch (error) {
    unexpected(error, performer);
  }
}

async function generate(effect: Extract<Effect, { kind: 'generate' }>, performer: Performer): Promise<void> {
  try {
    performer.observe(await generated(effect, performer));
  } catch (error) {
    const { run, task } = effect;
    const problem = unexpected(error, performer);
    performer.observe({ is: 'not-generated', run, task, problem, again: true });
  }
}

/** Nobody could be asked, or nobody answered: the file may be there. */
const NOT_ASKED: readonly Problem['code'][] = [
  'unreachable',
  'no-answer',
  'not-authenticated',
  'untrusted-host',
];

async function generated(
  effect: Extract<Effect, { kind: 'generate' }>,
  performer: Performer,
): Promise<Observation> {
  const { run: id, task: index } = effect;
  const run = present(performer.world.runs.get(id), 'the run of a generator');
  const generator = taskAt(run.graph, index);
  const path = present(generatedPath(generator), 'the path of a generator');
  const text = await performer.backend.readFile(path);
  const refuse = (refusal: Problem, again: boolean): Observation => {
    if (!again) {
      const why = `the tasks that '${generator.id}' generated are refused: ${onOneLine(refusal)}`;
      performer.report('warn', `run ${id} (${run.info.workflow}): ${why}`);
    }
    return { is: 'not-generated', run: id, task: index, problem: refusal, again };
  };
  if (!text.ok) {
    const again = NOT_ASKED.includes(text.problem.code);
    const message = `The tasks that '${generator.id}' should have generated in ${path} cannot be read: ${text.problem.message}`;
    const hint = text.problem.code === 'not-found' && {
      hint: 'generates_source is relative to working_dir.',
    };
    return refuse({ ...text.problem, message, ...hint }, again);
  }
  const read = checkGenerated(text.value, run, index);
  if (!read.ok) return refuse(read.problem, false);
  const { tasks, warnings } = read.value;
  return { is: 'generated', run: id, task: index, tasks, warnings };
}

/** The engine checks once more whether they fit into the run; here their document is at hand, and faults get their places. */
function checkGenerated(text: string, run: Run, index: number): Result<GeneratedTasks> {
  const existing = run.graph.tasks.map((task) => task.id);
  const again = stateOf(run, index).attempt > 1;
  const parsed = parseGenerated(text, taskAt(run.graph, index), existing, again);
  if (!parsed.ok) return parsed;
  const { tasks, placeOf } = parsed.value;
  const rules = checkRules(run.info.rules ?? [], tasks);
  if (!rules.ok) return rules;
  const plan = again ? ok(undefined) : checkPlan(run.graph, tasks, placeOf);
  return plan.ok ? parsed : plan;
}

/** A backend must not throw; if it does, the program is wrong, and nothing may be taken for done or not done. */
function unexpected(error: unknown, performer: Performer): Problem {
  performer.report('error', `backend ${performer.backend.name} broke: ${messageOf(error)}`, { error });
  return problem('no-answer', `The backend's answer was lost: ${messageOf(error)}`);
}
