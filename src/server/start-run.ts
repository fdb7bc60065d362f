import type { Context } from 'hono';
import type { RunRequest } from '../conductor/orders.ts';
import { labelsFromText } from '../engine/labels.ts';
import type { Problem } from '../engine/problem.ts';
import type { RunRow } from '../store/store.ts';
import { paths } from '../wire/paths.ts';
import type { RunChoice } from '../wire/sources.ts';
import type { WorkflowStarted } from '../wire/workflows.ts';
import { askerOf } from './asking.ts';
import type { ServerContext } from './context.ts';
import { formOf, isForm } from './form.ts';
import { Refusal } from './problems.tsx';
import { rowOf } from './run-changes.ts';

/** A word from the address or, behind a button, from the form; an empty field is none. */
export async function fieldOf(c: Context, name: string): Promise<string | undefined> {
  const text = c.req.query(name) ?? (isForm(c) ? (await formOf(c)).get(name) : undefined);
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** Where it is to run, and of which branch or commit. */
export async function choiceOf(c: Context): Promise<RunChoice> {
  const backend = await fieldOf(c, 'backend');
  const branch = await fieldOf(c, 'branch');
  const commit = await fieldOf(c, 'commit');
  const labels = await fieldOf(c, 'labels');
  return {
    ...(backend !== undefined && { backend }),
    ...(branch !== undefined && { branch }),
    ...(commit !== undefined && { commit }),
    ...(labels !== undefined && { labels }),
  };
}

/** The same for a run's order. */
export function chosen({
  backend,
  labels,
  ...revision
}: RunChoice): Pick<RunRequest, 'backend' | 'revision' | 'labels'> {
  return {
    ...(backend !== undefined && { backend }),
    ...(labels !== undefined && { labels: labelsFromText(labels) }),
    revision,
  };
}

/** With which status a run is refused: 404 for a file that is not there, 422 for all else, an unknown backend included. */
export function statusOfRefusal(context: ServerContext, backend: string | null): StatusOf {
  const isKnown = context.orders.backends().some(({ name }) => name === backend);
  return ({ code }) => (isKnown && code === 'not-found' ? 404 : 422);
}

type StatusOf = (problem: Problem) => 404 | 422;

/** Submits and leads a person to the run. Every failure is status 422 when nothing else is said (`compat.md` 13.2). */
export async function startRun(
  c: Context,
  context: ServerContext,
  request: RunRequest,
  statusOf: StatusOf = () => 422,
): Promise<Response> {
  const submitted = await context.orders.submitRun(request);
  if (!submitted.ok) throw new Refusal(submitted.problem, statusOf(submitted.problem));
  const run = rowOf(context, submitted.value.run);
  return askerOf(c) === 'browser' ? c.redirect(paths.run(run.info.id), 303) : c.json(workflowStarted(run));
}

/** The answer to what starts a run outside of `/api/v1` (`compat.md` 13.2). */
export function workflowStarted({ info, taskCount, status }: RunRow): WorkflowStarted {
  return {
    run_id: info.id,
    workflow_name: info.workflow,
    backend_name: info.backend,
    task_count: taskCount,
    status,
  };
}
