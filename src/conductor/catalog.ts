import type { Problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { fileName } from '../sources/files.ts';
import type { Snapshot, Source, SourceCommit, SourceFile } from '../sources/source.ts';
import { parseDocumentOrNothing } from '../workflows/parse.ts';
import { unknownName } from './unknown-name.ts';

/** The two lists of the configuration that files come from; names are unique in each. */
export type SourceKind = 'source' | 'project';

/** A source or project, as its last look showed it. */
export interface SourceView {
  readonly kind: SourceKind;
  readonly name: string;
  readonly type: Source['type'];
  readonly description: string;
  readonly maxConcurrent: number | null;
  readonly backend: string | null;
  /** For people: the repository's address without passwords, or the folder. */
  readonly place: string;
  readonly branch: string | null;
  /** Of git sources: where the server's clone is. */
  readonly localPath: string | null;
  /** Whether it has ever been read. */
  readonly isKnown: boolean;
  readonly commit: string | null;
  /** That one and a few before it, newest first. */
  readonly commits: readonly SourceCommit[];
  /** Milliseconds since 1970; null before the first success since the start. */
  readonly syncedAt: number | null;
  /** Why the last look failed; then the rest is as known before. */
  readonly problem: Problem | null;
  /** Sorted by path. */
  readonly workflows: readonly SourceWorkflow[];
  /** Files that were left out, and why. */
  readonly warnings: readonly string[];
}

export interface SourceWorkflow {
  readonly path: string;
  /** The last part of the path: what it is called by. */
  readonly fileName: string;
  /** Null where the document has none, or has not been read. */
  readonly title: string | null;
  /** Null where the document has not been read, or cannot be. */
  readonly taskCount: number | null;
  /** What is wrong with the document. */
  readonly problem: Problem | null;
}

/** What was seen in one version of a file. */
interface Note {
  readonly isJson: boolean;
  readonly title: string | null;
  readonly taskCount: number | null;
  readonly problem: Problem | null;
}

/** Larger files are listed without a look into them. */
const LOOKED_INTO_BYTES = 1024 * 1024;

/** All sources and projects, and what has been seen in their files. */
export class Catalog {
  #sources: readonly Source[];
  /** By the file's path and version. */
  readonly #notes = new Map<Source, ReadonlyMap<string, Note>>();

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /** Takes other sources; what was seen in the files of those that stay is kept. */
  replace(sources: readonly Source[]): void {
    this.#sources = sources;
    for (const known of this.#notes.keys()) if (!sources.includes(known)) this.#notes.delete(known);
  }

  views(): readonly SourceView[] {
    return this.#sources.map((source) => this.#view(source));
  }

  find(kind: SourceKind, name: string): Result<Source> {
    const candidates = this.#sources.filter((source) => kindOf(source) === kind);
    const found = candidates.find((source) => source.name === name);
    if (found !== undefined) return ok(found);
    const names = candidates.map((source) => source.name);
    return failed(unknownName(kind, name, names));
  }

  async syncByName(kind: SourceKind, name: string): Promise<Result<SourceView>> {
    const found = this.find(kind, name);
    return found.ok ? this.sync(found.value) : found;
  }

  /** Looks at the source anew, and into the files of it that are new. */
  async sync(source: Source): Promise<Result<SourceView>> {
    const synced = await source.sync();
    const { snapshot } = source.picture();
    if (snapshot !== null) await this.#lookInto(source, snapshot);
    return synced.ok ? ok(this.#view(source)) : synced;
  }

  async #lookInto(source: Source, snapshot: Snapshot): Promise<void> {
    const known = this.#notes.get(source);
    const notes = new Map<string, Note>();
    const look = async (file: SourceFile): Promise<void> => {
      const { version, sizeBytes } = file;
      if (version === null || sizeBytes === null || sizeBytes > LOOKED_INTO_BYTES) return;
      const note = known?.get(keyOf(file)) ?? (await noteOf(snapshot, file));
      if (note !== null) notes.set(keyOf(file), note);
    };
    await Promise.all(snapshot.files.map(look));
    this.#notes.set(source, notes);
  }

  #view(source: Source): SourceView {
    const { snapshot, syncedAt, problem } = source.picture();
    const { name, type, description, maxConcurrent, backend, place, branch, localPath } = source;
    const notes = this.#notes.get(source);
    const files = (snapshot?.files ?? []).map((file) => ({ file, note: notes?.get(keyOf(file)) }));
    const bad = files.filter(({ note }) => note?.isJson === false);
    return {
      ...{ kind: kindOf(source), name, type, description, maxConcurrent, backend, place, branch, localPath },
      isKnown: snapshot !== null,
      commit: snapshot?.git?.commit ?? null,
      commits: snapshot?.commits ?? [],
      syncedAt,
      problem,
      workflows: files
        .filter((each) => !bad.includes(each))
        .map(({ file, note }) => ({
          path: file.path,
          fileName: fileName(file.path),
          title: note?.title ?? null,
          taskCount: note?.taskCount ?? null,
          problem: note?.problem ?? null,
        })),
      warnings: [...(snapshot?.warnings ?? []), ...bad.map(({ file, note }) => leftOut(file, note))],
    };
  }
}

function keyOf({ path, version }: SourceFile): string {
  return `${version} ${path}`;
}

function kindOf(source: Source): SourceKind {
  return source.type === 'project' ? 'project' : 'source';
}

async function noteOf(snapshot: Snapshot, file: SourceFile): Promise<Note | null> {
  const text = await snapshot.read(file);
  if (!text.ok) return null;
  const document = parseDocumentOrNothing(text.value, file.path);
  if (!document.ok) {
    return {
      isJson: isReadable(file.path, text.value),
      title: null,
      taskCount: null,
      problem: document.problem,
    };
  }
  const { title, tasks } = document.value;
  return { isJson: true, title, taskCount: tasks.length, problem: null };
}

/** A file of the wrong kind is left out (`compat.md` 12.2); a workflow with faults is listed with them. */
function isReadable(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function leftOut({ path }: SourceFile, note: Note | undefined): string {
  const why = note?.problem?.message ?? 'it is not JSON';
  return `${path} is left out: ${why}`;
}
