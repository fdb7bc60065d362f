import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { gatherFaults } from '../engine/faults.ts';
import { type Place, type Problem, type ProblemCode, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { TextPath, WrittenText } from './written-text.ts';

/** A YAML text as read. */
export interface YamlText extends WrittenText {
  /** Where the key itself stands. */
  readonly placeOfKey: (path: TextPath) => Place;
}

export interface YamlOptions {
  /** Of the problems. */
  readonly code: ProblemCode;
  /** Changes what was read before values are made of it. */
  readonly prepare?: (document: Document) => void;
}

/** So many uses of anchors are more than anybody writes by hand; nested ones can fill the memory. */
const MOST_ALIASES = 100;

/**
 * Reads one YAML 1.2 document (core schema: `no`, `on` and `1:00:00` are text) with the merge keys (`<<`) of 1.1. The
 * same key twice in one group is a fault.
 */
export function readYaml(text: string, file: string, { code, prepare }: YamlOptions): Result<YamlText> {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fault: Fault = (message, offset) => problem(code, message, { place: placeAt(offset) });

  const document = parse(text, lineCounter);
  if (document === null) return failed(fault('The text is nested too deeply', 0));
  const faults = [
    ...document.errors.map((error) => syntaxFault(error, fault)),
    ...findRepeatedKeys(document, fault),
  ];
  if (faults.length > 0) return failed(gatherFaults(code, file, faults));
  prepare?.(document);
  const value = resolve(document, fault);
  if (!value.ok) return value;
  const entries: Entries = new WeakMap();
  return ok({
    value: value.value,
    placeOf: (path) => placeAt(offsetOf(document, entries, path, 'value')),
    placeOfKey: (path) => placeAt(offsetOf(document, entries, path, 'key')),
    sourceOf: (path) => sourceOf(document, path),
  });
}

type Fault = (message: string, offset: number) => Problem;

/** Null when the nesting is deeper than the parser can follow. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      merge: true,
      logLevel: 'error',
      // It would compare each key with all others: 6 s for forty thousand. `findRepeatedKeys` does it.
      uniqueKeys: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What is told only now: anchors that are missing or multiply each other, merge keys without anything to merge. */
function resolve(document: Document, fault: Fault): Result<unknown> {
  const odd = findOddAlias(document);
  if (odd !== null) return failed(fault(odd.message, odd.offset));
  try {
    return ok(document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch (error) {
    if (error instanceof RangeError) return failed(fault('The text is nested too deeply', 0));
    if (error instanceof ReferenceError) {
      return failed(fault('Anchors are used too often within each other', 0));
    }
    return failed(
      fault("What '<<' merges must be a group of keys, or an alias of one", firstMerge(document)),
    );
  }
}

function firstMerge(document: Document): number {
  let offset = 0;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.source !== '<<') return undefined;
      offset = startOf(key) ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function syntaxFault({ code, message, pos: [offset] }: YAMLError, fault: Fault): Problem {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { ...fault('Tabs cannot indent', offset), hint: 'Use spaces.' };
    case 'MULTIPLE_DOCS':
      return fault('A second document begins here; one was expected', offset);
    default:
      return fault(`Not YAML: ${message}`, offset);
  }
}

function findRepeatedKeys(document: Document, fault: Fault): Problem[] {
  const found: Problem[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const hint = 'Keep one of them.';
          found.push({ ...fault('The same key stands here twice', startOf(key) ?? 0), hint });
        }
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** One that stands for nothing, or for something that it is a part of. */
function findOddAlias(document: Document): { readonly message: string; readonly offset: number } | null {
  let found: { readonly message: string; readonly offset: number } | null = null;
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const target = alias.resolve(document);
      if (target !== undefined && !ancestors.includes(target)) return undefined;
      const message =
        target === undefined
          ? `The alias *${alias.source} has no anchor before it`
          : `The alias *${alias.source} stands within what it stands for`;
      found = { message, offset: alias.range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return found;
}

/** Of the groups that were walked through, each by its key: a text with many faults is asked for many places. */
type Entries = WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;

/** Walks down as far as the path leads. */
function offsetOf(document: Document, entries: Entries, path: TextPath, wanted: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const group = isAlias(node) ? node.resolve(document) : node;
    const child = childOf(group, entries, step);
    if (child === null) return offset;
    const key = startOf(child.key);
    offset = (wanted === 'key' ? (key ?? startOf(child.value)) : (startOf(child.value) ?? key)) ?? offset;
    node = child.value;
  }
  return offset;
}

function sourceOf(document: Document, path: TextPath): string | null {
  const found = document.getIn(path, true);
  const node = isAlias(found) ? found.resolve(document) : found;
  return isScalar(node) && typeof node.value !== 'string' ? (node.source ?? null) : null;
}

function childOf(
  group: unknown,
  entries: Entries,
  step: PropertyKey,
): { readonly key: unknown; readonly value: unknown } | null {
  if (isMap(group)) {
    const known = entries.get(group) ?? entriesOf(group);
    entries.set(group, known);
    return known.get(String(step)) ?? null;
  }
  if (isSeq(group) && typeof step === 'number' && step < group.items.length) {
    return { key: null, value: group.items[step] };
  }
  return null;
}

function entriesOf({ items }: YAMLMap): ReadonlyMap<string, Pair> {
  return new Map(
    items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])),
  );
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
