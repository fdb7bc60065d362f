import { isDeepStrictEqual } from 'node:util';
import type { Backend } from '../backends/backend.ts';
import { type EnvLayer, NO_RULES } from '../engine/env-rules.ts';
import { type RunId, runId } from '../engine/ids.ts';
import { checkLabels } from '../engine/labels.ts';
import { checkPlan, emptyGraph } from '../engine/plan.ts';
import { ok, type Result } from '../engine/result.ts';
import type { RunInfo } from '../engine/run.ts';
import type { ArrayRules } from '../engine/submission.ts';
import type { Task } from '../engine/task.ts';
import { checkRules, environmentWarnings } from '../workflows/env-check.ts';
import { dependencyPlaces, expandDependencies } from '../workflows/expand.ts';
import { adhocName, checkWorkflowName } from '../workflows/names.ts';
import type { Conductor } from './conductor.ts';
import { findWork } from './find-work.ts';
import { chooseBackend, type FoundWork } from './found-work.ts';
import { jobRequest } from './job-requests.ts';
import type { Preview, RunRequest, SubmittedRun } from './orders.ts';
import { rehearseRun } from './rehearse.ts';

/** Stands in previews where a real run has its id (`compat.md` 3.3). */
const PREVIEW_ID = runId('preview');

/** So many of a run's warnings are put into the log. */
const LOGGED = 20;

/** From text to tasks to a plan, up to the moment before it is saved. */
interface PlannedRun {
  readonly info: RunInfo;
  readonly tasks: readonly Task[];
  readonly backend: Backend;
  readonly document: FoundWork['text'];
  readonly warnings: readonly string[];
}

/** Plans the run and saves it. Everything that can be wrong with it is said before anything is submitted. */
export async function submitRun(conductor: Conductor, request: RunRequest): Promise<Result<SubmittedRun>> {
  const labels = checkLabels(request.labels ?? []);
  if (!labels.ok) return labels;
  const planned = await planRun(conductor, request, null);
  if (!planned.ok) return planned;
  const { tasks, warnings } = planned.value;
  const marks = { by: request.by, ...(labels.value.length > 0 && { labels: labels.value }) };
  const info = { ...planned.value.info, ...marks };
  const saved = await conductor.order({ is: 'new-run', info, tasks });
  if (!saved.ok) return saved;
  // Whoever started it in a browser is led to its page, and reads them nowhere else (`compat.md` 7.1, 12.2).
  for (const warning of warnings.slice(0, LOGGED))
    conductor.options.report('warn', `run ${info.id} (${info.workflow}): ${warning}`);
  return ok({ run: info.id, warnings });
}

/** A run of its own with the tasks of an earlier one, which were planned then. */
export async function newRun(
  conductor: Conductor,
  earlier: RunInfo,
  tasks: readonly Task[],
): Promise<Result<SubmittedRun>> {
  const found = chooseBackend(conductor, earlier.backend, null);
  if (!found.ok) return found;
  const backend = found.value;
  const id = freshId(conductor);
  const workingDir = tasks[0]?.workingDir ?? '~';
  const prepared = await backend.prepareRun({
    run: id,
    workflow: earlier.workflow,
    workingDir,
    dryRun: false,
  });
  if (!prepared.ok) return prepared;
  const info = { ...earlier, id, createdAt: conductor.options.clock.now(), logDir: prepared.value.logDir };
  const saved = await conductor.order({ is: 'new-run', info, tasks });
  return saved.ok ? ok({ run: id, warnings: [] }) : saved;
}

/** The very scripts that `submitRun` would have written; nothing is saved or sent. */
export async function previewRun(conductor: Conductor, request: RunRequest): Promise<Result<Preview>> {
  const planned = await planRun(conductor, request, PREVIEW_ID);
  if (!planned.ok) return planned;
  const { info, tasks, backend, document, warnings } = planned.value;
  return ok({
    workflow: info.workflow,
    title: info.title,
    backend: backend.name,
    git: info.git,
    logDir: info.logDir,
    document: document(),
    tasks: tasks.map((task) => ({ task, script: backend.script(jobRequest(info, task, 1, 1)) })),
    kinds: await rehearseRun(backend, info, tasks, arraysOf(conductor, backend)),
    cost: conductor.costs.expected(tasks),
    warnings,
  });
}

/** One that the log has never heard of: the machines still know what was submitted for a run that was deleted. */
function freshId({ options }: Conductor): RunId {
  for (;;) {
    const id = options.newRunId();
    if (options.store.eventsAfter(0, 1, id).length === 0) return id;
  }
}

function arraysOf({ world }: Conductor, { name }: Backend): ArrayRules | null {
  return world.backends.get(name)?.arrays ?? null;
}

async function planRun(
  conductor: Conductor,
  request: RunRequest,
  previewId: RunId | null,
): Promise<Result<PlannedRun>> {
  const found = await findWork(conductor, request, previewId !== null);
  if (!found.ok) return found;
  const { backend, document, text, source, git } = found.value;
  const tasks = expandDependencies(document, []);
  if (!tasks.ok) return tasks;
  const plan = checkPlan(emptyGraph(), tasks.value, dependencyPlaces(document));
  if (!plan.ok) return plan;
  const rules = rulesOfRun(conductor, found.value);
  const rulesChecked = checkRules(rules, tasks.value);
  if (!rulesChecked.ok) return rulesChecked;
  const name = checkWorkflowName(request.name ?? found.value.name ?? nameOf(tasks.value));
  if (!name.ok) return name;
  const placed = await found.value.place(tasks.value);
  if (!placed.ok) return placed;
  const id = previewId ?? freshId(conductor);
  const workingDir = placed.value[0]?.workingDir ?? '~';
  const prepared = await backend.prepareRun({
    run: id,
    workflow: name.value,
    workingDir,
    dryRun: previewId !== null,
  });
  if (!prepared.ok) return prepared;
  const info: RunInfo = {
    id,
    workflow: name.value,
    title: document.title,
    backend: backend.name,
    createdAt: conductor.options.clock.now(),
    maxConcurrent: request.maxConcurrent === undefined ? found.value.maxConcurrent : request.maxConcurrent,
    logDir: prepared.value.logDir,
    account: backend.account,
    loginShell: backend.loginShell,
    source: { ...source, name: source.name ?? name.value },
    git,
    environments: conductor.configured.environments,
    ...(rules.length > 0 && { rules }),
  };
  const warnings = [
    ...found.value.warnings,
    ...document.warnings,
    ...environmentWarnings(info, placed.value),
  ];
  return ok({ info, tasks: placed.value, backend, document: text, warnings });
}

/** From the general to the special (`compat.md` 7.2); places without any are left out. */
function rulesOfRun({ configured }: Conductor, { backend, rules, document }: FoundWork): EnvLayer[] {
  const ofServer = configured.rules?.server ?? NO_RULES;
  // The server may have been started in that very folder: then both are one file, which counts once.
  const ofProject = isDeepStrictEqual(rules, ofServer) ? NO_RULES : rules;
  const layers: EnvLayer[] = [
    { source: 'backend', ...(configured.rules?.backends.get(backend.name) ?? NO_RULES) },
    { source: 'server', ...ofServer },
    { source: 'project', ...ofProject },
    { source: 'document', ...document.rules },
  ];
  return layers.filter(({ env, groups }) => env.length > 0 || Object.keys(groups).length > 0);
}

function nameOf(tasks: readonly Task[]): string {
  return tasks.length === 1 ? adhocName(tasks[0]?.id ?? '') : 'workflow';
}
