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
const TOO_DEEP = 'The text is nested too deeply';

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
  if (document === null) return failed(fault(TOO_DEEP, 0));
  const faults = [
    ...syntaxFaults(document, fault),
    ...findRepeatedKeys(document, fault),
    ...findTags(document, text, fault),
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
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      merge: true,
      logLevel: 'error',
      // It would compare each key with all others: 6 s for forty thousand. `findRepeatedKeys` does it.
      uniqueKeys: false,
    });
    return document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION') ? null : document;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What is told only now: anchors that are missing or multiply each other, merge keys without anything to merge. */
function resolve(document: Document, fault: Fault): Result<unknown> {
  const odd = findOddAlias(document);
  if (odd !== null) return failed({ ...fault(odd.message, odd.offset), ...(odd.hint && { hint: odd.hint }) });
  try {
    return ok(document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch (error) {
    if (error instanceof RangeError) return failed(fault(TOO_DEEP, 0));
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

const ALIAS_HINT = 'Put quotes around a text that begins with * or &.';
const QUOTE = 'Put quotes around the text.';

/** What people write most often when they mean a text. */
const IN_WORDS: Partial<Record<YAMLError['code'], readonly [message: string, hint?: string]>> = {
  TAB_AS_INDENT: ['Tabs cannot indent', 'Use spaces.'],
  MULTIPLE_DOCS: ['A second document begins here; one was expected'],
  BLOCK_AS_IMPLICIT_KEY: ['A text with a colon and a blank in it is taken for a group of keys', QUOTE],
  BAD_ALIAS: ['This can be neither an alias nor an anchor', ALIAS_HINT],
  BAD_SCALAR_START: ['A text cannot begin with this sign', QUOTE],
  UNEXPECTED_TOKEN: ['Something stands here behind the end of a value', 'Put quotes around the whole text.'],
};

/** Whoever reads on after a fault in the structure finds others that are none: these are not told. */
function syntaxFaults(document: Document, fault: Fault): Problem[] {
  const errors = document.errors.toSorted((one, other) => one.pos[0] - other.pos[0]);
  const last = errors.findIndex(({ code }) => IN_WORDS[code] === undefined);
  return (last === -1 ? errors : errors.slice(0, last + 1)).map((error) => syntaxFault(error, fault));
}

function syntaxFault({ code, message, pos: [offset] }: YAMLError, fault: Fault): Problem {
  const [words, hint] = IN_WORDS[code] ?? [`Not YAML: ${message}`];
  return { ...fault(words, offset), ...(hint !== undefined && { hint }) };
}

/** `command: ! test -f x` would lose its first sign without a word, and `!vault x` too. */
function findTags(document: Document, text: string, fault: Fault): Problem[] {
  const found: Problem[] = [];
  visit(document, {
    Node: (_, node) => {
      const { tag } = node as { readonly tag?: string };
      if (tag === undefined || tag.startsWith('tag:yaml.org,2002:')) return;
      const message = 'A text that begins with ! is a tag to YAML, which would be left out';
      found.push({ ...fault(message, text.lastIndexOf('!', startOf(node) ?? 0)), hint: QUOTE });
    },
  });
  return found;
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

interface OddAlias {
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
}

/** One that stands for nothing, or for something that it is a part of. */
function findOddAlias(document: Document): OddAlias | null {
  let found: OddAlias | null = null;
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const target = alias.resolve(document);
      if (target !== undefined && !ancestors.includes(target)) return undefined;
      const offset = alias.range?.[0] ?? 0;
      const name = `The alias *${alias.source}`;
      found =
        target === undefined
          ? { message: `${name} has no anchor before it`, offset, hint: ALIAS_HINT }
          : { message: `${name} stands within what it stands for`, offset };
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
