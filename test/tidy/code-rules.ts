import { isNode, lineAt, type Node, place, type SourceFile, type Visit } from './source-file.ts';

export const longestFile = 300;
export const longestFunction = 50;

export function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: lineAt(text, text.trimEnd().length) }))
    .filter(({ lines }) => lines > longestFile)
    .map(
      ({ path, lines }) =>
        `${path}: ${lines} lines, at most ${longestFile}; give one of its subjects a file of its own`,
    );
}

/** A function counts without the tests that stand in it: `describe` and suites only group them. */
export function longFunctions(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const tests = file.nodes.map(({ node }) => node).filter(isTestCall);
    return file.nodes
      .filter(({ node }) => /Function(Declaration|Expression)$/.test(node.type))
      .map((visit) => ({ visit, lines: ownLines(file, visit.node, tests) }))
      .filter(({ lines }) => lines > longestFunction)
      .map(({ visit, lines }) => {
        return `${place(file, visit.node)}: ${functionName(visit)} has ${lines} lines, at most ${longestFunction}; name one of its steps and make that a function`;
      });
  });
}

const testCall = /^(describe|it|test|suite|beforeAll|beforeEach|afterAll|afterEach)$/;

function isTestCall(node: Node): boolean {
  return node.type === 'CallExpression' && testCall.test(rootName(node));
}

/** `describe.skipIf(x)('…')` → `describe`. */
function rootName(node: Node): string {
  const inner = node.callee ?? node.object ?? node.tag;
  return isNode(inner) ? rootName(inner) : String(node.name ?? '');
}

function ownLines(file: SourceFile, node: Node, tests: readonly Node[]): number {
  const lines = (from: Node) => lineAt(file.text, from.end) - lineAt(file.text, from.start) + 1;
  const inside = tests.filter((test) => test.start > node.start && test.end <= node.end);
  const outermost = inside.filter(
    (test) => !inside.some((other) => other !== test && other.start <= test.start && other.end >= test.end),
  );
  return lines(node) - outermost.reduce((total, test) => total + lines(test), 0);
}

function functionName({ node, ancestors }: Visit): string {
  const parent = ancestors.at(-1);
  const named = [node.id, parent?.id, parent?.key].find(isNode);
  return named === undefined ? 'this function' : String(named.name ?? 'this function');
}

/** Clock, chance, process and timers in rooms that must give the same answer to the same question. */
export function impureNames(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.nodes.flatMap((visit) => {
      const name = impureName(visit);
      if (name === null) return [];
      return [
        `${place(file, visit.node)}: ${name} in a pure room; take the moment, the number or the setting as an argument`,
      ];
    }),
  );
}

const outsideNames =
  /^(performance|process|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|crypto|globalThis|console)$/;

function impureName({ node, ancestors }: Visit): string | null {
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const isDate = isNode(node.callee) && node.callee.name === 'Date';
    return isDate && Array.isArray(node.arguments) && node.arguments.length === 0 ? 'the current Date' : null;
  }
  if (node.type === 'MemberExpression') {
    const name = [node.object, node.property].map((part) => (isNode(part) ? part.name : '')).join('.');
    return /^(Date\.now|Math\.random)$/.test(name) ? name : null;
  }
  if (node.type !== 'Identifier' || !outsideNames.test(String(node.name))) return null;
  const parent = ancestors.at(-1);
  const isName = parent?.property === node || parent?.key === node;
  return isName && parent?.computed !== true ? null : String(node.name);
}

export function usesOfAny(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.nodes
      .filter(({ node }) => node.type === 'TSAnyKeyword')
      .map(({ node }) => `${place(file, node)}: \`any\`; write the type, or \`unknown\` and look before use`),
  );
}

// The brackets keep this line from finding itself.
const reminder = /\b(TO[D]O|FIX[M]E|X[X]X)\b|@ts-(ignore|nocheck)/;

export function reminders(files: readonly SourceFile[]): string[] {
  return linesWith(files, (line) => reminder.test(line)).map(
    (at) => `${at}: a left-over reminder; do it now, or file an issue and say here what holds today`,
  );
}

/** `.only` always; `.skip` and `.todo` when the line above does not say why. */
export function silencedTests(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const lines = file.text.split('\n');
    return file.nodes
      .filter(
        ({ node }) => node.type === 'MemberExpression' && /^(describe|it|test|suite)$/.test(rootName(node)),
      )
      .filter(({ node }) => {
        const word = isNode(node.property) ? String(node.property.name) : '';
        const lineAbove = lines[lineAt(file.text, node.start) - 2] ?? '';
        return word === 'only' || (/^(skip|todo|fails)$/.test(word) && !lineAbove.trim().startsWith('//'));
      })
      .map(
        ({ node }) =>
          `${place(file, node)}: a silenced test; take the mark away, or give the reason in a comment on the line above`,
      );
  });
}

function linesWith(files: readonly SourceFile[], isMeant: (line: string) => boolean): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (isMeant(line) ? [`${path}:${index + 1}`] : [])),
  );
}
