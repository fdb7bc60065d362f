import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseAst } from 'vitest/node';

/** A file of the project as the house rules see it. */
export interface SourceFile {
  /** From the root of the repository, with slashes: `src/engine/apply.ts`. */
  readonly path: string;
  readonly text: string;
  /** Every node of its syntax tree (ESTree with TypeScript and JSX), parents before children. */
  readonly nodes: readonly Visit[];
  readonly imports: readonly Import[];
}

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Visit {
  readonly node: Node;
  /** From the root of the tree down to the node's parent. */
  readonly ancestors: readonly Node[];
}

export interface Import {
  /** A path from the root for a file of ours, else the specifier as written: `node:fs`, `zod`. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Erased before the program runs. */
  readonly isTypeOnly: boolean;
  readonly line: number;
}

/** All TypeScript files below these folders, fixtures left out. */
export function readSourceFiles(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    const paths = names.map((name) => posix.join(folder, name.replaceAll('\\', '/')));
    const ours = paths.filter((path) => /\.tsx?$/.test(path) && !/\/(fixtures|node_modules)\//.test(path));
    return ours.toSorted().map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
  });
}

/** @throws Error naming the file when the text is not TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  try {
    const program = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }, path) as unknown as Node;
    const nodes = [...visit(program, [])];
    const imports = nodes.flatMap(({ node }) => importOf(path, text, node));
    return { path, text, nodes, imports };
  } catch (error) {
    throw new Error(`${path} cannot be parsed: ${String(error)}`, { cause: error });
  }
}

function* visit(node: Node, ancestors: readonly Node[]): Generator<Visit> {
  yield { node, ancestors };
  const inside = [...ancestors, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) yield* visit(child, inside);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function importOf(path: string, text: string, node: Node): Import[] {
  const isImport = /^(Import|ExportNamed|ExportAll)Declaration$|^(ImportExpression|TSImportType)$/.test(
    node.type,
  );
  if (!isImport || !isNode(node.source) || typeof node.source.value !== 'string') return [];
  const specifier = node.source.value;
  const isOurs = specifier.startsWith('.');
  const target = isOurs ? posix.join(posix.dirname(path), specifier) : specifier;
  return [{ target, isOurs, isTypeOnly: isTypeOnly(node), line: lineAt(text, node.start) }];
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = (Array.isArray(node.specifiers) ? node.specifiers : []).filter(isNode);
  const kinds = specifiers.map((specifier) => specifier.importKind ?? specifier.exportKind);
  return kinds.length > 0 && kinds.every((kind) => kind === 'type');
}

/** Counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** `src/engine/apply.ts:12`, as a terminal makes it a link. */
export function place(file: SourceFile, node: Node): string {
  return `${file.path}:${lineAt(file.text, node.start)}`;
}

/** Tests and what only they use: `apply.test.ts`, `backend.testsuite.ts`, `engine.testdata.ts`, `cli/testing.ts`. */
export function isTest(path: string): boolean {
  return /(\.test[a-z]*|\/testing)\.tsx?$/.test(path);
}
