import type { Backend } from '../backends/backend.ts';
import { type EnvLayer, NO_RULES } from '../engine/env-rules.ts';
import { backendName, type RunId, runId } from '../engine/ids.ts';
import { nearest } from '../engine/nearest.ts';
import { checkPlan, emptyGraph } from '../engine/plan.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { RunInfo, RunSource } from '../engine/run.ts';
import type { ArrayRules } from '../engine/submission.ts';
import type { Task } from '../engine/task.ts';
import type { WorkflowDocument } from '../workflows/document.ts';
import { checkRules, environmentWarnings } from '../workflows/env-check.ts';
import { expandDependencies } from '../workflows/expand.ts';
import { adhocName, checkWorkflowName, fileStem } from '../workflows/names.ts';
import { parseDocument, parseDocumentValue } from '../workflows/parse.ts';
import type { Conductor, ConfiguredWorkflow } from './conductor.ts';
import { jobRequest } from './job-requests.ts';
import type { Preview, RequestedDocument, RunRequest, SubmittedRun } from './orders.ts';
import { rehearseRun } from './rehearse.ts';

/** Stands in previews where a real run has its id (`compat.md` 3.3). */
const PREVIEW_ID = runId('preview');

/** From text to tasks to a plan, up to the moment before it is saved. */
interface PlannedRun {
  readonly info: RunInfo;
  readonly tasks: readonly Task[];
  readonly backend: Backend;
  readonly document: string;
  readonly warnings: readonly string[];
}

/** Plans the run and saves it. Everything that can be wrong with it is said before anything is submitted. */
export async function submitRun(conductor: Conductor, request: RunRequest): Promise<Result<SubmittedRun>> {
  const planned = await planRun(conductor, request, null);
  if (!planned.ok) return planned;
  const { info, tasks, warnings } = planned.value;
  const saved = await conductor.order({ is: 'new-run', info, tasks });
  return saved.ok ? ok({ run: info.id, warnings }) : saved;
}

/** A run of its own with the tasks of an earlier one, which were planned then. */
export async function newRun(
  conductor: Conductor,
  earlier: RunInfo,
  tasks: readonly Task[],
): Promise<Result<SubmittedRun>> {
  const backend = conductor.backends.get(earlier.backend);
  if (backend === undefined)
    return failed(unknownName('backend', earlier.backend, [...conductor.backends.keys()]));
  const id = conductor.options.newRunId();
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
    logDir: info.logDir,
    document,
    tasks: tasks.map((task) => ({ task, script: backend.script(jobRequest(info, task, 1, 1)) })),
    kinds: await rehearseRun(backend, info, tasks, arraysOf(conductor, backend)),
    cost: conductor.costs.expected(tasks),
    warnings,
  });
}

function arraysOf({ world }: Conductor, { name }: Backend): ArrayRules | null {
  return world.backends.get(name)?.arrays ?? null;
}

async function planRun(
  conductor: Conductor,
  request: RunRequest,
  previewId: RunId | null,
): Promise<Result<PlannedRun>> {
  const chosen = choose(conductor, request);
  if (!chosen.ok) return chosen;
  const { backend, workflow } = chosen.value;
  const read = await readDocument(request.document, backend, workflow);
  if (!read.ok) return read;
  const { document, text } = read.value;
  const tasks = expandDependencies(document, []);
  if (!tasks.ok) return tasks;
  const plan = checkPlan(emptyGraph(), tasks.value);
  if (!plan.ok) return plan;
  const rules = rulesOfRun(conductor, backend, document);
  const rulesChecked = checkRules(rules, tasks.value);
  if (!rulesChecked.ok) return rulesChecked;
  const name = checkWorkflowName(request.name ?? workflow?.name ?? nameOf(request.document, tasks.value));
  if (!name.ok) return name;
  const id = previewId ?? conductor.options.newRunId();
  const workingDir = tasks.value[0]?.workingDir ?? '~';
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
    maxConcurrent:
      request.maxConcurrent === undefined ? (workflow?.maxConcurrent ?? null) : request.maxConcurrent,
    logDir: prepared.value.logDir,
    account: backend.account,
    loginShell: backend.loginShell,
    source: sourceOf(request.document, name.value),
    git: null,
    environments: conductor.options.environments,
    ...(rules.length > 0 && { rules }),
  };
  const warnings = [...document.warnings, ...environmentWarnings(info, tasks.value)];
  return ok({ info, tasks: tasks.value, backend, document: text, warnings });
}

