import { z } from 'zod';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What definitions say to editors besides their descriptions, as metadata of zod. */
export type ForEditors = {
  /** Values to show. They stand beside what zod itself would write, because it leaves them out before a transform. */
  readonly 'x-shown'?: { readonly default?: unknown; readonly examples?: readonly unknown[] };
  /** Accepted, and not proposed: a spelling that is tolerated. */
  readonly 'x-lenient'?: boolean;
  /** Keys that are accepted and not used yet. */
  readonly 'x-later'?: readonly string[];
};

/**
 * What a definition accepts, as a JSON Schema of draft 7, which editors know best. What zod cannot express is left open,
 * so the schema may accept more than the definition; metadata (`pattern`, `ForEditors`) make it exact where it matters.
 */
export function editorSchema(definition: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(definition, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  return finish(schema) as JsonSchema;
}

/** The head of a schema that is published. */
export function published(title: string, schema: JsonSchema): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema };
}

function finish(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(finish);
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-shown': shown, 'x-later': later, ...rest } = node as ForEditors & Record<string, unknown>;
  const finished = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'anyOf' ? withoutLenient(value) : finish(value),
    ]),
  );
  if (later !== undefined) finished.properties = { ...Object(finished.properties), ...laterKeys(later) };
  return { ...flattened(finished), ...shown };
}

function withoutLenient(branches: unknown): unknown {
  const kept = (branches as readonly (ForEditors & JsonSchema)[]).filter((branch) => !branch['x-lenient']);
  return kept.map(finish);
}

/** A choice of one is none; one within another is one longer choice. */
function flattened(node: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(node.anyOf)) return node;
  const { anyOf, ...rest } = node;
  const branches = anyOf.flatMap((branch: JsonSchema) =>
    Array.isArray(branch.anyOf) && Object.keys(branch).length === 1
      ? (branch.anyOf as JsonSchema[])
      : [branch],
  );
  const [only] = branches;
  return branches.length === 1 ? { ...only, ...rest } : { ...rest, anyOf: branches };
}

/** Keys that are accepted and do nothing. */
export function laterKeys(keys: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(keys.map((key) => [key, { description: 'Not used by this version yet.' }]));
}
