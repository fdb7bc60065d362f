// Writes the JSON Schemas that editors use, from what reads the documents: a part of `npm run build`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { schemaFiles } from './schema-files.ts';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(new URL(name, folder), text);
