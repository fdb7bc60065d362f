import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a group of tests needs from the system: a program, and the Debian package that brings it. */
export interface Tool {
  readonly program: string;
  readonly debianPackage: string;
}

/** Tests that need more of the system than others, such as a real scheduler. */
export interface SystemGroup {
  /** In `test/`, with a `vitest.config.ts` of its own and the rest of this in `group.json`. */
  readonly folder: string;
  readonly name: string;
  readonly tools: readonly Tool[];
}

const tests = new URL('../test/', import.meta.url);

export function systemGroups(): SystemGroup[] {
  return readdirSync(tests)
    .filter((folder) => existsSync(new URL(`${folder}/group.json`, tests)))
    .sort()
    .map((folder) => ({ folder, ...read(new URL(`${folder}/group.json`, tests)) }));
}

function read(file: URL): Omit<SystemGroup, 'folder'> {
  return JSON.parse(readFileSync(file, 'utf8')) as Omit<SystemGroup, 'folder'>;
}
