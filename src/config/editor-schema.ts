import { editorSchema, type JsonSchema, published } from '../text/editor-schema.ts';
import { configurationSchema } from './schema.ts';

/**
 * The JSON Schema of a configuration, made from what reads it. What the keys are for stands in the annotated example
 * (`scripthut.example.yaml`), whose comments are put in where the schema is written (`scripts/annotate-schema.ts`).
 */
export function configurationEditorSchema(): JsonSchema {
  // Whose machine does not matter: it gives defaults, and these come from the example too.
  const definition = configurationSchema({ home: '/', cwd: '/', cpuCount: 1 });
  return published('The configuration of ScriptHut', editorSchema(definition));
}
