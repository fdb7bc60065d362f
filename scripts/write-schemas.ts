// Writes the JSON Schemas that editors use, from what reads the documents. `test/schemas.test.ts` says when to.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from './schema-files.ts';

for (const [name, text] of Object.entries(schemaFiles()))
  writeFileSync(join(import.meta.dirname, '..', 'schemas', name), text);
