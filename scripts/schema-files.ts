import { configurationEditorSchema } from '../src/config/editor-schema.ts';
import { workflowSchema } from '../src/workflows/document-schema.ts';
import { annotateSchema } from './annotate-schema.ts';
import { exampleTexts } from './example-files.ts';

/** The text of each file in `schemas/`, by name. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return {
    'workflow.schema.json': written(workflowSchema()),
    'config.schema.json': written(exampleTexts().reduce(annotateSchema, configurationEditorSchema())),
  };
}

function written(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