/** From the general to the special (`compat.md` 7.2); places without any are left out. */
function rulesOfRun({ options }: Conductor, backend: Backend, document: WorkflowDocument): EnvLayer[] {
  const layers: EnvLayer[] = [
    { source: 'backend', ...(options.rules?.backends.get(backend.name) ?? NO_RULES) },
    { source: 'server', ...(options.rules?.server ?? NO_RULES) },
    { source: 'document', ...document.rules },
  ];
  return layers.filter(({ env, groups }) => env.length > 0 || Object.keys(groups).length > 0);
}

interface Choice {
  readonly backend: Backend;
  readonly workflow: ConfiguredWorkflow | null;
}

function choose(conductor: Conductor, { document, backend }: RunRequest): Result<Choice> {
  const { workflows } = conductor.options;
  let workflow: ConfiguredWorkflow | null = null;
  if (document.is === 'workflow') {
    workflow = workflows.find(({ name }) => name === document.name) ?? null;
    if (workflow === null)
      return failed(
        unknownName(
          'workflow',
          document.name,
          workflows.map(({ name }) => name),
        ),
      );
    if (workflow.hasGit) {
      const message = `Workflow '${workflow.name}' comes from a git repository, which this version does not read yet`;
      return failed(problem('unsupported', message));
    }
  }
  const names = [...conductor.backends.keys()];
  const wanted = backend ?? workflow?.backend;
  if (wanted === undefined) {
    const hint = names.length === 0 ? 'No backend is configured.' : `Backends: ${names.join(', ')}.`;
    return failed(problem('bad-request', 'No backend is named for this run', { hint }));
  }
  const found = conductor.backends.get(backendName(wanted));
  return found === undefined
    ? failed(unknownName('backend', wanted, names))
    : ok({ backend: found, workflow });
}

function unknownName(what: string, name: string, known: readonly string[]): Problem {
  const similar = nearest(name, known);
  const hint = similar !== null ? `Did you mean '${similar}'?` : `Known: ${known.join(', ') || 'none'}.`;
  return problem('not-found', `There is no ${what} called '${name}'`, { hint });
}

interface ReadDocument {
  readonly document: WorkflowDocument;
  /** For people: the text as it came. */
  readonly text: string;
}

async function readDocument(
  wanted: RequestedDocument,
  backend: Backend,
  workflow: ConfiguredWorkflow | null,
): Promise<Result<ReadDocument>> {
  if (wanted.is === 'value') {
    const text = JSON.stringify(wanted.value, null, 2) ?? '';
    return withText(text, parseDocumentValue(wanted.value, 'the document'));
  }
  if (wanted.is === 'text') return withText(wanted.text, parseDocument(wanted.text, wanted.file));
  const printed = await backend.runCommand(workflow?.command ?? '');
  if (!printed.ok) return printed;
  return withText(printed.value, parseDocument(printed.value, `what workflow '${wanted.name}' printed`));
}

function withText(text: string, parsed: Result<WorkflowDocument>): Result<ReadDocument> {
  return parsed.ok ? ok({ document: parsed.value, text }) : parsed;
}

function nameOf(document: RequestedDocument, tasks: readonly Task[]): string {
  if (document.is === 'text') return fileStem(document.file);
  return tasks.length === 1 ? adhocName(tasks[0]?.id ?? '') : 'workflow';
}

function sourceOf(document: RequestedDocument, name: string): RunSource {
  return document.is === 'workflow'
    ? { kind: 'workflow', name: document.name }
    : { kind: document.kind, name };
}
