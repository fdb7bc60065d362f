import { NO_RULES } from '../engine/env-rules.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Task } from '../engine/task.ts';
import { fileName } from '../sources/files.ts';
import type { Revision } from '../sources/git-names.ts';
import type { Snapshot, Source, SourceFile } from '../sources/source.ts';
import { fileStem, projectFileName, sourceFileName } from '../workflows/names.ts';
import { parseDocument } from '../workflows/parse.ts';
import { fillWorkingDirs, resolveWorkingDirs } from '../workflows/working-dir.ts';
import type { SourceKind } from './catalog.ts';
import type { Conductor } from './conductor.ts';
import { chooseBackend, type FoundWork, machineOf } from './found-work.ts';
import type { RunRequest } from './orders.ts';
import { readProjectFile } from './project-file.ts';
import { unknownName } from './unknown-name.ts';

/** A file of a source or project. Document and files are of one commit, where the source is a repository. */
export async function findInSource(
  conductor: Conductor,
  request: RunRequest,
  wanted: { readonly is: SourceKind; readonly name: string; readonly file: string },
  isPreview: boolean,
): Promise<Result<FoundWork>> {
  const source = conductor.catalog.find(wanted.is, wanted.name);
  if (!source.ok) return source;
  const { name, maxConcurrent } = source.value;
  const backend = chooseBackend(conductor, request.backend, source.value.backend);
  if (!backend.ok) return backend;
  const machine = machineOf(backend.value);
  if (!machine.ok) return machine;
  const seen = await lookAt(source.value, request.revision ?? {});
  if (!seen.ok) return seen;
  const { snapshot, warnings } = seen.value;
  const file = findFile(source.value, snapshot, wanted.file);
  if (!file.ok) return file;
  const text = await snapshot.read(file.value);
  if (!text.ok) return text;
  const { path } = file.value;
  const isProject = wanted.is === 'project';
  const workflow = isProject ? projectFileName(name, path) : sourceFileName(name, path);
  const document = parseDocument(text.value, path, workflow);
  if (!document.ok) return document;
  const own = await readProjectFile(source.value, snapshot);
  if (!own.ok) return own;
  return ok({
    backend: backend.value,
    document: document.value,
    text: () => text.value,
    name: workflow,
    maxConcurrent,
    source: { kind: wanted.is, name, file: path },
    git: snapshot.git,
    rules: own.value?.rules ?? NO_RULES,
    warnings: [...warnings, ...(own.value?.warnings ?? [])],
    place: async (tasks: readonly Task[]) => {
      const base = await (isPreview ? snapshot.locate : snapshot.place)(file.value, machine.value);
      if (!base.ok) return base;
      return ok((isProject ? fillWorkingDirs : resolveWorkingDirs)(tasks, base.value));
    },
  });
}

interface Seen {
  readonly snapshot: Snapshot;
  readonly warnings: readonly string[];
}

/** The newest state of the source; while it cannot be reached, the last known one, with a warning (`compat.md` 12.2). */
async function lookAt(source: Source, revision: Revision): Promise<Result<Seen>> {
  const isAsked = revision.branch !== undefined || revision.commit !== undefined;
  const looked = await (isAsked ? source.at(revision) : source.sync());
  if (looked.ok) return ok({ snapshot: looked.value, warnings: [] });
  const { snapshot } = source.picture();
  if (isAsked || snapshot === null || source.type !== 'git') return looked;
  const commit = snapshot.git?.commit.slice(0, 12);
  const warning = `'${source.name}' could not be synced, so its last known commit ${commit} is used: ${looked.problem.message}`;
  return ok({ snapshot, warnings: [warning] });
}

/** By its path, else by its name, else by its name without the extension: each time the first (`compat.md` 12.2). */
function findFile(source: Source, { files }: Snapshot, wanted: string): Result<SourceFile> {
  const found =
    files.find(({ path }) => path === wanted) ??
    files.find(({ path }) => fileName(path) === wanted) ??
    files.find(({ path }) => fileStem(path) === wanted);
  if (found !== undefined) return ok(found);
  if (files.length === 0) {
    const message = `'${source.name}' has no workflow files at all, so none called '${wanted}'`;
    const hint = `They are looked for in ${source.place}; see workflows_glob and branch in the configuration.`;
    return failed(problem('not-found', message, { hint }));
  }
  const names = files.slice(0, 50).map(({ path }) => (source.type === 'project' ? path : fileName(path)));
  return failed(unknownName(`workflow in '${source.name}'`, wanted, names));
}
