import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const families = new URL('src/backends/', root);

/**
 * The annotated examples: that of a whole configuration, and those of the families of backends that stand in none, each in
 * its family's folder.
 */
export function exampleTexts(): readonly [string, ...string[]] {
  const own = readdirSync(families)
    .sort()
    .map((family) => new URL(`${family}/example.yaml`, families))
    .filter((file) => existsSync(file));
  const read = (file: URL): string => readFileSync(file, 'utf8');
  return [read(new URL('scripthut.example.yaml', root)), ...own.map(read)];
}
