import type { Backend } from '../backends/backend.ts';
import { NO_RULES } from '../engine/env-rules.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { GitOrigin } from '../engine/run.ts';
import type { Revision } from '../sources/git-names.ts';
import { fileStem } from '../workflows/names.ts';
import { parseDocument, parseDocumentValue } from '../workflows/parse.ts';
import { resolveWorkingDirs } from '../workflows/working-dir.ts';
import type { Conductor } from './conductor.ts';
import { findInSource } from './find-in-source.ts';
import { chooseBackend, type FoundWork, machineOf } from './found-work.ts';
import type { ConfiguredWorkflow } from './options.ts';
import type { RequestedDocument, RunRequest } from './orders.ts';
import { unknownName } from './unknown-name.ts';

/** Finds and reads what was asked for. With `isPreview`, nothing is made that can be said without it. */
export async function findWork(
  conductor: Conductor,
  request: RunRequest,
  isPreview: boolean,
): Promise<Result<FoundWork>> {
  const { document, revision = {} } = request;
  switch (document.is) {
    case 'source':
    case 'project':
      return findInSource(conductor, request, document, isPreview);
    case 'workflow':
      return findConfigured(conductor, request, document.name);
    default:
      if (revision.branch !== undefined || revision.commit !== undefined)
        return failed(noRevision('A document'));
      return findGiven(conductor, request, document);
  }
}

type Given = Extract<RequestedDocument, { is: 'text' | 'value' }>;

function findGiven(conductor: Conductor, request: RunRequest, given: Given): Result<FoundWork> {
  const backend = chooseBackend(conductor, request.backend, null);
  if (!backend.ok) return backend;
  const document =
    given.is === 'text'
      ? parseDocument(given.text, given.file, fileStem(given.file))
      : parseDocumentValue(given.value, 'the document', request.name);
  if (!document.ok) return document;
  return ok({
    backend: backend.value,
    document: document.value,
    text: () => (given.is === 'text' ? given.text : JSON.stringify(given.value, null, 2)),
    name: given.is === 'text' ? fileStem(given.file) : null,
    maxConcurrent: null,
    source: { kind: given.kind, name: null },
    git: null,
    rules: NO_RULES,
    warnings: [],
    place: async (tasks) => ok(tasks),
  });
}

/** A configured command is run in the login directory, or in a clone, which a preview needs as well. */
async function findConfigured(
  conductor: Conductor,
  request: RunRequest,
  name: string,
): Promise<Result<FoundWork>> {
  const { workflows } = conductor.configured;
  const workflow = workflows.find((each) => each.name === name);
  if (workflow === undefined) {
    const names = workflows.map((each) => each.name);
    return failed(unknownName('workflow', name, names));
  }
  const backend = chooseBackend(conductor, request.backend, workflow.backend);
  if (!backend.ok) return backend;
  const printed = await runCommand(workflow, backend.value, request.revision ?? {});
  if (!printed.ok) return printed;
  const { text, git, base } = printed.value;
  const document = parseDocument(text, `what workflow '${name}' printed`, name);
  if (!document.ok) return document;
  return ok({
    backend: backend.value,
    document: document.value,
    text: () => text,
    name,
    maxConcurrent: workflow.maxConcurrent,
    source: { kind: 'workflow', name },
    git,
    rules: NO_RULES,
    warnings: [],
    place: async (tasks) => ok(resolveWorkingDirs(tasks, base)),
  });
}

interface Printed {
  readonly text: string;
  readonly git: GitOrigin | null;
  /** Where its tasks begin; null without a clone. */
  readonly base: string | null;
}

async function runCommand(
  { name, command, repository }: ConfiguredWorkflow,
  backend: Backend,
  revision: Revision,
): Promise<Result<Printed>> {
  if (repository === null) {
    if (revision.branch !== undefined || revision.commit !== undefined)
      return failed(noRevision(`Workflow '${name}'`));
    const printed = await backend.runCommand(command);
    return printed.ok ? ok({ text: printed.value, git: null, base: null }) : printed;
  }
  const machine = machineOf(backend);
  if (!machine.ok) return machine;
  const git = await repository.choose(machine.value, revision);
  if (!git.ok) return git;
  const base = await repository.checkout(machine.value, git.value);
  if (!base.ok) return base;
  const printed = await repository.runCommand(machine.value, base.value, command);
  return printed.ok ? ok({ text: printed.value, git: git.value, base: base.value }) : printed;
}

function noRevision(what: string) {
  return problem('bad-request', `${what} does not come from git: it has neither branches nor commits`);
}
