import { isMap, isScalar, isSeq, type Pair, parseDocument } from 'yaml';
import type { JsonSchema } from '../src/text/editor-schema.ts';

/**
 * Puts the comments of an annotated example to the keys that they explain, as descriptions, and its values, as defaults
 * and examples. The convention of the example: a comment that begins with `required`, `example` or `left out` stands at
 * a value that is an example; every other value is what the key is when it is left out.
 */
export function annotateSchema(schema: JsonSchema, exampleText: string): JsonSchema {
  return annotate(schema, parseDocument(exampleText).contents);
}

function annotate(schema: JsonSchema, node: unknown): JsonSchema {
  if (isSeq(node)) {
    return mapBranches(schema, (branch) => {
      const items = branch.items as JsonSchema | undefined;
      return items === undefined ? branch : { ...branch, items: node.items.reduce(annotate, items) };
    });
  }
  if (!isMap(node)) return schema;
  return mapBranches(schema, (branch) => {
    const properties = branch.properties as Readonly<Record<string, JsonSchema>> | undefined;
    if (properties === undefined || !isMeant(properties, node.get('type'))) return branch;
    const annotated = node.items.flatMap((pair, index) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const inner = properties[key];
      if (inner === undefined) return [];
      const above = index === 0 ? node.commentBefore : undefined;
      return [[key, { ...notesOf(pair, above, inner), ...annotate(inner, pair.value) }]];
    });
    return { ...branch, properties: { ...properties, ...Object.fromEntries(annotated) } };
  });
}

/** A schema that is a choice is annotated in each of its branches. */
function mapBranches(schema: JsonSchema, change: (branch: JsonSchema) => JsonSchema): JsonSchema {
  const key = ['anyOf', 'oneOf'].find((name) => Array.isArray(schema[name]));
  if (key === undefined) return change(schema);
  return { ...schema, [key]: (schema[key] as JsonSchema[]).map((branch) => mapBranches(branch, change)) };
}

/** Of several kinds of items, told apart by `type`, the one that the example shows. */
function isMeant(properties: Readonly<Record<string, JsonSchema>>, type: unknown): boolean {
  const wanted = properties.type?.const ?? properties.type?.enum;
  return wanted === undefined || wanted === type;
}

function notesOf(pair: Pair, above: string | null | undefined, schema: JsonSchema): JsonSchema {
  const { value } = pair;
  const isText = isScalar(value);
  const beside = isText ? value.comment : isMap(value) ? value.commentBefore : null;
  const before = above ?? (isScalar(pair.key) ? pair.key.commentBefore : null);
  // Above the first key the head of the file stands too, apart from the rest.
  const paragraph = (beside ?? before ?? '').split(/\n\s*\n/).at(-1) ?? '';
  const comment = paragraph.trim().replace(/\n\s*/g, ' ');
  const isExample = /^(required|example|left out)/.test(comment);
  const description = comment.replace(/^(required|example)[;:]?\s*/, '');
  const shown = isText && schema.const === undefined ? value.value : undefined;
  return {
    ...(description !== '' && { description }),
    ...(shown !== undefined && (isExample ? { examples: [shown] } : { default: shown })),
  };
}
