import { z } from 'zod';
import { editorSchema, type JsonSchema, laterKeys, published } from '../text/editor-schema.ts';
import { ANY_TEXT, about, text } from './field-schemas.ts';
import { retrySchema } from './retry-schema.ts';
import { documentRules } from './rule-schema.ts';
import { OTHER_TASK_KEYS, taskSchema } from './task-schema.ts';

/** What a document may have besides its tasks. */
const documentSchema = z.strictObject({
  $schema: z.unknown().optional().meta(about('For editors: where this schema lies.')),
  title: text().nullish().meta(about('Shown as the label of the workflow.')),
  retry: retrySchema.nullish().meta(about('For every task that has no retry of its own.')),
  ...documentRules.shape,
});

/**
 * The JSON Schema of a workflow document (`schemas/workflow.schema.json`), made from what reads it. In a task with a
 * matrix a placeholder may stand for a text of any form.
 */
export function workflowSchema(): JsonSchema {
  const document = editorSchema(documentSchema);
  const tasks = { type: 'array', items: { $ref: '#/definitions/task' }, description: 'The tasks.' };
  const object = {
    ...document,
    properties: { tasks, ...Object(document.properties) },
    required: ['tasks'],
  };
  const { properties, ...task } = editorSchema(taskSchema);
  const known = Object(properties) as Readonly<Record<string, JsonSchema>>;
  const others = laterKeys(OTHER_TASK_KEYS);
  return published('A workflow of ScriptHut', {
    type: ['object', 'array'],
    ...choice({ type: 'array' }, tasks, object),
    definitions: {
      task: choice(
        { required: ['matrix'], properties: { matrix: { type: 'object' } } },
        { $ref: '#/definitions/matrixTask' },
        { $ref: '#/definitions/plainTask' },
      ),
      plainTask: { ...task, properties: { ...known, ...others }, additionalProperties: false },
      matrixTask: {
        ...task,
        properties: { ...withPlaceholders(known), ...others },
        additionalProperties: false,
      },
    },
  });
}

/** One of two schemas and never both, so that an editor's complaints are those of the right one. */
function choice(condition: JsonSchema, whenTrue: JsonSchema, whenFalse: JsonSchema): JsonSchema {
  return Object.fromEntries([
    ['if', condition],
    ['then', whenTrue],
    ['else', whenFalse],
  ]);
}

/** What is not filled in: the id gets its point by itself. */
const FIXED = ['id', 'matrix', 'retry'];

function withPlaceholders(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const filled = Object.entries(properties).map(([key, schema]): [string, JsonSchema] => [
    key,
    FIXED.includes(key) ? schema : orPlaceholder(schema),
  ]);
  return Object.fromEntries(filled);
}

function orPlaceholder(schema: JsonSchema): JsonSchema {
  const { pattern, anyOf, items, additionalProperties } = schema;
  const hasForm = schema.type === 'string' && pattern !== undefined && pattern !== ANY_TEXT;
  if (hasForm) return { anyOf: [schema, { type: 'string', pattern: '\\$\\{\\{\\s*matrix\\b' }] };
  return {
    ...schema,
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map(orPlaceholder) }),
    ...(isSchema(items) && { items: orPlaceholder(items) }),
    ...(isSchema(additionalProperties) && { additionalProperties: orPlaceholder(additionalProperties) }),
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}
