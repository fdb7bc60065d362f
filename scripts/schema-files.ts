import { readFileSync } from 'node:fs';
import { configurationEditorSchema } from '../src/config/editor-schema.ts';
import { workflowSchema } from '../src/workflows/document-schema.ts';
import { annotateSchema } from './annotate-schema.ts';

/** The text of each file in `schemas/`, by name. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const example = readFileSync(new URL('../scripthut.example.yaml', import.meta.url), 'utf8');
  return {
    'workflow.schema.json': written(workflowSchema()),
    'config.schema.json': written(annotateSchema(configurationEditorSchema(), example)),
  };
}

function written(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
