import type { Context } from 'hono';
import type { SourceView } from '../conductor/catalog.ts';
import type { WorkflowListing } from '../conductor/orders.ts';
import { unknownName } from '../conductor/unknown-name.ts';
import { type BackendName, type RunId, runId, type TaskId, taskId } from '../engine/ids.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import { nameFromSegment } from '../wire/address-text.ts';
import type { ServerContext } from './context.ts';
import { visible } from './log-text.ts';
import { notFound, Refusal } from './problems.tsx';

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
  if (row === null) throw noRun(id);
  return row;
}

export function noRun(name: string): Refusal {
  return notFound(
    `There is no run ${visible(name)}.`,
    'It may have been deleted; the list of runs shows those there are.',
  );
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
  throw unknown(kind, name, known);
}

/** @throws Refusal when there is no such configured workflow. */
export function workflowInPath(c: Context, context: ServerContext): WorkflowListing {
  const name = nameInPath(c, 'workflow');
  const known = context.orders.workflows();
  const found = known.find((listing) => listing.name === name);
  if (found !== undefined) return found;
  throw unknown('workflow', name, known);
}

/** @throws Refusal when there is no such backend. */
export function backendInPath(c: Context, context: ServerContext): BackendName {
  return backendNamed(context, nameInPath(c, 'backend'));
}

/** @throws Refusal when there is no such backend. */
export function backendNamed(context: ServerContext, name: string): BackendName {
  const found = context.orders.backends().find((backend) => backend.name === name);
  if (found === undefined) throw noBackend(context, name);
  return found.name;
}

export function noBackend({ orders }: ServerContext, name: string): Refusal {
  return unknown('backend', name, orders.backends());
}

/** Where the configuration does not have what an address names. */
function unknown(what: string, name: string, known: readonly { readonly name: string }[]): Refusal {
  const names = known.map((each) => each.name);
  return new Refusal(unknownName(what, visible(name), names));
}
