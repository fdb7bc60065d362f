import type { Context } from 'hono';
import type { SourceView } from '../conductor/catalog.ts';
import type { WorkflowListing } from '../conductor/orders.ts';
import { type BackendName, type RunId, runId, type TaskId, taskId } from '../engine/ids.ts';
import { nearest } from '../engine/nearest.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import { nameFromSegment } from '../wire/address-text.ts';
import type { ServerContext } from './context.ts';
import { visible } from './log-text.ts';
import { notFound } from './problems.tsx';

/** The name in one segment of the address. */
export function nameInPath(c: Context, parameter: string): string {
  return nameFromSegment(c.req.param(parameter) ?? '');
}

export function runIdInPath(c: Context): RunId {
  return runId(nameInPath(c, 'run'));
}

export function taskIdInPath(c: Context): TaskId {
  return taskId(nameInPath(c, 'task'));
}

/** @throws Refusal when there is no such run. */
export function runInPath(c: Context, context: ServerContext): RunRow {
  const id = runIdInPath(c);
  const row = context.store.readRun(id);
  if (row === null)
    throw notFound(
      `There is no run ${visible(id)}.`,
      'It may have been deleted; the list of runs shows those there are.',
    );
  return row;
}

/** @throws Refusal when there is no such task. */
export function taskInPath(c: Context, context: ServerContext): TaskRow {
  const run = runInPath(c, context).info.id;
  const id = taskIdInPath(c);
  const row = context.store.readTask(run, id);
  if (row === null) throw notFound(`Run ${run} has no task ${visible(id)}.`);
  return row;
}

/** @throws Refusal when there is no such source or project. */
export function sourceInPath(
  c: Context,
  context: ServerContext,
  kind: SourceView['kind'] = 'source',
): SourceView {
  const name = nameInPath(c, kind);
  const known = context.orders.sources().filter((view) => view.kind === kind);
  const found = known.find((view) => view.name === name);
  if (found !== undefined) return found;
  throw notFound(`There is no ${kind} ${visible(name)}.`, meant(name, known, `${kind}s`));
}

/** @throws Refusal when there is no such configured workflow. */
export function workflowInPath(c: Context, context: ServerContext): WorkflowListing {
  const name = nameInPath(c, 'workflow');
  const known = context.orders.workflows();
  const found = known.find((listing) => listing.name === name);
  if (found !== undefined) return found;
  throw notFound(`There is no workflow ${visible(name)}.`, meant(name, known, 'workflows'));
}

function meant(name: string, known: readonly { readonly name: string }[], section: string): string {
  const names = known.map((each) => each.name);
  const similar = nearest(name, names);
  return similar === null
    ? `They are listed in the configuration, under ${section}.`
    : `Did you mean '${visible(similar)}'?`;
}

/** @throws Refusal when there is no such backend. */
export function backendInPath(c: Context, context: ServerContext): BackendName {
  return backendNamed(context, nameInPath(c, 'backend'));
}

/** @throws Refusal when there is no such backend. */
export function backendNamed(context: ServerContext, name: string): BackendName {
  const found = context.orders.backends().find((backend) => backend.name === name);
  if (found === undefined) throw notFound(`There is no backend ${visible(name)}.`);
  return found.name;
}
