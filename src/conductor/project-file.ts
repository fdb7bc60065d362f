import { ok, type Result } from '../engine/result.ts';
import type { Snapshot, Source } from '../sources/source.ts';
import { PROJECT_FILES, type ProjectFile, parseProjectFile } from '../workflows/project-file.ts';
import type { Catalog, SourceKind } from './catalog.ts';

/** A repository's own file, as one state of it has it. */
export interface FoundProjectFile extends ProjectFile {
  readonly name: string;
}

/**
 * What the repository or folder says about variables in this state; null when it has no such file. In messages the file is
 * called `<source>/scripthut.yaml`, as the server's own may have the same name.
 */
export async function readProjectFile(
  source: Source,
  snapshot: Snapshot,
): Promise<Result<FoundProjectFile | null>> {
  const found = await snapshot.readTop(PROJECT_FILES);
  if (!found.ok) return found;
  if (found.value === null) return ok(null);
  const { name, text } = found.value;
  const read = parseProjectFile(text, `${source.name}/${name}`);
  return read.ok ? ok({ ...read.value, name }) : read;
}

/** The same in the state that the last look showed, with a look where there was none. */
export async function knownProjectFile(
  catalog: Catalog,
  kind: SourceKind,
  name: string,
): Promise<Result<FoundProjectFile | null>> {
  const source = catalog.find(kind, name);
  if (!source.ok) return source;
  const { snapshot } = source.value.picture();
  if (snapshot !== null) return readProjectFile(source.value, snapshot);
  const seen = await source.value.sync();
  return seen.ok ? readProjectFile(source.value, seen.value) : seen;
}
