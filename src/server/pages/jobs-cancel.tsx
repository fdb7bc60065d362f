import type { Context } from 'hono';
import { type BackendName, runId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { placedOf } from '../../engine/state.ts';
import type { JobName } from '../../wire/backends.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { formOf } from '../form.ts';
import { askedFilter } from '../job-filter.ts';
import { jobField, jobFromField } from '../job-names.ts';
import { Refusal } from '../problems.tsx';
import { countWords } from '../words.ts';
import { confirmPage } from './confirm-page.tsx';

/**
 * Cancels all jobs that were chosen: form fields `jobs` (`backend/job`) and `arrays` (`run.submission`: its elements that
 * have not ended), both repeated. Without script the number is confirmed first. `done` shows how it is then.
 */
export async function cancelChosen(
  c: Context,
  context: ServerContext,
  done: () => Response | Promise<Response>,
): Promise<Response> {
  const form = await formOf(c);
  const texts = (name: string) => form.getAll(name).filter((value) => typeof value === 'string');
  const jobs = [
    ...texts('jobs').flatMap((field) => jobFromField(field) ?? []),
    ...texts('arrays').flatMap((key) => goingElements(context, key)),
  ];
  if (jobs.length === 0) {
    const hint = 'Tick some in the table first; what has ended meanwhile needs no cancelling.';
    throw new Refusal(problem('bad-request', 'No job was chosen that goes on.', { hint }));
  }
  if (askerOf(c) === 'browser' && form.get('confirmed') !== 'yes') return ask(c, context, jobs);
  await cancelAll(context, jobs);
  return done();
}

function ask(c: Context, context: ServerContext, jobs: readonly JobName[]): Response | Promise<Response> {
  return confirmPage({
    c,
    context,
    current: 'Jobs',
    action: `Cancel ${countWords(jobs.length, 'job')}`,
    sentence:
      'They are ended at their schedulers. Tasks of runs count as cancelled then, and what needs them is held back.',
    chosen: jobs.map(({ backend, job_id }) => `${job_id} on ${backend}`),
    fields: jobs.map((job) => ['jobs', jobField(job)] as const),
    back: paths.jobs(askedFilter(c)),
    isGrave: true,
  });
}

/** One call to each backend. What cannot be cancelled on one does not keep the others. */
async function cancelAll({ orders }: ServerContext, jobs: readonly JobName[]): Promise<void> {
  const known = orders.backends().map(({ name }) => name);
  const groups = [...Map.groupBy(jobs, ({ backend }) => known.find((name) => name === backend))];
  const answers = await Promise.all(
    groups.map(async ([backend, group]) => {
      if (backend === undefined) return problem('not-found', `There is no backend ${group[0]?.backend}.`);
      const done = await orders.cancelJobs(
        backend,
        group.map(({ job_id }) => job_id),
      );
      return done.ok ? null : done.problem;
    }),
  );
  const [first] = answers.filter((answer) => answer !== null);
  if (first !== undefined) throw new Refusal(first);
}

/** The elements of an array that the scheduler has. */
function goingElements({ store }: ServerContext, key: string): readonly JobName[] {
  const [, run = '', submission] = /^(.+)\.(\d{1,9})$/.exec(key) ?? [];
  const row = store.readRun(runId(run));
  if (row === null) return [];
  const backend: BackendName = row.info.backend;
  const going = (['submitted', 'running', 'settling'] as const).flatMap((status) =>
    store.listTasks(row.info.id, { status }),
  );
  return going.flatMap(({ state }) => {
    const placed = placedOf(state);
    const isMeant = placed !== null && placed.element !== null && placed.submission === Number(submission);
    return isMeant ? [{ backend, job_id: placed.job }] : [];
  });
}
