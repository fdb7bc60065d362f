import { isTest, type SourceFile } from './source-file.ts';

/** What a room may import: rooms (`engine`) or paths below `src/` with `*` for any text (`backends/*settings.ts`). */
export interface Room {
  readonly imports: readonly string[];
  /** Only with `import type`. */
  readonly types?: readonly string[];
}

/** Imports from one room into another that the table does not allow. */
export function forbiddenImports(
  files: readonly SourceFile[],
  house: Readonly<Record<string, Room>>,
): string[] {
  return files.filter(isProgram).flatMap((file) => {
    const room = roomOf(file.path);
    const allowed = house[room];
    if (allowed === undefined)
      return [`${file.path}: there is no room "${room}"; put the file into one of the house's rooms`];
    return file.imports
      .filter(({ isOurs, target }) => isOurs && target.startsWith('src/') && roomOf(target) !== room)
      .filter(({ target, isTypeOnly }) => !isTypeOnly || !matchesAny(target, allowed.types ?? []))
      .filter(({ target }) => !matchesAny(target, allowed.imports))
      .map(({ target, line }) => {
        const may = [...allowed.imports, ...(allowed.types ?? []).map((name) => `types of ${name}`)].join(
          ', ',
        );
        return `${file.path}:${line}: ${room} must not import ${target}; it may import: ${may || 'nothing'}. Pass the value in from outside, or move the code to the room that owns it`;
      });
  });
}

/** Families of one room (`backends/slurm`, `backends/pbs`) that import one another. */
export function familiesThatKnowEachOther(files: readonly SourceFile[], room: string): string[] {
  const family = (path: string) => new RegExp(`^src/${room}/([^/]+)/`).exec(path)?.[1];
  return files.filter(isProgram).flatMap((file) => {
    const own = family(file.path);
    if (own === undefined) return [];
    return file.imports
      .filter(({ target }) => family(target) !== undefined && family(target) !== own)
      .map(
        ({ target, line }) =>
          `${file.path}:${line}: ${own} must not import ${target}; what families share stands in src/${room}/`,
      );
  });
}

/** Files that import each other in a circle, each circle once, by its shortest way. */
export function importCircles(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.map((file) => [file.path, file.imports.filter(({ isOurs }) => isOurs).map(({ target }) => target)]),
  );
  const circles = new Map<string, string>();
  for (const start of graph.keys()) {
    const way = shortestWayBack(graph, start);
    if (way === null) continue;
    const key = way.toSorted().join(' ');
    if (!circles.has(key)) circles.set(key, [...way, start].join(' → '));
  }
  return [...circles.values()].map(
    (way) => `${way}: an import circle; move what both need into a third file`,
  );
}

function shortestWayBack(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return wayTo(cameFrom, start, file);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return null;
}

function wayTo(cameFrom: ReadonlyMap<string, string>, start: string, end: string): string[] {
  const way = [end];
  for (let at = end; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}

/**
 * Files that are no entry point and that neither the program nor a test of the whole (`test/`) imports: a file that
 * only its own test needs is dead.
 */
export function filesNobodyImports(files: readonly SourceFile[], entryPoints: readonly string[]): string[] {
  const users = files.filter((file) => isProgram(file) || /^(test|scripts)\//.test(file.path));
  const imported = new Set(users.flatMap(({ imports }) => imports.map(({ target }) => target)));
  return files
    .filter((file) => isProgram(file) && !imported.has(file.path) && !entryPoints.includes(file.path))
    .map(({ path }) => `${path}: nobody imports it; delete it, or use it`);
}

/** Imports by the program of what only tests may use. */
export function importsOfTests(files: readonly SourceFile[]): string[] {
  return files
    .filter(isProgram)
    .flatMap((file) =>
      file.imports
        .filter(({ isOurs, target }) => isOurs && (isTest(target) || target.startsWith('test/')))
        .map(
          ({ target, line }) =>
            `${file.path}:${line}: imports ${target}, which only tests may; move what both need into a file of its own`,
        ),
    );
}

/** Imports of packages and of Node's own modules where they do not belong. */
export function forbiddenPackages(
  files: readonly SourceFile[],
  isForbidden: (path: string, name: string) => string | null,
): string[] {
  return files.filter(isProgram).flatMap((file) =>
    file.imports
      .filter(({ isOurs }) => !isOurs)
      .flatMap(({ target, line }) => {
        const reason = isForbidden(file.path, target);
        return reason === null ? [] : [`${file.path}:${line}: imports ${target}; ${reason}`];
      }),
  );
}

function isProgram({ path }: SourceFile): boolean {
  return path.startsWith('src/') && !isTest(path);
}

/** `src/engine/apply.ts` → `engine`. */
export function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function matchesAny(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const text = pattern.includes('*') ? pattern : `${pattern}/*`;
    const expression = text.split('*').map((part) => part.replaceAll(/[.+?^$()|[\]\\{}]/g, '\\$&'));
    return new RegExp(`^src/${expression.join('.*')}$`).test(path);
  });
}
